package wechatsim

import (
	"net/http"
)

// Button is one button of the account's menu.
type Button struct {
	Type     string   `json:"type,omitempty"`
	Name     string   `json:"name"`
	Key      string   `json:"key,omitempty"`
	URL      string   `json:"url,omitempty"`
	AppID    string   `json:"appid,omitempty"`
	PagePath string   `json:"pagepath,omitempty"`
	MediaID  string   `json:"media_id,omitempty"`
	Article  string   `json:"article_id,omitempty"`
	Sub      []Button `json:"sub_button"`
}

// matchRule says who sees a conditional menu. Only the tag and the client's system are left of it.
type matchRule struct {
	TagID    string `json:"tag_id,omitempty"`
	GroupID  string `json:"group_id,omitempty"`
	Sex      string `json:"sex,omitempty"`
	Country  string `json:"country,omitempty"`
	Province string `json:"province,omitempty"`
	City     string `json:"city,omitempty"`
	Language string `json:"language,omitempty"`
	Client   string `json:"client_platform_type,omitempty"`
}

type menu struct {
	Buttons []Button   `json:"button"`
	Rule    *matchRule `json:"matchrule,omitempty"`
	ID      int64      `json:"menuid"`
}

type menuState struct {
	standard    *menu
	conditional []menu // newest last
}

func menuEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/menu/create":         {method: post, daily: 1000, serve: (*Platform).menuCreate},
		"cgi-bin/menu/get":            {daily: 10_000, serve: (*Platform).menuGet},
		"cgi-bin/menu/delete":         {daily: 1000, serve: (*Platform).menuDelete},
		"cgi-bin/menu/addconditional": {method: post, need: verified, daily: 2000, serve: (*Platform).menuAddConditional},
		"cgi-bin/menu/delconditional": {method: post, need: verified, daily: 2000, serve: (*Platform).menuDelConditional},
		"cgi-bin/menu/trymatch":       {method: post, need: verified, daily: 20_000, serve: (*Platform).menuTryMatch},
	}
}

func (p *Platform) menuCreate(c *call) (object, error) {
	var in menu
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := checkButtons(in.Buttons); err != nil {
		return nil, err
	}
	p.menus.standard = &menu{Buttons: in.Buttons, ID: p.next()}
	p.hub.tell(Update{Kind: "menu"})
	return nil, nil
}

func (p *Platform) menuGet(*call) (object, error) {
	if p.menus.standard == nil {
		return nil, fail(46003)
	}
	answer := object{"menu": p.menus.standard}
	if len(p.menus.conditional) > 0 {
		answer["conditionalmenu"] = p.menus.conditional
	}
	return answer, nil
}

// menuDelete deletes the conditional menus as well.
func (p *Platform) menuDelete(*call) (object, error) {
	p.menus = menuState{}
	p.hub.tell(Update{Kind: "menu"})
	return nil, nil
}

// Menu is what a person sees at the bottom of the conversation.
func (p *Platform) Menu(openID string) []Button {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.menuOf(p.byOpenID[openID])
}

// checkButtons: 1 to 3 buttons, each with up to 5 of a second level.
func checkButtons(buttons []Button) error {
	if n := len(buttons); n < 1 || n > 3 {
		return fail(40016)
	}
	top := buttonRules{name: 16, errName: 40018, errType: 40017, errKey: 40019, errURL: 40020}
	sub := buttonRules{name: 60, errName: 40025, errType: 40024, errKey: 40026, errURL: 40027}
	for _, b := range buttons {
		if len(b.Sub) == 0 {
			if err := top.check(b); err != nil {
				return err
			}
			continue
		}
		if err := top.checkName(b); err != nil {
			return err
		}
		if len(b.Sub) > 5 {
			return fail(40023)
		}
		for _, inner := range b.Sub {
			if err := sub.check(inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// buttonRules are the limits of one level, in bytes, with the errcodes of that level.
type buttonRules struct {
	name, errName, errType, errKey, errURL int
}

func (r buttonRules) checkName(b Button) error {
	if n := len(b.Name); n < 1 || n > r.name {
		return fail(r.errName)
	}
	return nil
}

func (r buttonRules) check(b Button) error {
	if err := r.checkName(b); err != nil {
		return err
	}
	switch b.Type {
	case "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select":
		if n := len(b.Key); n < 1 || n > 128 {
			return fail(r.errKey)
		}
	case "view", "miniprogram":
		if len(b.URL) > 1024 || !isWeb(b.URL) {
			return fail(r.errURL)
		}
	case "media_id", "view_limited":
		if b.MediaID == "" {
			return fail(40007)
		}
	case "article_id", "article_view_limited":
		if b.Article == "" {
			return fail(53600)
		}
	default:
		return fail(r.errType)
	}
	return nil
}
