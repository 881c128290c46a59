package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// everywhere as a value of an audience flag lifts its condition.
const everywhere = "全部"

// audienceFlags say whom a plan is for besides side and topics.
type audienceFlags struct {
	Community []string `help:"只发给这个社区的人，可写多次；写“全部”是不限" placeholder:"社区" sep:"none"`
	Trade     []string `help:"只发给这个行业的人，可写多次；三小一摊是小作坊、餐饮、小商店和摊贩；写“全部”是不限" placeholder:"行业" sep:"none"`
	Tag       []string `help:"只发给有这个标签的人，可写多次；写“全部”是不限" placeholder:"标签" sep:"none"`
}

// audience writes the conditions that are given into the plan, where there is such a thing.
func (f audienceFlags) audience(ctx context.Context, s *session, b *base, a *pufa.Audience) error {
	tags, err := knownTags(ctx, b, f.Tag)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		kind   string
		given  []string
		known  []string
		hint   string
		stands *[]string
	}{
		{"社区", f.Community, s.cfg.Office.Communities, "社区写在设置的 office.communities 里", &a.Communities},
		{"行业", f.Trade, append([]string{pufa.SmallTrades}, pufa.Trades()...), "", &a.Trades},
		{"标签", f.Tag, tags, "标签用 pufa follower import 或 pull 得来", &a.Tags},
	} {
		if len(c.given) == 0 {
			continue
		}
		if slices.Contains(c.given, everywhere) {
			*c.stands = nil
			continue
		}
		for _, name := range c.given {
			if !slices.Contains(c.known, name) {
				return usageError{unknownName(c.kind, name, c.known, c.hint)}
			}
		}
		*c.stands = c.given
	}
	return nil
}

func knownTags(ctx context.Context, b *base, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	return b.followers.Tags(ctx)
}

func unknownName(kind, name string, known []string, hint string) error {
	if len(known) == 0 {
		return pufa.Errorf(pufa.Invalid, "没有%s“%s”：现在一个%s也没有，%s", kind, name, kind, hint)
	}
	return pufa.Errorf(pufa.Invalid, "没有%s“%s”，可选：%s", kind, name, strings.Join(known, "、"))
}

// shownReceivers is how many of an audience are shown as examples.
const shownReceivers = 5

// printAudience says how many would be chosen now, and shows some of them by what they were chosen for.
func (s *session) printAudience(ctx context.Context, b *base, plan schedule.Campaign) error {
	if plan.Channel == schedule.Offline {
		return nil
	}
	n := 0
	var some []pufa.Follower
	err := schedule.EachSelected(ctx, b.followers, plan, s.now(), func(f pufa.Follower) {
		if n++; len(some) < shownReceivers {
			some = append(some, f)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "受众　%s，现在 %d 人\n", plan.Audience.Chinese(), n)
	for _, f := range some {
		fmt.Fprintf(s.out, "　例如　%s\n", describe(f))
	}
	return nil
}

// describe shows a follower without their address.
func describe(f pufa.Follower) string {
	parts := []string{digits(f.Key), f.Group.Chinese()}
	if f.Group == "" {
		parts[1] = "没说身份"
	}
	for _, part := range []string{f.Community, f.Trade, strings.Join(f.Tags, " "), strings.Join(f.Topics, " ")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "　")
}

// digits is how a follower is named on a screen: enough of the key to be found by.
func digits(key pufa.FollowerKey) string { return string(key)[:min(len(key), 10)] }
