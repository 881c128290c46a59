package wechatsim

import (
	"net/http"
	"slices"
)

func userEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"cgi-bin/user/get":           {method: http.MethodGet, need: verified, daily: 500, serve: (*Platform).userList},
		"cgi-bin/user/info":          {method: http.MethodGet, need: verified, daily: 5_000_000, serve: (*Platform).userInfo},
		"cgi-bin/user/info/batchget": {method: http.MethodPost, need: verified, daily: 5_000_000, serve: (*Platform).userBatch},
	}
}

func (p *Platform) userList(c *call) (object, error) {
	from := c.query.Get("next_openid")
	if from != "" && p.byOpenID[from] == nil {
		return nil, fail(40003)
	}
	return p.page(p.followers(), from), nil
}

// page is a page of openids after one, 10,000 at most. The last page, like an empty one, has no data
// after it: next_openid repeats the last openid, and the page after that is empty.
func (p *Platform) page(list []*person, after string) object {
	total := len(list)
	at := slices.IndexFunc(list, func(who *person) bool { return who.openID == after })
	list = list[at+1:]
	list = list[:min(len(list), p.opts.Limits.PageOfUsers)]
	answer := object{"total": total, "count": len(list), "next_openid": ""}
	if len(list) == 0 {
		return answer
	}
	ids := make([]string, len(list))
	for i, who := range list {
		ids[i] = who.openID
	}
	answer["data"] = object{"openid": ids}
	answer["next_openid"] = ids[len(ids)-1]
	return answer
}

func (p *Platform) userInfo(c *call) (object, error) {
	who, ok := p.byOpenID[c.query.Get("openid")]
	if !ok {
		return nil, fail(40003)
	}
	return who.info(), nil
}

func (p *Platform) userBatch(c *call) (object, error) {
	var in struct {
		List []struct {
			OpenID string `json:"openid"`
		} `json:"user_list"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.List) == 0 || len(in.List) > 100 {
		return nil, fail(40032)
	}
	list := []object{}
	for _, item := range in.List {
		who, ok := p.byOpenID[item.OpenID]
		if !ok {
			return nil, fail(40003)
		}
		list = append(list, who.info())
	}
	return object{"user_info_list": list}, nil
}

// info is what user/info tells. Nickname, picture, sex and region have been empty since 2021.
func (who *person) info() object {
	if !who.following {
		return object{"subscribe": 0, "openid": who.openID, "tagid_list": []int{}}
	}
	scene := 0
	text := who.scene
	if n, ok := numericScene(who.scene); ok {
		scene, text = n, ""
	}
	return object{
		"subscribe": 1, "openid": who.openID, "nickname": "", "sex": 0, "language": "zh_CN",
		"city": "", "province": "", "country": "", "headimgurl": "",
		"subscribe_time": who.followedAt.Unix(), "remark": who.remark, "groupid": 0,
		"tagid_list": append([]int{}, who.tags...), "subscribe_scene": who.came,
		"qr_scene": scene, "qr_scene_str": text,
	}
}

func blacklistEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/tags/members/getblacklist":     {method: post, need: verified, serve: (*Platform).blacklist},
		"cgi-bin/tags/members/batchblacklist":   {method: post, need: verified, serve: blacklistSetter(true)},
		"cgi-bin/tags/members/batchunblacklist": {method: post, need: verified, serve: blacklistSetter(false)},
	}
}

func (p *Platform) blacklist(c *call) (object, error) {
	var in struct {
		Begin string `json:"begin_openid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(p.followers(), func(who *person) bool { return !who.blocked })
	return p.page(list, in.Begin), nil
}

// blacklistSetter changes up to 20 followers at once.
func blacklistSetter(blocked bool) func(*Platform, *call) (object, error) {
	return func(p *Platform, c *call) (object, error) {
		var in tagRequest
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		list, err := p.followersByID(in.OpenIDs, 20)
		if err != nil {
			return nil, err
		}
		for _, who := range list {
			who.blocked = blocked
		}
		return nil, nil
	}
}
