package wechatsim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strconv"
	"time"
)

// controls adds the endpoints under /sim/ that move the simulation from outside.
func (p *Platform) controls(mux *http.ServeMux) {
	mux.HandleFunc("GET /sim/followers", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, p.People()) })
	mux.HandleFunc("POST /sim/followers", control(p, p.addPerson))
	mux.HandleFunc("POST /sim/followers/{openid}/{action}", control(p, p.steer))
	mux.HandleFunc("GET /sim/followers/{openid}/conversation", control(p, p.readConversation))
	mux.HandleFunc("GET /sim/clock", control(p, p.moveClock))
	mux.HandleFunc("POST /sim/clock", control(p, p.moveClock))
	mux.HandleFunc("POST /sim/faults", control(p, p.addFault))
	mux.HandleFunc("DELETE /sim/faults", control(p, func(context.Context, *http.Request, order) (any, error) {
		p.ClearFaults()
		return object{}, nil
	}))
	mux.HandleFunc("GET /sim/records", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, p.Records()) })
	mux.HandleFunc("GET /sim/mass", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, object{"waiting": p.WaitingMass()}) })
	mux.HandleFunc("POST /sim/mass/{id}", control(p, p.confirm))
}

// order is the body of every control.
type order struct {
	Name    string          `json:"name"`
	Kind    Kind            `json:"kind"`
	Scene   string          `json:"scene"`
	Type    string          `json:"type"`
	Text    string          `json:"text"`
	Key     string          `json:"key"`
	URL     string          `json:"url"`
	Title   string          `json:"title"`
	Lat     float64         `json:"lat"`
	Lng     float64         `json:"lng"`
	Picture []byte          `json:"picture"` // base64
	Answers map[string]bool `json:"answers"`
	Blocked *bool           `json:"blocked"`
	Refuse  *bool           `json:"refusing"`
	Advance string          `json:"advance"`
	Approve bool            `json:"approve"`
}

// control reads an order and writes what came of it. What it sets going goes on when the caller
// goes away, but not beyond the platform's end.
func control[T any](p *Platform, do func(ctx context.Context, r *http.Request, in T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		if r.Method == http.MethodPost {
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20)).Decode(&in); err != nil {
				refuseControl(w, http.StatusBadRequest, "请求不是合适的 JSON")
				return
			}
		}
		ctx, cancel := p.lasting(r)
		defer cancel()
		answer, err := do(ctx, r, in)
		switch {
		case errors.Is(err, ErrUnknownPerson), errors.Is(err, ErrNoSuchJob), errors.Is(err, ErrNoSuchChoice):
			refuseControl(w, http.StatusNotFound, err.Error())
		case err != nil:
			refuseControl(w, http.StatusConflict, err.Error())
		default:
			writeJSON(w, answer)
		}
	}
}

// lasting is a request's context that ends with the platform and not with the caller.
func (p *Platform) lasting(r *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	go func() {
		select {
		case <-p.closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

func refuseControl(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	send(w, encode(object{"error": why}))
}

func (p *Platform) addPerson(ctx context.Context, _ *http.Request, o order) (any, error) {
	openID := p.Introduce(o.Name, o.Kind)
	ex, err := p.FollowAs(ctx, openID, o.Scene)
	return object{"openid": openID, "exchange": ex}, err
}

// steer is what a person does: POST /sim/followers/{openid}/{action}.
func (p *Platform) steer(ctx context.Context, r *http.Request, o order) (any, error) {
	openID := r.PathValue("openid")
	switch r.PathValue("action") {
	case "follow":
		return p.FollowAs(ctx, openID, o.Scene)
	case "unfollow":
		return p.Unfollow(ctx, openID)
	case "scan":
		return p.Scan(ctx, openID, o.Scene)
	case "messages":
		return p.speak(ctx, openID, o)
	case "settings":
		return object{}, p.change(openID, func(who *person) {
			if o.Blocked != nil {
				who.blocked = *o.Blocked
			}
			if o.Refuse != nil {
				who.refusing = *o.Refuse
			}
		})
	}
	return nil, ErrUnknownPerson
}

func (p *Platform) speak(ctx context.Context, openID string, o order) (Exchange, error) {
	switch o.Type {
	case "", "text":
		return p.Say(ctx, openID, o.Text)
	case "choice":
		return p.Tap(ctx, openID, o.Text)
	case "click":
		return p.Click(ctx, openID, o.Key)
	case "view":
		return p.View(ctx, openID, o.URL)
	case "image":
		if len(o.Picture) == 0 {
			o.Picture = samplePicture()
		}
		return p.SendImage(ctx, openID, o.Picture)
	case "voice":
		return p.SendVoice(ctx, openID, []byte("#!AMR\n"))
	case "video":
		return p.SendVideo(ctx, openID, []byte("sample"))
	case "location":
		return p.SendLocation(ctx, openID, o.Lat, o.Lng, o.Text)
	case "link":
		return p.SendLink(ctx, openID, o.Title, o.Text, o.URL)
	case "popup":
		return p.Popup(ctx, openID, o.Answers)
	case "revoke":
		return p.Revoke(ctx, openID, o.Text)
	}
	return Exchange{}, errors.New("no such type of message")
}

func (p *Platform) readConversation(_ context.Context, r *http.Request, _ order) (any, error) {
	list := p.Conversation(r.PathValue("openid"))
	if list == nil {
		return nil, ErrUnknownPerson
	}
	return list, nil
}

// moveClock advances by a Go duration ("48h") and tells the time.
func (p *Platform) moveClock(ctx context.Context, _ *http.Request, o order) (any, error) {
	if o.Advance != "" {
		d, err := time.ParseDuration(o.Advance)
		if err != nil || d < 0 || d > 400*24*time.Hour {
			return nil, errors.New("advance is a duration such as 48h, up to 400 days")
		}
		p.Advance(ctx, d)
	}
	return object{"now": p.Now()}, nil
}

func (p *Platform) addFault(_ context.Context, _ *http.Request, f Fault) (any, error) {
	if !f.valid() || f.After < 0 || f.Times < 0 {
		return nil, errors.New("no such fault")
	}
	p.InjectFault(f)
	return object{}, nil
}

func (p *Platform) confirm(ctx context.Context, r *http.Request, o order) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, ErrNoSuchJob
	}
	return object{}, p.ConfirmMass(ctx, id, o.Approve)
}

// samplePicture stands for a photograph where none is given: two hills under a morning sky.
func samplePicture() []byte {
	const width, height = 240, 160
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			shade := color.RGBA{R: uint8(150 + y/2), G: uint8(190 + y/4), B: 235, A: 255}
			if y > 150-hill(x, 80) || y > 160-hill(x, 190) {
				shade = color.RGBA{R: 70, G: uint8(140 - y/4), B: 90, A: 255}
			}
			picture.Set(x, y, shade)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil
	}
	return b.Bytes()
}

func hill(x, top int) int { return max(0, 70-(x-top)*(x-top)/90) }
