package reach

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// neat returns the event as it is kept: without spaces around words, without what nobody sees, with
// private numbers hidden, without empty and double items of lists.
func (e Event) neat(mask func(string) string) Event {
	line := func(s string) string { return masked(mask, oneLine(s)) }
	for _, text := range []*string{&e.Name, &e.Theme, &e.Place, &e.Organiser} {
		*text = line(*text)
	}
	for _, text := range []*string{&e.Node, &e.Community, &e.Form, &e.Scene, &e.Trade} {
		*text = oneLine(*text)
	}
	for _, list := range []*[]string{&e.Partners, &e.Topics, &e.Laws, &e.Groups, &e.Lecturers} {
		*list = neatList(*list, line)
	}
	e.Feedback = masked(mask, paragraphs(e.Feedback))
	e.Start, e.End = toSecond(e.Start), toSecond(e.End)
	var seen []Visit
	e.Enterprises = kept(e.Enterprises, func(v Visit) (Visit, bool) {
		v.Name, v.Code = line(v.Name), NeatCreditCode(oneLine(v.Code))
		again := slices.Contains(seen, v)
		seen = append(seen, v)
		return v, v != Visit{} && !again
	})
	e.Handouts = kept(e.Handouts, func(h Handout) (Handout, bool) {
		h.Name = line(h.Name)
		return h, h != Handout{}
	})
	e.Heads = kept(e.Heads, func(h Heads) (Heads, bool) { return h, h != Heads{} })
	e.Photos = kept(e.Photos, func(p Photo) (Photo, bool) {
		p.Caption = line(p.Caption)
		return p, p != Photo{}
	})
	return e
}

// toSecond returns the moment as every store and form can give it back.
func toSecond(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// kept returns what f makes of the items and keeps; nil for none.
func kept[T any](items []T, f func(T) (T, bool)) (out []T) {
	for _, item := range items {
		if item, keep := f(item); keep {
			out = append(out, item)
		}
	}
	return out
}

func neatList(items []string, line func(string) string) (out []string) {
	for _, item := range items {
		if item = line(item); item != "" && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

func masked(mask func(string) string, text string) string {
	if mask == nil {
		return text
	}
	return mask(text)
}

// oneLine returns the words of a text with one space between them.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// paragraphs keeps the lines of a text.
func paragraphs(s string) string {
	return strings.TrimSpace(visible(strings.ReplaceAll(s, "\r\n", "\n")))
}

// visible leaves out control characters and those that turn or hide text, and keeps white space.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, s)
}
