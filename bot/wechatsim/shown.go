package wechatsim

import (
	"time"
)

// Side is whose bubble it is.
type Side string

// The sides of a conversation.
const (
	Mine   Side = "mine"   // the person's own
	Theirs Side = "theirs" // the account's
	System Side = "system" // WeChat's grey lines
)

// Shown is one thing on a person's screen.
type Shown struct {
	ID       int64         `json:"id,string"`
	At       time.Time     `json:"at"`
	Side     Side          `json:"side"`
	Kind     string        `json:"kind"`          // text, image, voice, video, music, location, link, news, card, notice
	Via      string        `json:"via,omitempty"` // how the account sent it: reply, custom, mass, preview, template, subscribe
	Text     string        `json:"text,omitempty"`
	Parts    []Part        `json:"parts,omitempty"` // the text as it is drawn: words, links, choices
	Articles []NewsArticle `json:"articles,omitempty"`
	Link     string        `json:"link,omitempty"`
	Media    string        `json:"media,omitempty"` // media id
	Why      string        `json:"why,omitempty"`   // for developers: what the account did wrong
}

// Part is a piece of a text: words, a link (URL) or a clickable choice.
type Part struct {
	Text   string  `json:"text"`
	URL    string  `json:"url,omitempty"`
	Choice *Choice `json:"choice,omitempty"`
}

// Choice is a clickable line that sends Text as a message, with ID as its bizmsgmenuid.
type Choice struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// NewsArticle is one card of a news message.
type NewsArticle struct {
	Title       string `json:"title" xml:"Title"`
	Description string `json:"description" xml:"Description"`
	Picture     string `json:"picurl" xml:"PicUrl"`
	URL         string `json:"url" xml:"Url"`
}

// Choices lists the clickable choices of a message.
func (s Shown) Choices() []Choice {
	var list []Choice
	for _, part := range s.Parts {
		if part.Choice != nil {
			list = append(list, *part.Choice)
		}
	}
	return list
}

// Conversation is everything on a person's screen, oldest first; nil for somebody unknown.
func (p *Platform) Conversation(openID string) []Shown {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, ok := p.byOpenID[openID]
	if !ok {
		return nil
	}
	return append([]Shown{}, who.shown...)
}

// show puts something on a person's screen. The caller holds mu.
func (p *Platform) show(who *person, at time.Time, s Shown) Shown {
	s.ID = p.next()
	s.At = at
	if s.Kind == "text" || s.Kind == "card" {
		s.Parts = append(parseText(s.Text), s.Parts...)
	}
	who.shown = append(who.shown, s)
	p.hub.tell(Update{Kind: "shown", OpenID: who.openID, Shown: &s})
	return s
}
