package main

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

type campaignCmd struct {
	New      campaignNewCmd      `cmd:"" help:"新建一个推送计划（草稿）"`
	Change   campaignChangeCmd   `cmd:"" help:"修改计划；已审的要重新审核"`
	List     campaignListCmd     `cmd:"" help:"列出推送计划"`
	Show     campaignShowCmd     `cmd:"" help:"查看一个计划：内容、受众人数、以后十次、发送情况、经过"`
	Preview  campaignPreviewCmd  `cmd:"" help:"预览粉丝会看到什么，也可以只发给自己看"`
	Poster   campaignPosterCmd   `cmd:"" help:"做线下计划的海报：A4 的 PDF 或 PNG，屏幕用的 PNG"`
	Submit   campaignSubmitCmd   `cmd:"" help:"提交审核：先查内容、时间和次数"`
	Withdraw campaignWithdrawCmd `cmd:"" help:"撤回提交"`
	Approve  campaignApproveCmd  `cmd:"" help:"审核通过：由法律顾问或管理员，不能是写的人"`
	Reject   campaignRejectCmd   `cmd:"" help:"退回，要写原因"`
	Pause    campaignPauseCmd    `cmd:"" help:"暂停：以后的先不发"`
	Resume   campaignResumeCmd   `cmd:"" help:"恢复暂停的计划，错过的不补"`
	Cancel   campaignCancelCmd   `cmd:"" help:"取消：以后的不再发，已发出的收不回"`
	Run      campaignRunCmd      `cmd:"" help:"现在就发到时间的推送一次；pufa serve 运行着时会自己发"`
	Settle   campaignSettleCmd   `cmd:"" help:"待核对的一次，到微信公众平台看过以后记下结果"`
	Delete   campaignDeleteCmd   `cmd:"" help:"请微信删除已发出的图文；文字、图片和客服消息删不了"`
}

// civil returns a moment as readers see it.
func civil(t time.Time) string {
	return pufa.DayOf(t).ChineseWeekday() + t.In(pufa.Zone).Format(" 15:04")
}

type campaignListCmd struct {
	State string `help:"draft 草稿、submitted 待审、approved 已审、paused 已暂停、cancelled 已取消" enum:"draft,submitted,approved,paused,cancelled," default:"" placeholder:"状态"`
	JSON  bool   `help:"每个计划输出一行 JSON"`
}

type campaignLine struct {
	ID      pufa.ID          `json:"id"`
	Title   string           `json:"title"`
	State   schedule.State   `json:"state"`
	Channel schedule.Channel `json:"channel"`
	Next    string           `json:"next"`
}

// Run lists campaigns, newest first.
func (c *campaignListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		var states []schedule.State
		if c.State != "" {
			states = []schedule.State{schedule.State(c.State)}
		}
		plans, err := b.campaigns.Campaigns(ctx, states...)
		if err != nil {
			return err
		}
		for _, p := range plans {
			if err := c.print(s, p); err != nil {
				return err
			}
		}
		if len(plans) == 0 && !c.JSON {
			fmt.Fprintln(s.out, "还没有推送计划，用 pufa campaign new 新建。")
		}
		return nil
	})
}

func (c *campaignListCmd) print(s *session, p schedule.Campaign) error {
	next := ""
	if !p.Next.IsZero() {
		next = p.Next.Format(time.RFC3339)
	}
	if c.JSON {
		return encodeLine(s.out, campaignLine{p.ID, p.Title, p.State, p.Channel, next})
	}
	if next = "没有下一次"; !p.Next.IsZero() {
		next = "下一次 " + civil(p.Next)
	}
	_, err := fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\n", p.ID, p.State.Chinese(), p.Channel.Chinese(), p.Title, next)
	return err
}
