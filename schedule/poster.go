package schedule

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// PosterText is what an article says on a wall: much less than in a chat.
type PosterText struct {
	Title  string   `json:"title,omitempty"`
	Gist   string   `json:"gist,omitempty"`   // one sentence
	Points []string `json:"points,omitempty"` // what to do, in plain words
}

// Poster is a code that leads from paper and screens to an entry. It is made once for a campaign's entry,
// and what hangs on walls leads on for as long as the entry is shown.
type Poster struct {
	Code     string // 8 letters and digits, in addresses: /s/CODE
	Campaign pufa.ID
	Entry    string // slug
	WeChat   string // the address within WeChat's code with a scene; "" where there is none
}

// Shown is a poster as it is on display.
type Shown struct {
	Poster
	Delivery pufa.ID   // of the campaign's last one that was made; "" where its moment has not come
	Since    time.Time // that moment
	Text     PosterText
	Basis    []knowledge.Citation
	Stopped  bool     // the campaign was cancelled
	Others   []string // slugs of all that the campaign shows, in order
}

// Printer makes what hangs on walls. nil: nobody does.
type Printer interface {
	// Display lets the campaign's posters be scanned and says in Chinese where they are. Done twice it
	// does no harm. Invalid where somebody must mend something first.
	Display(ctx context.Context, c Campaign) (where string, err error)
}

// Shelf is where entries are. The store implements it.
type Shelf interface {
	Entry(ctx context.Context, idOrSlug string) (knowledge.Entry, error)
}

// SceneOf is the scene of WeChat's code of a poster, and CodeOf the way back; "" for other scenes.
func SceneOf(code string) string { return scenePrefix + code }

// CodeOf returns the poster that a scene stands for, "" where it is none.
func CodeOf(scene string) string {
	code, ok := strings.CutPrefix(scene, scenePrefix)
	if !ok || !codePattern.MatchString(code) {
		return ""
	}
	return code
}

const scenePrefix = "poster-"

var codePattern = regexp.MustCompile(`^[a-z0-9]{8}$`)

// IsCode reports whether text may be a poster's code.
func IsCode(text string) bool { return codePattern.MatchString(text) }

// OneScan is how long a device that scans a poster again is not counted again.
const OneScan = 30 * time.Minute

// PosterLink is what the first-party code of a poster says.
func PosterLink(base, code string) string { return strings.TrimRight(base, "/") + "/s/" + code }

// ScanOf returns the ledger's row of a scan by somebody. Its key is the same for all tries of one scan.
func ScanOf(s Shown, keyer reach.Keyer, who pufa.FollowerKey, now time.Time) reach.Entry {
	window := now.Truncate(OneScan).Format(time.RFC3339)
	return reach.Entry{
		Key: "delivery:" + string(s.Delivery) + ":scan:" + keyer.Sum("scan", string(who)+"|"+s.Code+"|"+window),
		At:  now, Day: pufa.DayOf(now), Kind: reach.PosterScanned, Basis: reach.Scanned, People: 1, Times: 1,
		Subject: "campaign:" + string(s.Campaign), Follower: who, Source: "poster:" + s.Code,
	}
}

// What a poster holds, in characters.
const (
	posterTitle  = 32
	posterGist   = 60
	posterPoint  = 44
	leastPoints  = 2
	mostPoints   = 4
	derivedPoint = 36 // of a point that is taken from an entry
	derivedGist  = 50
)

// poster checks what hangs on a wall; the account's limits do not matter there.
func (k *checker) poster(a Account, pieces []Piece) {
	if a.Pages == "" {
		k.add("public_url", "海报上的二维码要用居民打得开的地址，请先在设置里写上 public_url，如 https://pufa.example.gov.cn")
	}
	switch {
	case len(pieces) == 0:
		k.add("pieces", "还没有内容，请用 --entry 选一条问答、案例或资料，一条做一张海报")
	case len(pieces) > mostArticles:
		k.add("pieces", "内容有 %d 条，一个计划最多做 %d 张海报，请分成几个计划", len(pieces), mostArticles)
	}
	for i, p := range pieces {
		field := fmt.Sprintf("pieces[%d]", i+1)
		if p.Kind != Article || p.Entry == "" {
			k.add(field, "海报要用问答、案例或资料来做，请用 --entry 写编号；文字和图片请用群发")
			continue
		}
		if slices.ContainsFunc(pieces[:i], func(earlier Piece) bool { return earlier.Entry == p.Entry }) {
			k.add(field, "“%s”写了两次，一条只做一张海报，请去掉一个", p.Entry)
		}
		k.posterText(field+".poster", p.Poster)
	}
}

