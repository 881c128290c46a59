package wechat

import (
	"context"
	"fmt"
	"net/url"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/officialaccount/menu"

	"github.com/pufa/pufa"
)

// What WeChat takes of a menu: 自定义菜单.
const (
	maxColumns    = 3
	maxItems      = 5
	maxColumnName = 16 // bytes: five Chinese characters
	maxItemName   = 60 // bytes
	maxKey        = 128
	maxURL        = 1024
)

// Menu is the menu at the foot of the account: up to three columns.
type Menu struct {
	Buttons []Button `yaml:"buttons"`
}

// Button is a column or an item of one: a click that the bot hears (Key), a link (URL), or for
// columns only a list of up to five items (Items). It is exactly one of the three.
type Button struct {
	Name  string   `yaml:"name"`
	Key   string   `yaml:"key,omitempty"`
	URL   string   `yaml:"url,omitempty"`
	Items []Button `yaml:"items,omitempty"`
}

// Validate checks the menu against WeChat's limits. The error is Invalid and names the entry.
func (m Menu) Validate() error {
	if n := len(m.Buttons); n == 0 || n > maxColumns {
		return pufa.Errorf(pufa.Invalid, "菜单应有 1 到 %d 栏，现有 %d 栏", maxColumns, n)
	}
	for i, column := range m.Buttons {
		where := fmt.Sprintf("菜单第 %d 栏“%s”", i+1, column.Name)
		if err := column.validate(where, maxColumnName); err != nil {
			return err
		}
		if len(column.Items) > maxItems {
			return pufa.Errorf(pufa.Invalid, "%s：下面最多 %d 项，现有 %d 项", where, maxItems, len(column.Items))
		}
		for j, item := range column.Items {
			where := fmt.Sprintf("%s第 %d 项“%s”", where, j+1, item.Name)
			if len(item.Items) > 0 {
				return pufa.Errorf(pufa.Invalid, "%s：下面不能再有一层", where)
			}
			if err := item.validate(where, maxItemName); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b Button) validate(where string, maxName int) error {
	switch n := len(present(b.Key, b.URL)) + min(len(b.Items), 1); {
	case b.Name == "" || !utf8.ValidString(b.Name):
		return pufa.Errorf(pufa.Invalid, "%s：缺少名称", where)
	case len(b.Name) > maxName:
		return pufa.Errorf(pufa.Invalid, "%s：名称最多 %d 字节（约 %d 个汉字），现有 %d 字节", where, maxName, maxName/3, len(b.Name))
	case n != 1:
		return pufa.Errorf(pufa.Invalid, "%s：key（点击）、url（链接）、items（下一层）应当写一样，只写一样", where)
	case len(b.Key) > maxKey:
		return pufa.Errorf(pufa.Invalid, "%s：key 最多 %d 字节，现有 %d 字节", where, maxKey, len(b.Key))
	case len(b.URL) > maxURL:
		return pufa.Errorf(pufa.Invalid, "%s：url 最多 %d 字节，现有 %d 字节", where, maxURL, len(b.URL))
	case b.URL != "" && !webAddress(b.URL):
		return pufa.Errorf(pufa.Invalid, "%s：url 应以 https:// 或 http:// 开头", where)
	}
	return nil
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// PublishMenu replaces the account's menu. The menu is validated first: its errors name the entry.
func (g *Gateway) PublishMenu(ctx context.Context, m Menu) error {
	if err := m.Validate(); err != nil {
		return err
	}
	return g.post(ctx, "menu/create", "/cgi-bin/menu/create", map[string]any{"button": sdkButtons(m.Buttons)})
}

func sdkButtons(buttons []Button) []*menu.Button {
	var out []*menu.Button
	for _, b := range buttons {
		switch {
		case len(b.Items) > 0:
			out = append(out, menu.NewSubButton(b.Name, sdkButtons(b.Items)))
		case b.URL != "":
			out = append(out, menu.NewViewButton(b.Name, b.URL))
		default:
			out = append(out, menu.NewClickButton(b.Name, b.Key))
		}
	}
	return out
}
