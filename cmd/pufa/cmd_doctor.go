package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/knowledge/index"
)

type doctorCmd struct {
	JSON bool `help:"每项检查输出一行 JSON"`
}

// finding is what one check found and what to do about it.
type finding struct {
	Check  string `json:"check"`
	Status string `json:"status"` // ok, warning, problem
	Found  string `json:"found"`
	Do     string `json:"do,omitempty"`
}

const (
	fine    = "ok"
	warning = "warning"
	problem = "problem"
)

// Run makes every check and fails where one found a problem.
func (c *doctorCmd) Run(ctx context.Context, s *session) error {
	findings := []finding{s.checkConfigured(), s.checkCalendar(), s.checkFolder(), s.checkClock()}
	findings = append(findings, s.checkData(ctx)...)
	findings = append(findings, s.checkWeChat(ctx))
	if len(s.cfg.WeChat.Notices) > 0 {
		findings = append(findings, s.checkTemplates(ctx))
	}
	bad := false
	for _, f := range findings {
		bad = bad || f.Status == problem
		if err := c.print(s, f); err != nil {
			return err
		}
	}
	if bad {
		return exitStatus(exitFailed)
	}
	return nil
}

func (c *doctorCmd) print(s *session, f finding) error {
	if c.JSON {
		return encodeLine(s.out, f)
	}
	mark := map[string]string{fine: "✓", warning: "！", problem: "✗"}[f.Status]
	fmt.Fprintf(s.out, "%s %s：%s\n", mark, f.Check, f.Found)
	if f.Do != "" {
		fmt.Fprintf(s.out, "    怎么办：%s\n", f.Do)
	}
	return nil
}

// checkConfigured reports what the settings say; that they can be read was checked before.
func (s *session) checkConfigured() finding {
	if _, err := os.Stat(s.named); err != nil {
		return finding{"设置", fine, "没有 " + s.named + "，全部用默认值", ""}
	}
	return finding{"设置", fine, s.named + " 读得懂", ""}
}

func (s *session) checkFolder() finding {
	if err := os.MkdirAll(s.cfg.Data, 0o700); err != nil {
		return finding{"数据文件夹", problem, s.cfg.Data + " 建不了", "检查路径和权限，或用 --data 换一个文件夹"}
	}
	probe := filepath.Join(s.cfg.Data, ".probe")
	if err := errors.Join(os.WriteFile(probe, []byte("probe"), 0o600), os.Remove(probe)); err != nil {
		return finding{"数据文件夹", problem, s.cfg.Data + " 写不进去", "检查权限和磁盘空间"}
	}
	info, err := os.Stat(s.cfg.Data)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return finding{"数据文件夹", warning, s.cfg.Data + " 别的用户也能读", "运行 chmod 700 " + s.cfg.Data}
	}
	return finding{"数据文件夹", fine, s.cfg.Data + " 可以读写", ""}
}

// checkClock sees whether the clock can be right: WeChat's callbacks older than five minutes are refused.
func (s *session) checkClock() finding {
	now := s.now()
	shown := now.In(pufa.Zone).Format("2006-01-02 15:04:05")
	built := time.Date(2026, 1, 1, 0, 0, 0, 0, pufa.Zone)
	if now.Before(built) || now.After(built.AddDate(20, 0, 0)) {
		return finding{"时钟", problem, "现在是北京时间 " + shown + "，显然不对", "打开时间同步，如 timedatectl set-ntp true"}
	}
	return finding{"时钟", fine, "北京时间 " + shown + "，请对照手机；相差 5 分钟以上微信消息会被拒收", ""}
}

func (s *session) checkData(ctx context.Context) []finding {
	b, err := s.openBase(ctx)
	if err != nil {
		return []finding{{"数据库", problem, whyNotOpen(err), "检查设置里的 database.url 或数据文件夹；有备份就从备份恢复"}}
	}
	findings := []finding{s.checkDatabase(ctx, b), s.checkKey(ctx, b), s.checkAudit(ctx, b), s.checkContents(ctx, b), s.checkIndex(ctx, b)}
	if err := b.db.Close(); err != nil {
		findings = append(findings, finding{"数据库", problem, "关闭时出错", "检查磁盘空间"})
	}
	return findings
}

