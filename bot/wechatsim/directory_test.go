package wechatsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (w *world) makeTag(name string) int {
	w.t.Helper()
	out := w.post("cgi-bin/tags/create", object{"tag": object{"name": name}})
	tag, ok := out["tag"].(map[string]any)
	if !ok {
		w.t.Fatalf("tag %s: %v", name, out)
	}
	return int(tag["id"].(float64))
}

func TestTagLimits(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	tag := func(n int, openIDs ...string) map[string]any {
		return w.post("cgi-bin/tags/members/batchtagging", object{"tagid": n, "openid_list": openIDs})
	}
	create := func(name string) map[string]any {
		return w.post("cgi-bin/tags/create", object{"tag": object{"name": name}})
	}
	first := w.makeTag(strings.Repeat("长", 30))
	w.wantCode("31 characters", create(strings.Repeat("长", 31)), 45158)
	w.wantCode("no name", create(""), 45157)
	w.wantCode("the same name", create(strings.Repeat("长", 30)), 45157)
	var all []int
	for n := range 99 {
		all = append(all, w.makeTag(fmt.Sprint("标签", n)))
	}
	w.wantCode("the 101st tag", create("多"), 45056)
	for _, n := range all[:20] {
		w.wantCode("a tag of 20", tag(n, id), 0)
	}
	w.wantCode("the same tag again", tag(all[0], id), 0)
	w.wantCode("the 21st of a follower", tag(all[20], id), 45059)
	w.wantCode("51 openids", tag(first, strings.Split(strings.Repeat("o,", 50)+"o", ",")...), 40032)
	w.wantCode("a stranger", tag(first, "oStranger"), 40003)
	w.wantCode("no such tag", tag(9999, id), 45159)
	w.wantCode("a tag of the platform", w.post("cgi-bin/tags/delete", object{"tag": object{"id": 2}}), 45058)
	w.wantCode("delete", w.post("cgi-bin/tags/delete", object{"tag": object{"id": all[0]}}), 0)
	w.wantCode("untag", w.post("cgi-bin/tags/members/batchuntagging", object{"tagid": all[1], "openid_list": []string{id}}), 0)
	if got := w.post("cgi-bin/tags/getidlist", object{"openid": id})["tagid_list"].([]any); len(got) != 18 {
		t.Errorf("%d tags are left, want 18", len(got))
	}
	w.wantCode("rename to another's", w.post("cgi-bin/tags/update", object{"tag": object{"id": first, "name": "标签5"}}), 45157)
	w.wantCode("rename", w.post("cgi-bin/tags/update", object{"tag": object{"id": first, "name": "餐饮"}}), 0)
	if got := w.post("cgi-bin/user/tag/get", object{"tagid": all[2]}); got["count"] != 1.0 || got["next_openid"] != id {
		t.Errorf("members: %v", got)
	}
}

func TestUsersComePageByPage(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Limits.PageOfUsers = 2 })
	var want, got []string
	for range 5 {
		want = append(want, w.follow(""))
	}
	next := ""
	for range 4 {
		page := w.get("cgi-bin/user/get?next_openid=" + next + "&")
		if page["total"] != 5.0 {
			t.Errorf("total %v", page["total"])
		}
		if page["count"] == 0.0 {
			break
		}
		for _, id := range page["data"].(map[string]any)["openid"].([]any) {
			got = append(got, id.(string))
		}
		next = page["next_openid"].(string)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	w.wantCode("after a stranger", w.get("cgi-bin/user/get?next_openid=oX&"), 40003)
}

