// Command pufa runs the legal-publicity account and everything around it: serving, importing, asking.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/pufa/pufa"
)

// Exit statuses: 0 done, 1 refused or failed, 2 the command line itself is wrong.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, os.Environ())
	stop()
	os.Exit(status)
}

// streams are where a command reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// cli is the command line: settings for every command, then the commands.
type cli struct {
	Config string `help:"设置文件；不写就用当前文件夹里的 config.yaml，没有也行" placeholder:"文件" type:"path"`
	Data   string `help:"数据文件夹；不写就用设置里的 data（默认 ./data）" placeholder:"文件夹"`

	Serve   serveCmd   `cmd:"" help:"启动：居民网页、微信回调；没有公众号就自带模拟微信"`
	Import  importCmd  `cmd:"" help:"导入法律文本、问答、案例和宣传资料"`
	Check   checkCmd   `cmd:"" help:"检查问答、案例和资料，有错误就退出 1"`
	Ask     askCmd     `cmd:"" help:"像居民那样问一句，看答复"`
	Cite    citeCmd    `cmd:"" help:"从标准输入逐行识别法条引用"`
	Eval    evalCmd    `cmd:"" help:"用标注好的问题检验检索和答复"`
	Tune    tuneCmd    `cmd:"" help:"从反馈和标注好的问题里学，变差了不保存"`
	Search  searchCmd  `cmd:"" help:"检索法条和问答"`
	Law     lawCmd     `cmd:"" help:"查看已导入的法律"`
	Entry   entryCmd   `cmd:"" help:"查看问答、案例和资料"`
	Inquiry inquiryCmd `cmd:"" help:"查看和答复等人工的咨询"`

	Judgement judgementCmd `cmd:"" help:"查看对答复的评价，记更正"`

	Calendar calendarCmd `cmd:"" help:"普法日历：全年的宣传日、周、月，要准备什么"`
	Campaign campaignCmd `cmd:"" help:"写、审、查推送计划"`
	Quota    quotaCmd    `cmd:"" help:"看一个月要推送什么、用掉多少次"`

	Follower followerCmd `cmd:"" help:"粉丝：社区、行业、标签，导入和拉取"`

	Event  eventCmd  `cmd:"" help:"活动台账：登记、更正、核对活动"`
	Stock  stockCmd  `cmd:"" help:"资料库存：入库、调拨、发放、盘点，和台账对账"`
	Reach  reachCmd  `cmd:"" help:"统计触达"`
	Report reportCmd `cmd:"" help:"年度报告和报表：一句话、公文、表格、锁定"`

	User  userCmd  `cmd:"" help:"工作台的账号：加人、给链接、改角色、停用"`
	Link  linkCmd  `cmd:"" help:"进工作台的一次性链接，同 user link"`
	Audit auditCmd `cmd:"" help:"操作记录：谁在什么时候改了什么"`

	Menu    menuCmd    `cmd:"" help:"查看和发布公众号菜单"`
	Doctor  doctorCmd  `cmd:"" help:"检查设置、数据、索引、时钟和微信连接"`
	Version versionCmd `cmd:"" help:"显示版本"`
}

// session is what a command has in hand: its streams, the settings and the clock.
type session struct {
	streams
	cfg   Config
	log   *slog.Logger
	now   func() time.Time
	named string // the configuration file in use, for messages
}

// run executes one command line and returns its exit status.
func run(ctx context.Context, args []string, std streams, environ []string) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("pufa"),
		kong.Description("普法：街道普法公众号，会答、会记。"),
		kong.Writers(std.out, std.err), kong.Exit(func(code int) { exited = code }),
		kong.Help(chineseHelp), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(std.err, err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited >= 0: // --help has been printed
		return exited
	case err != nil:
		fmt.Fprintln(std.err, chineseUsage(err))
		return exitUsage
	}
	s, err := newSession(c, std, environ)
	if err == nil {
		acts := pufa.WithAct(ctx, pufa.Act{By: machine, At: s.now()})
		if parsed.Command() == "serve" {
			acts = ctx // what it does by itself is nobody's doing
		}
		parsed.BindTo(acts, (*context.Context)(nil))
		err = parsed.Run(s)
	}
	return explain(std.err, s, err)
}

func newSession(c cli, std streams, environ []string) (*session, error) {
	path, named := c.Config, c.Config != ""
	if !named {
		path = "config.yaml"
	}
	cfg, err := loadConfig(path, named, environ)
	if err != nil {
		return nil, err
	}
	if c.Data != "" {
		cfg.Data = c.Data
	}
	if cfg.Data, err = filepath.Abs(cfg.Data); err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	return &session{streams: std, cfg: cfg, log: newLogger(cfg.Log, std.err), now: time.Now, named: path}, nil
}

// explain prints why a command failed, in words fit for its user, and returns the exit status. The
// cause, which may hold internals, is only logged at the debug level.
func explain(w io.Writer, s *session, err error) int {
	if err == nil {
		return exitDone
	}
	var status exitStatus
	if errors.As(err, &status) {
		return int(status)
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "已中断；已经完成的部分都保存好了。")
		return exitFailed
	}
	fmt.Fprintln(w, pufa.Say(err))
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	if s != nil && pufa.KindOf(err) == pufa.Internal {
		s.log.Error("command failed", "error", err)
	}
	return exitFailed
}

// exitStatus ends a command that has already said what there is to say.
type exitStatus int

// Error names the status.
func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageError is what is wrong with the command line itself, found where the parser cannot see it.
type usageError struct{ error }

// Unwrap returns what is said about it.
func (e usageError) Unwrap() error { return e.error }

func newLogger(cfg LogConfig, w io.Writer) *slog.Logger {
	level := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}[cfg.Level]
	options := &slog.HandlerOptions{Level: level}
	if cfg.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