// checkAudit goes through the audit trail.
func (s *session) checkAudit(ctx context.Context, b *base) finding {
	last, err := b.audit.Verify(ctx)
	switch {
	case pufa.KindOf(err) == pufa.Conflict:
		return finding{"操作记录", problem, pufa.Say(err), "别再改动，与备份对照，查是谁动过数据库"}
	case err != nil:
		return finding{"操作记录", problem, "读不出来", "检查数据库"}
	case last.Seq == 0:
		return finding{"操作记录", fine, "还没有", ""}
	default:
		return finding{"操作记录", fine, fmt.Sprintf("%d 条，都接得上；最后一条的校验值 %s", last.Seq, last.Hash[:16]), ""}
	}
}

// whyNotOpen says what is wrong with a database that does not open: a torn one fails in many ways.
func whyNotOpen(err error) string {
	var said *pufa.Error
	if errors.As(err, &said) {
		return pufa.Say(err)
	}
	return "打不开，可能已经损坏"
}

func (s *session) checkDatabase(ctx context.Context, b *base) finding {
	if err := b.db.Check(ctx); err != nil {
		return finding{"数据库", problem, pufa.Say(err), "停掉 pufa，从备份恢复；没有备份就联系维护的人，不要删除文件"}
	}
	kind := "SQLite"
	if s.cfg.Database.URL != "" {
		kind = "PostgreSQL"
	}
	return finding{"数据库", fine, kind + " 完好", ""}
}

func (s *session) checkKey(ctx context.Context, b *base) finding {
	if _, err := s.keyer(ctx, b); err != nil {
		return finding{"粉丝标识密钥", problem, pufa.Say(err), "从备份找回原来的密钥"}
	}
	if s.cfg.Database.URL != "" && s.cfg.Secrets.FollowerKey == "" {
		return finding{"粉丝标识密钥", warning, "在本机的文件里", "多台机器共用数据库时，用 PUFA_FOLLOWER_KEY 给每台同一个密钥"}
	}
	return finding{"粉丝标识密钥", fine, "与数据库一致", ""}
}

func (s *session) checkContents(ctx context.Context, b *base) finding {
	laws, err := b.laws.Versions(ctx, "")
	if err != nil {
		return finding{"知识库", problem, pufa.Say(err), "检查数据库"}
	}
	entries, err := b.entries.List(ctx, "", "")
	if err != nil {
		return finding{"知识库", problem, pufa.Say(err), "检查数据库"}
	}
	found := fmt.Sprintf("法律 %d 个版本，问答、案例和资料 %d 篇", len(laws), len(entries))
	if len(laws) == 0 {
		return finding{"知识库", warning, found, "还没有法律原文：从国家法律法规数据库下载后运行 pufa import 文件夹"}
	}
	return finding{"知识库", fine, found, ""}
}

func (s *session) checkIndex(ctx context.Context, b *base) finding {
	ix, err := index.Open(ctx, s.indexDir(), b.laws, b.entries, b.feed, s.log)
	if index.IsLocked(err) {
		return finding{"检索索引", fine, "pufa serve 正在使用", ""}
	}
	if err != nil {
		return finding{"检索索引", problem, "打不开", "删除 " + s.indexDir() + "，下次启动会自动重建，不会丢数据"}
	}
	status := ix.Status()
	if err := ix.Close(); err != nil {
		return finding{"检索索引", problem, "关闭时出错", "检查磁盘空间"}
	}
	newest, err := b.feed.Revision(ctx)
	if err == nil && (status.Building || status.Revision < newest) {
		return finding{"检索索引", warning, fmt.Sprintf("%d 条，还没跟上最新内容", status.Docs), "启动 pufa serve 会自动跟上"}
	}
	return finding{"检索索引", fine, fmt.Sprintf("%d 条，与数据库一致", status.Docs), ""}
}

func (s *session) checkWeChat(ctx context.Context) finding {
	if s.cfg.WeChat.AppID == "" {
		return finding{"微信", warning, "没有设置公众号，pufa serve 会启动模拟微信", "接真的公众号见 README 的“接上真的公众号”"}
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err == nil {
		err = gateway.CheckToken(ctx)
	}
	if err != nil {
		return finding{"微信", problem, pufa.Say(err), "核对 app_id、PUFA_WECHAT_SECRET，并把本机的公网 IP 加进公众号后台的 IP 白名单"}
	}
	return finding{"微信", fine, "取得了接口凭证", ""}
}
