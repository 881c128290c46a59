package wechatsim

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Say sends a text as somebody who follows, and waits for what the account makes of it. An answer
// that breaks the rules is no error: it is the Exchange's Violation.
func (p *Platform) Say(ctx context.Context, openID, words string) (Exchange, error) {
	if strings.TrimSpace(words) == "" {
		return Exchange{}, errors.New("a message has words")
	}
	return p.send(ctx, openID, Shown{Kind: "text", Text: words}, text("Content", words))
}

// Tap taps a clickable choice on the screen, named by its id or its words; the newest message that
// offers it counts.
func (p *Platform) Tap(ctx context.Context, openID, choice string) (Exchange, error) {
	found, ok := p.findChoice(openID, choice)
	if !ok {
		return Exchange{}, ErrNoSuchChoice
	}
	fields := []field{text("Content", found.Text)}
	if found.ID != "" && !p.opts.OmitMenuID {
		fields = append(fields, text("bizmsgmenuid", found.ID))
	}
	return p.send(ctx, openID, Shown{Kind: "text", Text: found.Text}, fields...)
}

func (p *Platform) findChoice(openID, choice string) (Choice, bool) {
	for _, shown := range slices.Backward(p.Conversation(openID)) {
		choices := shown.Choices()
		at := slices.IndexFunc(choices, func(c Choice) bool { return c.ID == choice || c.Text == choice })
		if shown.Side == Theirs && at >= 0 {
			return choices[at], true
		}
	}
	return Choice{}, false
}

// SendImage sends a picture. Its PicUrl leads to this platform.
func (p *Platform) SendImage(ctx context.Context, openID string, picture []byte) (Exchange, error) {
	id := p.keepMedia("image", picture)
	return p.send(ctx, openID, Shown{Kind: "image", Media: id},
		text("PicUrl", p.mediaURL(id)), text("MediaId", id))
}

// SendVoice sends speech. Recognition is empty, as it has been since 2023.
func (p *Platform) SendVoice(ctx context.Context, openID string, amr []byte) (Exchange, error) {
	id := p.keepMedia("voice", amr)
	return p.send(ctx, openID, Shown{Kind: "voice", Media: id},
		text("Format", "amr"), text("MediaId", id), text("Recognition", ""))
}

// SendVideo sends a film.
func (p *Platform) SendVideo(ctx context.Context, openID string, film []byte) (Exchange, error) {
	id := p.keepMedia("video", film)
	return p.send(ctx, openID, Shown{Kind: "video", Media: id}, text("MediaId", id), text("ThumbMediaId", id))
}

// SendLocation sends a place by latitude and longitude in degrees.
func (p *Platform) SendLocation(ctx context.Context, openID string, lat, lng float64, label string) (Exchange, error) {
	degrees := func(name string, value float64) field {
		return field{name: name, text: strconv.FormatFloat(value, 'f', 6, 64), bare: true}
	}
	return p.send(ctx, openID, Shown{Kind: "location", Text: label},
		degrees("Location_X", lat), degrees("Location_Y", lng), number("Scale", 15), text("Label", label))
}

// SendLink shares a web page.
func (p *Platform) SendLink(ctx context.Context, openID, title, description, address string) (Exchange, error) {
	return p.send(ctx, openID, Shown{Kind: "link", Text: title, Link: address},
		text("Title", title), text("Description", description), text("Url", address))
}

// send is a message by a follower: it opens the long message window, and reaches the account unless
// the person is on its blacklist.
func (p *Platform) send(ctx context.Context, openID string, shown Shown, more ...field) (Exchange, error) {
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if !ok || !who.following {
		p.mu.Unlock()
		return Exchange{}, missing(ok)
	}
	now := p.Now()
	who.windows.openByMessage(now)
	who.spoke = now
	shown.Side = Mine
	shown = p.show(who, now, shown)
	blocked := who.blocked
	p.mu.Unlock()
	if blocked {
		return Exchange{}, nil
	}
	id := p.msgID(shown.ID)
	fields := []field{
		text("ToUserName", p.opts.OriginalID), text("FromUserName", openID),
		number("CreateTime", now.Unix()), text("MsgType", shown.Kind),
	}
	fields = append(append(fields, more...), number("MsgId", id))
	ex := p.push(ctx, callback{openID: openID, what: shown.Kind, fields: fields, message: true})
	ex.MsgID = decimal(id)
	return ex, nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
