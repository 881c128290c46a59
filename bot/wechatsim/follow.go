package wechatsim

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Follow lets somebody new follow, through the code of a scene ("" for none), and returns their
// openid. What the account said is in their Conversation.
func (p *Platform) Follow(ctx context.Context, scene string) (string, error) {
	openID := p.Introduce("", Resident)
	_, err := p.FollowAs(ctx, openID, scene)
	return openID, err
}

// FollowAs lets a known person follow. Somebody who follows already stays as they are: no event,
// an Exchange without attempts.
func (p *Platform) FollowAs(ctx context.Context, openID, scene string) (Exchange, error) {
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if !ok {
		p.mu.Unlock()
		return Exchange{}, ErrUnknownPerson
	}
	if who.following {
		p.mu.Unlock()
		return Exchange{}, nil
	}
	now := p.Now()
	code, err := p.scan(scene, now)
	if err != nil {
		p.mu.Unlock()
		return Exchange{}, err
	}
	p.subscribe(who, scene, now)
	more := []field{text("EventKey", "")}
	if scene != "" {
		more = []field{text("EventKey", "qrscene_"+scene), text("Ticket", code.ticket)}
	}
	p.mu.Unlock()
	p.hub.tell(Update{Kind: "people"})
	return p.push(ctx, p.event(openID, "subscribe", now, more...)), nil
}

// subscribe sets who's state. The caller holds mu.
func (p *Platform) subscribe(who *person, scene string, now time.Time) {
	who.following, who.followedAt, who.scene = true, now, scene
	who.came = "ADD_SCENE_SEARCH"
	if scene != "" {
		who.came = "ADD_SCENE_QR_CODE"
	}
	who.spoke = now
	who.windows.openByEvent(now)
	line := "你已关注该公众号"
	if who.ever {
		line = "你已重新关注该公众号"
	}
	who.ever = true
	p.show(who, now, Shown{Side: System, Kind: "notice", Text: line})
}

// Scan lets a person scan the code of a scene: a follower's scan is a SCAN event, anybody else
// follows.
func (p *Platform) Scan(ctx context.Context, openID, scene string) (Exchange, error) {
	if scene == "" {
		return Exchange{}, errors.New("a code has a scene")
	}
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if ok && !who.following {
		p.mu.Unlock()
		return p.FollowAs(ctx, openID, scene)
	}
	now := p.Now()
	code, err := p.scan(scene, now)
	p.mu.Unlock()
	if !ok {
		return Exchange{}, ErrUnknownPerson
	}
	if err != nil {
		return Exchange{}, err
	}
	return p.act(ctx, openID, "SCAN", "扫描了带参数的二维码", text("EventKey", scene), text("Ticket", code.ticket))
}

// Unfollow ends a person's following. The account hears of it but can answer nothing.
func (p *Platform) Unfollow(ctx context.Context, openID string) (Exchange, error) {
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if !ok || !who.following {
		p.mu.Unlock()
		return Exchange{}, missing(ok)
	}
	now := p.Now()
	who.following, who.tags, who.windows = false, nil, windows{}
	clear(who.accepts)
	p.show(who, now, Shown{Side: System, Kind: "notice", Text: "你已取消关注该公众号"})
	cb := p.event(openID, "unsubscribe", now, text("EventKey", ""))
	cb.silent = true
	p.mu.Unlock()
	p.hub.tell(Update{Kind: "people"})
	return p.push(ctx, cb), nil
}

func missing(known bool) error {
	if known {
		return ErrNotFollowing
	}
	return ErrUnknownPerson
}

// Click taps a menu button of type click: a CLICK event with its key.
func (p *Platform) Click(ctx context.Context, openID, key string) (Exchange, error) {
	return p.act(ctx, openID, "CLICK", "点击了菜单", text("EventKey", key))
}

// View taps a menu button that opens a page: a VIEW event, whose answer nobody sees.
func (p *Platform) View(ctx context.Context, openID, address string) (Exchange, error) {
	return p.act(ctx, openID, "VIEW", "", text("EventKey", address), text("MenuId", "0"))
}

// act is an event by a follower, which opens the short message window. A VIEW does not.
func (p *Platform) act(ctx context.Context, openID, name, line string, more ...field) (Exchange, error) {
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if !ok || !who.following {
		p.mu.Unlock()
		return Exchange{}, missing(ok)
	}
	now := p.Now()
	if name != "VIEW" {
		who.windows.openByEvent(now)
		who.spoke = now
	}
	if line != "" {
		p.show(who, now, Shown{Side: System, Kind: "notice", Text: line})
	}
	blocked := who.blocked
	p.mu.Unlock()
	if blocked {
		return Exchange{}, nil
	}
	cb := p.event(openID, name, now, more...)
	cb.silent = name == "VIEW"
	return p.push(ctx, cb), nil
}

// Popup is a person's answers in a subscription dialog: template id to accepted. Accepting allows
// one send, or any number for Options.LongTerm templates. The event has one List for each template.
func (p *Platform) Popup(ctx context.Context, openID string, answers map[string]bool) (Exchange, error) {
	p.mu.Lock()
	who, ok := p.byOpenID[openID]
	if !ok {
		p.mu.Unlock()
		return Exchange{}, ErrUnknownPerson
	}
	var lists []field
	for _, template := range sortedKeys(answers) {
		status := "reject"
		if answers[template] {
			status = "accept"
			who.accepts[template]++
		}
		lists = append(lists, nest("List", text("TemplateId", template),
			text("SubscribeStatusString", status), number("PopupScene", 2)))
	}
	now := p.Now()
	p.mu.Unlock()
	cb := p.event(openID, "subscribe_msg_popup_event", now, nest("SubscribeMsgPopupEvent", lists...))
	cb.silent = true
	return p.push(ctx, cb), nil
}

// Revoke is a person's turning a subscription off in the account's settings.
func (p *Platform) Revoke(ctx context.Context, openID, template string) (Exchange, error) {
	err := p.change(openID, func(who *person) { delete(who.accepts, template) })
	if err != nil {
		return Exchange{}, err
	}
	list := nest("List", text("TemplateId", template), text("SubscribeStatusString", "reject"))
	cb := p.event(openID, "subscribe_msg_change_event", p.Now(), nest("SubscribeMsgChangeEvent", list))
	cb.silent = true
	return p.push(ctx, cb), nil
}

// msgID makes a MsgId of a number. It differs from one run of the platform to the next: the account
// remembers for days which messages it has answered, the platform nothing.
func (p *Platform) msgID(n int64) int64 { return 25_000_000_000_000_000 + p.born + n }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
