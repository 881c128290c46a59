package wechatsim

import (
	"crypto/rand"
	"errors"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// code is a QR code with a scene.
type code struct {
	ticket  string
	url     string
	scene   string
	expires time.Time // zero: permanent
}

type codeState struct {
	byScene   map[string]code
	byTicket  map[string]code
	permanent int
}

func newCodeState() codeState {
	return codeState{byScene: map[string]code{}, byTicket: map[string]code{}}
}

// codeRequest is the body of qrcode/create.
type codeRequest struct {
	ExpireSeconds *int64 `json:"expire_seconds"`
	ActionName    string `json:"action_name"`
	ActionInfo    struct {
		Scene struct {
			ID   int64  `json:"scene_id"`
			Text string `json:"scene_str"`
		} `json:"scene"`
	} `json:"action_info"`
}

func codeEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"cgi-bin/qrcode/create": {method: http.MethodPost, need: verifiedService, daily: 100_000, serve: (*Platform).codeCreate},
	}
}

func (p *Platform) codeCreate(c *call) (object, error) {
	var in codeRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	scene, err := in.scene()
	if err != nil {
		return nil, err
	}
	made := code{ticket: "gQ" + rand.Text() + rand.Text(), scene: scene, url: "http://weixin.qq.com/q/02" + rand.Text()[:20]}
	answer := object{"ticket": made.ticket, "url": made.url}
	if strings.HasPrefix(in.ActionName, "QR_LIMIT") {
		if p.codes.permanent >= p.opts.Limits.PermanentCode {
			return nil, fail(45029)
		}
		p.codes.permanent++
	} else {
		seconds, err := in.seconds()
		if err != nil {
			return nil, err
		}
		made.expires = c.now.Add(time.Duration(seconds) * time.Second)
		answer["expire_seconds"] = seconds
	}
	p.codes.byScene[scene], p.codes.byTicket[made.ticket] = made, made
	return answer, nil
}

// scene checks a scene by its kind: numbers up to 2³²−1, permanent ones up to 100,000, texts of 1 to
// 64 characters.
func (in codeRequest) scene() (string, error) {
	s := in.ActionInfo.Scene
	most := int64(1<<32 - 1)
	switch in.ActionName {
	case "QR_LIMIT_SCENE":
		most = 100_000
		fallthrough
	case "QR_SCENE":
		if s.ID < 1 || s.ID > most {
			return "", fail(40053)
		}
		return decimal(s.ID), nil
	case "QR_STR_SCENE", "QR_LIMIT_STR_SCENE":
		if n := utf8.RuneCountInString(s.Text); n < 1 || n > 64 {
			return "", fail(40053)
		}
		return s.Text, nil
	}
	return "", fail(40052)
}

// seconds is a temporary code's life: 60 s unless told, 30 days at most.
func (in codeRequest) seconds() (int64, error) {
	const most = 2_592_000
	switch {
	case in.ExpireSeconds == nil:
		return 60, nil
	case *in.ExpireSeconds < 1 || *in.ExpireSeconds > most:
		return 0, fail(40097)
	}
	return *in.ExpireSeconds, nil
}

// scan finds the code of a scene. A scene that nobody made a code for counts as printed long ago;
// an expired code cannot be scanned. The caller holds mu.
func (p *Platform) scan(scene string, now time.Time) (code, error) {
	made, ok := p.codes.byScene[scene]
	if !ok {
		return code{ticket: "gQ" + sign("ticket", scene), scene: scene}, nil
	}
	if !made.expires.IsZero() && !now.Before(made.expires) {
		return code{}, errors.New("the code has expired")
	}
	return made, nil
}

func numericScene(scene string) (int, bool) {
	n, err := strconv.Atoi(scene)
	return n, err == nil && n > 0
}

// showCode is mp.weixin.qq.com/cgi-bin/showqrcode: the picture of a ticket.
func (p *Platform) showCode(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	made, ok := p.codes.byTicket[r.URL.Query().Get("ticket")]
	expired := !made.expires.IsZero() && !p.Now().Before(made.expires)
	p.mu.Unlock()
	if !ok || expired {
		http.NotFound(w, r)
		return
	}
	matrix, err := qr.Encode(made.url, qr.M, qr.Auto)
	if err == nil {
		matrix, err = barcode.Scale(matrix, 430, 430)
	}
	if err != nil {
		http.Error(w, "system error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, matrix) // a client that has gone away is no concern of ours
}
