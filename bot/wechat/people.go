package wechat

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

// WeChat: user/info/batchget takes at most 100.
const infoBatch = 100

// Known is what WeChat tells of a follower.
type Known struct {
	OpenID   string
	Followed time.Time
	Scene    string   // of the code through which they came; "" for none
	Tags     []string // by name; the program's own are left out
}

// Followers asks WeChat who follows, a page after the other (10,000 openids), beginning after an
// openid ("" from the start), and hands out each batch of at most 100 with all that is known of them.
// It ends with the first error of its own or of yield.
func (p Pusher) Followers(ctx context.Context, after string, yield func(batch []Known) error) error {
	names, err := p.tagNames(ctx)
	if err != nil {
		return err
	}
	for {
		page, err := p.followerPage(ctx, after)
		if err != nil {
			return err
		}
		for batch := range slices.Chunk(page.Data.OpenIDs, infoBatch) {
			known, err := p.known(ctx, batch, names)
			if err != nil {
				return err
			}
			if err := yield(known); err != nil {
				return err
			}
		}
		if len(page.Data.OpenIDs) == 0 || page.Next == "" || page.Next == after {
			return nil
		}
		after = page.Next
	}
}

type followerPage struct {
	Data struct {
		OpenIDs []string `json:"openid"`
	} `json:"data"`
	Next string `json:"next_openid"`
}

func (p Pusher) followerPage(ctx context.Context, after string) (page followerPage, err error) {
	const op = "user/get"
	g := p.gateway
	err = laterIfStale(g.retried(ctx, func(token string) *Error {
		uri := "https://" + apiHost + "/cgi-bin/user/get?access_token=" + url.QueryEscape(token) + "&next_openid=" + url.QueryEscape(after)
		return g.exchange(ctx, op, &page, []string{token, after}, func(ctx context.Context) ([]byte, error) {
			return util.HTTPGetContext(ctx, uri)
		})
	}))
	return page, err
}

func (p Pusher) known(ctx context.Context, openIDs []string, names map[int]string) ([]Known, error) {
	var list []map[string]string
	for _, id := range openIDs {
		list = append(list, map[string]string{"openid": id, "lang": "zh_CN"})
	}
	var answer struct {
		List []struct {
			Subscribe int    `json:"subscribe"`
			OpenID    string `json:"openid"`
			Time      int64  `json:"subscribe_time"`
			Scene     string `json:"qr_scene_str"`
			Tags      []int  `json:"tagid_list"`
		} `json:"user_info_list"`
	}
	err := p.ask(ctx, "user/info/batchget", "/cgi-bin/user/info/batchget", map[string]any{"user_list": list}, &answer, openIDs...)
	if err != nil {
		return nil, err
	}
	var found []Known
	for _, u := range answer.List {
		if u.Subscribe == 0 { // has left since the page
			continue
		}
		k := Known{OpenID: u.OpenID, Followed: time.Unix(u.Time, 0), Scene: u.Scene}
		for _, id := range u.Tags {
			if name := names[id]; name != "" {
				k.Tags = append(k.Tags, name)
			}
		}
		found = append(found, k)
	}
	return found, nil
}

// tagNames returns the account's tags by id. Those that pushes make for themselves are no tags of people.
func (p Pusher) tagNames(ctx context.Context) (map[int]string, error) {
	tags, err := p.tags(ctx)
	if err != nil {
		return nil, err
	}
	names := map[int]string{}
	for _, t := range tags {
		if !strings.HasPrefix(t.Name, tagPrefix) {
			names[t.ID] = t.Name
		}
	}
	return names, nil
}
