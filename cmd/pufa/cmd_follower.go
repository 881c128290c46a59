package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/store"
)

type followerCmd struct {
	List   followerListCmd   `cmd:"" help:"列出粉丝：社区、行业、标签、订阅的主题，不显示 openid"`
	Set    followerSetCmd    `cmd:"" help:"改一个粉丝的社区、行业、标签"`
	Import followerImportCmd `cmd:"" help:"从表格（.csv 或 .xlsx）导入粉丝的社区、行业、标签"`
	Pull   followerPullCmd   `cmd:"" help:"从微信拉取全部粉丝和标签，装本程序以前关注的人也就有了"`
	Unlink followerUnlinkCmd `cmd:"" help:"销毁粉丝标识密钥：以前的台账从此对不上任何人"`
}

type followerListCmd struct {
	audienceFlags
	Group string   `help:"只看 residents 居民 或 enterprises 企业" enum:"residents,enterprises," default:"" placeholder:"对象"`
	Topic []string `help:"只看订阅了这个主题的人，可写多次" placeholder:"主题"`
	JSON  bool     `help:"每个粉丝输出一行 JSON"`
}

type followerLine struct {
	ID        string     `json:"id"`
	Group     pufa.Group `json:"group"`
	Community string     `json:"community"`
	Trade     string     `json:"trade"`
	Tags      []string   `json:"tags"`
	Topics    []string   `json:"topics"`
	OptedOut  bool       `json:"opted_out"`
}

// Run lists who follows, those included who want no pushes.
func (c *followerListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		who := pufa.Audience{Group: pufa.Group(c.Group), Topics: c.Topic}
		if err := c.audience(ctx, s, b, &who); err != nil {
			return err
		}
		all, err := b.followers.All(ctx)
		if err != nil {
			return err
		}
		n := 0
		for _, f := range all {
			wants := f
			wants.OptedOut = false
			if !who.Selects(wants) {
				continue
			}
			n++
			if err := c.print(s, f); err != nil {
				return err
			}
		}
		if !c.JSON {
			fmt.Fprintf(s.out, "共 %d 人\n", n)
		}
		return nil
	})
}

func (c *followerListCmd) print(s *session, f pufa.Follower) error {
	if c.JSON {
		return encodeLine(s.out, followerLine{digits(f.Key), f.Group, f.Community, f.Trade, f.Tags, f.Topics, f.OptedOut})
	}
	line := describe(f)
	if f.OptedOut {
		line += "　已退订"
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

type followerSetCmd struct {
	ID        string   `arg:"" name:"标识" help:"粉丝标识，从 pufa follower list 复制"`
	Community string   `help:"社区；写“无”是去掉" placeholder:"社区"`
	Trade     string   `help:"行业；写“无”是去掉" placeholder:"行业"`
	Tag       []string `help:"标签，可写多次，代替原来的；写“无”是都去掉。微信里的标签要到微信公众平台改" placeholder:"标签" sep:"none"`
}

// Run changes what is given.
func (c *followerSetCmd) Run(ctx context.Context, s *session) error {
	row := profileRow{community: c.Community, trade: c.Trade, tags: strings.Join(c.Tag, "、")}
	profile, err := row.profile(s.cfg.Office.Communities)
	if err != nil {
		return usageError{err}
	}
	return s.withBase(ctx, func(b *base) error {
		if profile.Key, err = b.followers.Find(ctx, c.ID); err != nil {
			return err
		}
		changed, _, err := b.followers.PutProfiles(ctx, []store.Profile{profile})
		if err != nil {
			return err
		}
		said := "已改好。"
		if changed == 0 {
			said = "本来就是这样，没有改动。"
		}
		fmt.Fprintln(s.out, said)
		return nil
	})
}

// profileRow is what a table or the command line says of a follower: "" leaves what is there, none
// takes it away.
type profileRow struct {
	line                           int
	openid, community, trade, tags string
}

const none = "无"

// tagRunes is what WeChat takes of a tag's name, and so do we.
const tagRunes = 30

// profile reads the row. The error names what is not known, with what is.
func (r profileRow) profile(communities []string) (p store.Profile, err error) {
	if r.community != "" {
		if r.community != none && !slices.Contains(communities, r.community) {
			return p, unknownName("社区", r.community, communities, "请先写在设置的 office.communities 里")
		}
		p.Community = valueOf(r.community)
	}
	if r.trade != "" {
		if r.trade != none && !slices.Contains(pufa.Trades(), r.trade) {
			return p, unknownName("行业", r.trade, pufa.Trades(), "")
		}
		p.Trade = valueOf(r.trade)
	}
	tags := strings.FieldsFunc(r.tags, func(c rune) bool { return strings.ContainsRune("、,，;； \t", c) })
	for _, tag := range tags {
		if n := len([]rune(tag)); n > tagRunes {
			return p, pufa.Errorf(pufa.Invalid, "标签“%s”有 %d 个字，最多 %d 个", tag, n, tagRunes)
		}
	}
	if len(tags) > 0 {
		tags = slices.DeleteFunc(tags, func(tag string) bool { return tag == none })
		p.Tags = &tags
	}
	return p, nil
}

func valueOf(text string) *string {
	if text == none {
		text = ""
	}
	return &text
}