func TestUserInfo(t *testing.T) {
	w := newWorld(t)
	id := w.follow("shequ")
	list := func(n int) object {
		var users []object
		for range n {
			users = append(users, object{"openid": id})
		}
		return object{"user_list": users}
	}
	w.wantCode("100", w.post("cgi-bin/user/info/batchget", list(100)), 0)
	w.wantCode("101", w.post("cgi-bin/user/info/batchget", list(101)), 40032)
	w.wantCode("a stranger", w.get("cgi-bin/user/info?openid=oX&"), 40003)
	if got := w.get("cgi-bin/user/info?openid=" + id + "&"); got["qr_scene_str"] != "shequ" || got["subscribe"] != 1.0 {
		t.Errorf("follower: %v", got)
	}
	if _, err := w.Unfollow(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := w.get("cgi-bin/user/info?openid=" + id + "&"); got["subscribe"] != 0.0 {
		t.Errorf("after leaving: %v", got)
	}
}

func TestBlacklist(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	body := object{"openid_list": []string{id}}
	w.wantCode("block", w.post("cgi-bin/tags/members/batchblacklist", body), 0)
	if got := w.post("cgi-bin/tags/members/getblacklist", object{"begin_openid": ""}); got["total"] != 1.0 {
		t.Errorf("list: %v", got)
	}
	w.wantCode("write", w.custom(id, "答"), 43019)
	w.wantCode("unblock", w.post("cgi-bin/tags/members/batchunblacklist", body), 0)
	w.wantCode("write", w.custom(id, "答"), 0)
}

func TestMenuLimits(t *testing.T) {
	w := newWorld(t)
	click := func(name string) object { return object{"type": "click", "name": name, "key": "K"} }
	many := func(n int, name string) (list []object) {
		for range n {
			list = append(list, click(name))
		}
		return list
	}
	w.wantCode("no menu yet", w.get("cgi-bin/menu/get?"), 46003)
	w.wantCode("conditional before the default", w.post("cgi-bin/menu/addconditional", object{"button": many(1, "甲"), "matchrule": object{"tag_id": "1"}}), 65303)
	for _, test := range []struct {
		name    string
		buttons []object
		want    int
	}{
		{"no button", nil, 40016},
		{"four buttons", many(4, "甲"), 40016},
		{"a name of 16 bytes", []object{click("abcdefghijklmnop")}, 0},
		{"a name of 17 bytes", []object{click("abcdefghijklmnopq")}, 40018},
		{"six below", []object{{"name": "甲", "sub_button": many(6, "乙")}}, 40023},
		{"a sub name of 61 bytes", []object{{"name": "甲", "sub_button": many(1, strings.Repeat("a", 61))}}, 40025},
		{"a key of 129 bytes", []object{{"type": "click", "name": "甲", "key": strings.Repeat("k", 129)}}, 40019},
		{"an address of 1,025 bytes", []object{{"type": "view", "name": "甲", "url": "https://a.cn/" + strings.Repeat("x", 1012)}}, 40020},
		{"no web address", []object{{"type": "view", "name": "甲", "url": "javascript:1"}}, 40020},
		{"an unknown type", []object{{"type": "sing", "name": "甲"}}, 40017},
		{"three by five", []object{
			{"name": "甲", "sub_button": many(5, "一")}, {"name": "乙", "sub_button": many(5, "二")}, {"name": "丙", "sub_button": many(5, "三")},
		}, 0},
	} {
		w.wantCode(test.name, w.post("cgi-bin/menu/create", object{"button": test.buttons}), test.want)
	}
	if got := w.Menu(w.follow("")); len(got) != 3 || len(got[2].Sub) != 5 {
		t.Errorf("menu %+v", got)
	}
}

func TestConditionalMenusGoByTag(t *testing.T) {
	w := newWorld(t)
	id, other := w.follow(""), w.follow("")
	tag := w.makeTag("企业")
	w.wantCode("tagging", w.post("cgi-bin/tags/members/batchtagging", object{"tagid": tag, "openid_list": []string{id}}), 0)
	button := func(name string) []object { return []object{{"type": "click", "name": name, "key": "K"}} }
	w.wantCode("default", w.post("cgi-bin/menu/create", object{"button": button("大家")}), 0)
	rule := object{"tag_id": fmt.Sprint(tag)}
	out := w.post("cgi-bin/menu/addconditional", object{"button": button("企业"), "matchrule": rule})
	w.wantCode("conditional", out, 0)
	w.wantCode("no rule", w.post("cgi-bin/menu/addconditional", object{"button": button("x"), "matchrule": object{}}), 65304)
	w.wantCode("a private rule", w.post("cgi-bin/menu/addconditional", object{"button": button("x"), "matchrule": object{"sex": "1"}}), 65320)
	sees := func(openID string) string {
		buttons := w.post("cgi-bin/menu/trymatch", object{"user_id": openID})["button"].([]any)
		return buttons[0].(map[string]any)["name"].(string)
	}
	if sees(id) != "企业" || sees(other) != "大家" {
		t.Errorf("tagged sees %s, others %s", sees(id), sees(other))
	}
	w.wantCode("delete", w.post("cgi-bin/menu/delconditional", object{"menuid": out["menuid"]}), 0)
	w.wantCode("delete again", w.post("cgi-bin/menu/delconditional", object{"menuid": out["menuid"]}), 65301)
	if sees(id) != "大家" {
		t.Errorf("after the deletion: %s", sees(id))
	}
	w.wantCode("delete all", w.get("cgi-bin/menu/delete?"), 0)
	w.wantCode("nothing is left", w.get("cgi-bin/menu/get?"), 46003)
}

func TestWebAuthorisation(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.WebDomain = "h5.example.cn" })
	id := w.follow("")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	authorize := func(back string) *url.URL {
		q := url.Values{"appid": {testAppID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {"a&b"}, "openid": {id}}
		response, err := client.Get(w.url + "/connect/oauth2/authorize?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		target, err := url.Parse(response.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return target
	}
	exchange := func(code string) map[string]any {
		return w.raw("GET", "sns/oauth2/access_token?appid="+testAppID+"&secret=secret&grant_type=authorization_code&code="+code, nil)
	}
	back := authorize("https://h5.example.cn/me?x=1")
	if back.Query().Get("state") != "a&b" || back.Query().Get("x") != "1" {
		t.Errorf("led back to %s", back)
	}
	code := back.Query().Get("code")
	if got := exchange(code); got["openid"] != id || got["scope"] != "snsapi_base" {
		t.Errorf("exchange: %v", got)
	}
	w.wantCode("the same code", exchange(code), 40163)
	w.wantCode("an invented code", exchange("x"), 40029)
	late := authorize("https://h5.example.cn/").Query().Get("code")
	w.pass(5 * time.Minute)
	w.wantCode("after five minutes", exchange(late), 40029)
	if elsewhere := authorize("https://evil.example/"); elsewhere.Host != "" {
		t.Errorf("led to %s", elsewhere)
	}
	client.CloseIdleConnections()
}

func TestTicketsAndAddresses(t *testing.T) {
	w := newWorld(t)
	w.wantCode("an API that does not exist", w.post("cgi-bin/message/sing", object{}), 40066)
	if got := w.get("cgi-bin/ticket/getticket?type=jsapi&"); got["ticket"] == "" || got["expires_in"] != 7200.0 {
		t.Errorf("ticket: %v", got)
	}
	for _, path := range []string{"getcallbackip", "get_api_domain_ip"} {
		if got := w.get("cgi-bin/" + path + "?")["ip_list"].([]any); len(got) == 0 {
			t.Errorf("%s: %v", path, got)
		}
	}
}
