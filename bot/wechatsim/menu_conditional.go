package wechatsim

import (
	"encoding/json"
	"slices"
	"strconv"
)

// menuAddConditional adds a menu for those whom its rule matches. The default menu comes first, and
// rules about private data are refused.
func (p *Platform) menuAddConditional(c *call) (object, error) {
	var in menu
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if p.menus.standard == nil {
		return nil, fail(65303)
	}
	if err := in.Rule.check(); err != nil {
		return nil, err
	}
	if err := checkButtons(in.Buttons); err != nil {
		return nil, err
	}
	in.ID = 400_000_000 + p.next()
	p.menus.conditional = append(p.menus.conditional, in)
	p.hub.tell(Update{Kind: "menu"})
	return object{"menuid": decimal(in.ID)}, nil
}

func (r *matchRule) check() error {
	switch {
	case r == nil || *r == (matchRule{}):
		return fail(65304)
	case r.Sex+r.Country+r.Province+r.City+r.Language != "":
		return fail(65320)
	}
	return nil
}

// matches knows every person's client as Android, whose number is 2.
func (r *matchRule) matches(who *person) bool {
	tag := r.TagID
	if tag == "" {
		tag = r.GroupID
	}
	has := func(id int) bool { return strconv.Itoa(id) == tag }
	return (tag == "" || slices.ContainsFunc(who.tags, has)) && (r.Client == "" || r.Client == "2")
}

// menuDelConditional takes the id as the number or the string that it may come as.
func (p *Platform) menuDelConditional(c *call) (object, error) {
	var in struct {
		ID json.Number `json:"menuid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.menus.conditional, func(m menu) bool { return decimal(m.ID) == in.ID.String() })
	if at < 0 {
		return nil, fail(65301)
	}
	p.menus.conditional = slices.Delete(p.menus.conditional, at, at+1)
	p.hub.tell(Update{Kind: "menu"})
	return nil, nil
}

func (p *Platform) menuTryMatch(c *call) (object, error) {
	var in struct {
		UserID string `json:"user_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	who, ok := p.byOpenID[in.UserID]
	if !ok {
		return nil, fail(40003)
	}
	buttons := p.menuOf(who)
	if buttons == nil {
		return nil, fail(46003)
	}
	return object{"button": buttons}, nil
}

// menuOf is the newest conditional menu that matches, else the default one. The caller holds mu.
func (p *Platform) menuOf(who *person) []Button {
	for _, m := range slices.Backward(p.menus.conditional) {
		if who != nil && m.Rule.matches(who) {
			return m.Buttons
		}
	}
	if p.menus.standard == nil {
		return nil
	}
	return p.menus.standard.Buttons
}
