package main

import (
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/pufa/pufa"
)

// Config holds every setting of config.yaml. The zero value is not usable: defaults come from
// defaultConfig.
type Config struct {
	Listen    string          `yaml:"listen"`
	PublicURL string          `yaml:"public_url"`
	Data      string          `yaml:"data"`
	Database  DatabaseConfig  `yaml:"database"`
	Log       LogConfig       `yaml:"log"`
	WeChat    WeChatConfig    `yaml:"wechat"`
	Simulator SimulatorConfig `yaml:"simulator"`
	Office    OfficeConfig    `yaml:"office"`
	Answers   AnswersConfig   `yaml:"answers"`
	Campaigns CampaignsConfig `yaml:"campaigns"`
	Privacy   PrivacyConfig   `yaml:"privacy"`
	Index     IndexConfig     `yaml:"index"`
	Calendar  CalendarConfig  `yaml:"calendar"`
	Menu      []MenuConfig    `yaml:"menu"`

	Secrets Secrets `yaml:"-"`
}

// DatabaseConfig says where the data is kept.
type DatabaseConfig struct {
	URL string `yaml:"url"`
}

// LogConfig says what is logged and in which form.
type LogConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// WeChatConfig describes the official account.
type WeChatConfig struct {
	AppID    string `yaml:"app_id"`
	Mode     string `yaml:"mode"`
	Account  string `yaml:"account"`
	Verified bool   `yaml:"verified"`
	Path     string `yaml:"path"`
	API      string `yaml:"api"`

	PageOpenID bool `yaml:"page_openid"`

	Notices []NoticeConfig `yaml:"notices"`
}

// SimulatorConfig describes the simulated platform that runs where no account is configured.
type SimulatorConfig struct {
	Listen string `yaml:"listen"`
}

// OfficeConfig describes the office that answers.
type OfficeConfig struct {
	Name    string       `yaml:"name"`
	Phone   string       `yaml:"phone"`
	Address string       `yaml:"address"`
	Hours   string       `yaml:"hours"`
	About   string       `yaml:"about"`
	Places  []pufa.Place `yaml:"places"`
	Duty    []string     `yaml:"duty"`
	Staff   []pufa.Staff `yaml:"staff"`

	Communities []string `yaml:"communities"`
}

// AnswersConfig bounds a conversation.
type AnswersConfig struct {
	Deadline Duration `yaml:"deadline"`
	Memory   Duration `yaml:"memory"`
	Window   Duration `yaml:"window"`
	Topics   []string `yaml:"topics"`
	Costs    Costs    `yaml:"costs"`
}

// Costs say how bad a wrong answer is, and one that is not given: thresholds follow from their ratio.
type Costs struct {
	Wrong      float64 `yaml:"wrong"`
	Unanswered float64 `yaml:"unanswered"`
}

// CampaignsConfig says how pushes are sent.
type CampaignsConfig struct {
	Every Duration `yaml:"every"`
	Grace Duration `yaml:"grace"`
}

// PrivacyConfig says how long things are kept.
type PrivacyConfig struct {
	KeepReplies Duration `yaml:"keep_replies"`
}

// IndexConfig says how the index is kept in step.
type IndexConfig struct {
	Every Duration `yaml:"every"`
}

// CalendarConfig names the files of the publicity calendar beside the national one, "" for none. A path is
// meant from the folder of the configuration file.
type CalendarConfig struct {
	Province string `yaml:"province"`
	City     string `yaml:"city"`
	Office   string `yaml:"office"`
	Holidays string `yaml:"holidays"`
}

// MenuConfig is one button of the account's menu.
type MenuConfig struct {
	Name string       `yaml:"name"`
	Key  string       `yaml:"key,omitempty"`
	URL  string       `yaml:"url,omitempty"`
	Sub  []MenuConfig `yaml:"sub,omitempty"`
}

// defaultConfig returns what config.yaml as shipped says; a test compares the two.
func defaultConfig() Config {
	return Config{
		Listen: "127.0.0.1:8000",
		Data:   "./data",
		Log:    LogConfig{Level: "info", Format: "text"},
		WeChat: WeChatConfig{
			Mode: "safe", Account: "subscription", Verified: true,
			Path: "/wechat", API: "https://api.weixin.qq.com", Notices: []NoticeConfig{},
		},
		Simulator: SimulatorConfig{Listen: "127.0.0.1:8001"},
		Office: OfficeConfig{
			Name: "本街道司法所", Hours: "工作日 9:00–17:00",
			About: "我们做法律宣传，不代替律师的意见。", Places: []pufa.Place{}, Duty: []string{}, Staff: []pufa.Staff{},
			Communities: []string{},
		},
		Answers: AnswersConfig{
			Deadline: Duration(4500 * time.Millisecond), Memory: Duration(30 * time.Minute), Window: Duration(48 * time.Hour),
			Topics: []string{"劳动用工", "婚姻家庭", "邻里物业", "消费维权", "防范诈骗", "企业用工"},
			Costs:  Costs{Wrong: 5, Unanswered: 1},
		},
		Campaigns: CampaignsConfig{Every: Duration(15 * time.Second), Grace: Duration(2 * time.Hour)},
		Privacy:   PrivacyConfig{KeepReplies: Duration(72 * time.Hour)},
		Index:     IndexConfig{Every: Duration(2 * time.Second)},
		Menu:      defaultMenu(),
	}
}

func defaultMenu() []MenuConfig {
	return []MenuConfig{
		{Name: "问法律", Sub: []MenuConfig{
			{Name: "怎么提问", Key: "ask"},
			{Name: "搜一搜", URL: "/search"},
			{Name: "看案例", Key: "cases"},
		}},
		{Name: "找人帮", Sub: []MenuConfig{
			{Name: "人工咨询", Key: "human"},
			{Name: "常用电话", Key: "hotlines"},
			{Name: "我是企业", Key: "enterprise"},
		}},
		{Name: "我的", Sub: []MenuConfig{
			{Name: "订阅主题", Key: "subscribe"},
			{Name: "大字版", Key: "large"},
			{Name: "帮助", Key: "help"},
			{Name: "隐私说明", URL: "/privacy"},
			{Name: "删除我的数据", Key: "delete"},
		}},
	}
}

// Duration is a length of time written as 30s, 5m or 72h.
type Duration time.Duration

// UnmarshalYAML reads the duration; the error knows its line.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	v, err := time.ParseDuration(node.GetToken().Value)
	if err != nil {
		return &yaml.SyntaxError{Message: badDuration, Token: node.GetToken()}
	}
	*d = Duration(v)
	return nil
}

const badDuration = "时长要写成 30s、5m、72h 这样"
