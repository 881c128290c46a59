package wechat

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/pufa/pufa/schedule"
)

// Tags of ours carry this in front; the office's own are never touched.
const tagPrefix = "普法推送"

// WeChat: at most 50 people in a call about a tag.
const tagBatch = 50

type wechatTag struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// tag puts the receivers, and nobody else, into a tag of the shipment's own and returns its id. Done
// again it ends in the same. Tags of earlier shipments go: an account has a hundred.
func (p Pusher) tag(ctx context.Context, s schedule.Shipment) (int, error) {
	name := tagPrefix + s.ID[len(s.ID)-20:]
	tags, err := p.tags(ctx)
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(tags, func(t wechatTag) bool { return t.Name == name })
	if at < 0 {
		return p.fill(ctx, name, tags, s.To)
	}
	have, err := p.tagged(ctx, tags[at].ID)
	if err != nil {
		return 0, err
	}
	missing := without(s.To, have)
	if err := p.batches(ctx, "tags/members/batchuntagging", tags[at].ID, without(have, s.To)); err != nil {
		return 0, err
	}
	return tags[at].ID, p.batches(ctx, "tags/members/batchtagging", tags[at].ID, missing)
}

// keptTags is how many tags of earlier shipments stay: WeChat may be sending to the last ones still.
const keptTags = 3

func (p Pusher) fill(ctx context.Context, name string, tags []wechatTag, to []string) (int, error) {
	ours := slices.DeleteFunc(slices.Clone(tags), func(t wechatTag) bool { return !strings.HasPrefix(t.Name, tagPrefix) })
	slices.SortFunc(ours, func(a, b wechatTag) int { return a.ID - b.ID })
	for _, old := range ours[:max(len(ours)-keptTags, 0)] {
		body := map[string]any{"tag": map[string]int{"id": old.ID}}
		if err := p.post(ctx, "tags/delete", "/cgi-bin/tags/delete", body); err != nil {
			return 0, err
		}
	}
	var made struct {
		Tag wechatTag `json:"tag"`
	}
	body := map[string]any{"tag": map[string]string{"name": name}}
	if err := p.ask(ctx, "tags/create", "/cgi-bin/tags/create", body, &made); err != nil {
		return 0, err
	}
	if made.Tag.ID == 0 {
		return 0, p.gateway.failed("tags/create", errors.New("an answer without a tag"), true)
	}
	return made.Tag.ID, p.batches(ctx, "tags/members/batchtagging", made.Tag.ID, to)
}

func (p Pusher) tags(ctx context.Context) ([]wechatTag, error) {
	var answer struct {
		Tags []wechatTag `json:"tags"`
	}
	err := p.ask(ctx, "tags/get", "/cgi-bin/tags/get", struct{}{}, &answer)
	return answer.Tags, err
}

// tagged lists who is in the tag. A page that brings nobody new ends it, whatever it says of a next one.
func (p Pusher) tagged(ctx context.Context, id int) ([]string, error) {
	var all []string
	for next := ""; ; {
		var page struct {
			Data struct {
				OpenIDs []string `json:"openid"`
			} `json:"data"`
			Next string `json:"next_openid"`
		}
		body := map[string]any{"tagid": id, "next_openid": next}
		if err := p.ask(ctx, "user/tag/get", "/cgi-bin/user/tag/get", body, &page, next); err != nil {
			return nil, err
		}
		all = append(all, page.Data.OpenIDs...)
		if len(page.Data.OpenIDs) == 0 || page.Next == "" || page.Next == next {
			return all, nil
		}
		next = page.Next
	}
}

// batches puts people into a tag or out of it. Somebody who has left meanwhile fails a whole batch:
// it is then done one by one, and they are passed over.
func (p Pusher) batches(ctx context.Context, op string, id int, people []string) error {
	for batch := range slices.Chunk(people, tagBatch) {
		err := p.batch(ctx, op, id, batch)
		if !notAFollower(err) {
			if err != nil {
				return err
			}
			continue
		}
		for _, one := range batch {
			if err := p.batch(ctx, op, id, []string{one}); err != nil && !notAFollower(err) {
				return err
			}
		}
	}
	return nil
}

func (p Pusher) batch(ctx context.Context, op string, id int, people []string) error {
	body := map[string]any{"openid_list": people, "tagid": id}
	return p.post(ctx, op, "/cgi-bin/"+op, body, people...)
}

func notAFollower(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Code == 40003 || e.Code == 49003)
}

// without returns what is in list and not in other.
func without(list, other []string) []string {
	in := make(map[string]bool, len(other))
	for _, s := range other {
		in[s] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return in[s] })
}
