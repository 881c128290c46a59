package wechatsim

import (
	"net/http"
	"slices"
	"unicode/utf8"
)

const (
	mostTags     = 100
	mostUserTags = 20
	mostBatch    = 50
	firstTag     = 100 // the platform keeps the ids below for itself
)

type tagState struct {
	names map[int]string
	next  int
}

func newTagState() tagState { return tagState{names: map[int]string{}, next: firstTag} }

// tagRequest is the body of every tag call.
type tagRequest struct {
	Tag struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	} `json:"tag"`
	TagID      int      `json:"tagid"`
	OpenID     string   `json:"openid"`
	OpenIDs    []string `json:"openid_list"`
	NextOpenID string   `json:"next_openid"`
}

func tagEndpoints() map[string]endpoint {
	const post = http.MethodPost
	on := func(method string, daily int, serve func(*Platform, tagRequest) (object, error)) endpoint {
		return endpoint{method: method, need: verified, daily: daily, serve: func(p *Platform, c *call) (object, error) {
			var in tagRequest
			if method == post {
				if err := c.decode(&in); err != nil {
					return nil, err
				}
			}
			return serve(p, in)
		}}
	}
	return map[string]endpoint{
		"cgi-bin/tags/create":                 on(post, 1000, (*Platform).tagCreate),
		"cgi-bin/tags/get":                    on("", 1000, (*Platform).tagList),
		"cgi-bin/tags/update":                 on(post, 1000, (*Platform).tagUpdate),
		"cgi-bin/tags/delete":                 on(post, 1000, (*Platform).tagDelete),
		"cgi-bin/tags/members/batchtagging":   on(post, 100_000, (*Platform).tagMembers),
		"cgi-bin/tags/members/batchuntagging": on(post, 100_000, (*Platform).untagMembers),
		"cgi-bin/tags/getidlist":              on(post, 500_000, (*Platform).tagsOfUser),
		"cgi-bin/user/tag/get":                on(post, 1000, (*Platform).usersOfTag),
	}
}

func (p *Platform) tagCreate(in tagRequest) (object, error) {
	if len(p.tags.names) >= mostTags {
		return nil, fail(45056)
	}
	if err := p.checkTagName(in.Tag.Name, 0); err != nil {
		return nil, err
	}
	id := p.tags.next
	p.tags.next++
	p.tags.names[id] = in.Tag.Name
	return object{"tag": object{"id": id, "name": in.Tag.Name}}, nil
}

// checkTagName: up to 30 characters, and no other tag's.
func (p *Platform) checkTagName(name string, own int) error {
	if name == "" {
		return fail(45157)
	}
	if utf8.RuneCountInString(name) > 30 {
		return fail(45158)
	}
	for id, other := range p.tags.names {
		if other == name && id != own {
			return fail(45157)
		}
	}
	return nil
}

func (p *Platform) tagList(tagRequest) (object, error) {
	list := []object{}
	for _, id := range sortedKeys(p.tags.names) {
		list = append(list, object{"id": id, "name": p.tags.names[id], "count": len(withTag(p.followers(), id))})
	}
	return object{"tags": list}, nil
}

func (p *Platform) knownTag(id int) error {
	if id >= 0 && id <= 2 {
		return fail(45058)
	}
	if _, ok := p.tags.names[id]; !ok {
		return fail(45159)
	}
	return nil
}

func (p *Platform) tagUpdate(in tagRequest) (object, error) {
	if err := p.knownTag(in.Tag.ID); err != nil {
		return nil, err
	}
	if err := p.checkTagName(in.Tag.Name, in.Tag.ID); err != nil {
		return nil, err
	}
	p.tags.names[in.Tag.ID] = in.Tag.Name
	return nil, nil
}

func (p *Platform) tagDelete(in tagRequest) (object, error) {
	if err := p.knownTag(in.Tag.ID); err != nil {
		return nil, err
	}
	delete(p.tags.names, in.Tag.ID)
	for _, who := range p.people {
		who.tags = slices.DeleteFunc(who.tags, func(id int) bool { return id == in.Tag.ID })
	}
	return nil, nil
}

// tagMembers tags up to 50 followers at once, all or none; nobody has more than 20 tags.
func (p *Platform) tagMembers(in tagRequest) (object, error) {
	members, err := p.members(in)
	if err != nil {
		return nil, err
	}
	for _, who := range members {
		if !slices.Contains(who.tags, in.TagID) && len(who.tags) >= mostUserTags {
			return nil, fail(45059)
		}
	}
	for _, who := range members {
		if !slices.Contains(who.tags, in.TagID) {
			who.tags = append(who.tags, in.TagID)
		}
	}
	p.hub.tell(Update{Kind: "people"})
	return nil, nil
}

func (p *Platform) untagMembers(in tagRequest) (object, error) {
	members, err := p.members(in)
	if err != nil {
		return nil, err
	}
	for _, who := range members {
		who.tags = slices.DeleteFunc(who.tags, func(id int) bool { return id == in.TagID })
	}
	p.hub.tell(Update{Kind: "people"})
	return nil, nil
}

func (p *Platform) members(in tagRequest) ([]*person, error) {
	if _, ok := p.tags.names[in.TagID]; !ok {
		return nil, fail(45159)
	}
	return p.followersByID(in.OpenIDs, mostBatch)
}

// followersByID finds between one and most followers. The caller holds mu.
func (p *Platform) followersByID(openIDs []string, most int) ([]*person, error) {
	if len(openIDs) == 0 || len(openIDs) > most {
		return nil, fail(40032)
	}
	var list []*person
	for _, id := range openIDs {
		who := p.byOpenID[id]
		if who == nil || !who.following {
			return nil, fail(40003)
		}
		list = append(list, who)
	}
	return list, nil
}

func (p *Platform) tagsOfUser(in tagRequest) (object, error) {
	who := p.byOpenID[in.OpenID]
	if who == nil || !who.following {
		return nil, fail(40003)
	}
	return object{"tagid_list": append([]int{}, who.tags...)}, nil
}

func (p *Platform) usersOfTag(in tagRequest) (object, error) {
	if _, ok := p.tags.names[in.TagID]; !ok {
		return nil, fail(45159)
	}
	page := p.page(withTag(p.followers(), in.TagID), in.NextOpenID)
	delete(page, "total")
	return page, nil
}