func (k *checker) posterText(field string, t PosterText) {
	if n := utf8.RuneCountInString(t.Title); n > posterTitle {
		k.add(field+".title", "标题有 %d 个字，海报上最多 %d 个，请用 --headline 另写一个短的", n, posterTitle)
	}
	if strings.TrimSpace(t.Title) == "" {
		k.add(field+".title", "海报没有标题，请用 --headline 写一个，或用 --entry 重新选一次内容")
	}
	k.words(field+".gist", "一句话", t.Gist, posterGist, true)
	if n := len(t.Points); n < leastPoints || n > mostPoints {
		k.add(field+".points", "要点有 %d 条，海报上要 %d 到 %d 条，请用 --point 一条一条写", n, leastPoints, mostPoints)
	}
	for i, p := range t.Points {
		k.words(fmt.Sprintf("%s.points[%d]", field, i+1), "要点", p, posterPoint, true)
	}
}

// withdrawn returns the faults of posters whose entry residents would not find any more.
func (d Desk) withdrawn(ctx context.Context, c Campaign) (faults []Fault, err error) {
	if c.Channel != Offline || d.Shelf == nil {
		return nil, nil
	}
	for i, p := range c.Pieces {
		why, err := Withdrawn(ctx, d.Shelf, p)
		if err != nil {
			return nil, err
		}
		if why != "" {
			faults = append(faults, Fault{fmt.Sprintf("pieces[%d]", i+1), why})
		}
	}
	return faults, nil
}

// PosterFaults returns what keeps the posters of the campaign from being drawn.
func (d Desk) PosterFaults(ctx context.Context, c Campaign) ([]Fault, error) {
	k := checker{}
	k.poster(d.account, c.Pieces)
	gone, err := d.withdrawn(ctx, c)
	return append(k.faults, gone...), err
}

// Withdrawn says in Chinese that the entry of a piece may not be shown any more; "" where it may.
func Withdrawn(ctx context.Context, shelf Shelf, p Piece) (string, error) {
	e, err := shelf.Entry(ctx, p.Entry)
	if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
		return "“" + p.Entry + "”已停用，扫码会看不到内容，请先恢复它或换一条", nil
	}
	return "", err
}

// posterTextOf takes from an entry what fits on a wall: the first words of its answer, and what to do.
func posterTextOf(e knowledge.Entry) PosterText {
	return PosterText{Title: e.Title, Gist: gistOf(e), Points: pointsOf(e)}
}

// leastGist is how long a first sentence must be to say anything by itself.
const leastGist = 10

// gistOf returns the first sentence of an answer, with the next where the first is a mere word.
func gistOf(e knowledge.Entry) string {
	text := plain(e.Body)
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if strings.ContainsRune("。！？", r) && utf8.RuneCountInString(text[:end]) >= leastGist {
			return within(text[:end], derivedGist)
		}
	}
	return within(text, derivedGist)
}

// pointsOf takes the steps that an entry advises; where they are too few, what it says besides.
func pointsOf(e knowledge.Entry) (points []string) {
	add := func(text string) {
		text = strings.TrimRight(within(text, derivedPoint), "。；，：")
		if utf8.RuneCountInString(text) >= 4 && len(points) < mostPoints {
			points = append(points, text)
		}
	}
	for _, s := range e.Sections {
		switch s.Heading {
		case "怎么办":
			for line := range strings.Lines(s.Text) {
				add(line)
			}
		case "提示建议":
			for _, sentence := range sentences(plain(s.Text)) {
				add(sentence)
			}
		}
	}
	if len(points) >= leastPoints {
		return points
	}
	rest := []string{strings.TrimPrefix(plain(e.Body), gistOf(e))}
	for _, s := range e.Sections {
		if s.Heading == "典型意义" || s.Heading == "处理结果" {
			rest = append(rest, plain(s.Text))
		}
	}
	for _, text := range rest {
		for _, sentence := range sentences(text) {
			add(sentence)
		}
	}
	return points
}

var listMark = regexp.MustCompile(`(?m)^\s*(?:\d+[.、）)]|[-*·])\s*`)

// plain is Markdown as a line of plain text.
func plain(markdown string) string {
	text := listMark.ReplaceAllString(markdown, "")
	text = strings.NewReplacer("**", "", "__", "", "`", "", "\n", "", "\r", "").Replace(text)
	return strings.TrimSpace(text)
}

func sentences(text string) []string { return strings.SplitAfter(strings.TrimSpace(text), "。") }

// within returns as many whole sentences as fit, else as many clauses; the beginning of a text that has
// no place to be cut.
func within(text string, most int) string {
	text = plain(text)
	for _, marks := range []string{"。！？", "。！？；，："} {
		end, runes := 0, 0
		for i, r := range text {
			if runes++; runes > most {
				break
			}
			if strings.ContainsRune(marks, r) {
				end = i + utf8.RuneLen(r)
			}
			if runes == utf8.RuneCountInString(text) {
				end = len(text)
			}
		}
		if end > 0 {
			return closed(text[:end])
		}
	}
	return cut(text, most)
}

// closed ends what was cut after a clause like a sentence.
func closed(text string) string {
	if trimmed := strings.TrimRight(text, "；，："); trimmed != text {
		return trimmed + "。"
	}
	return text
}
