package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

type userCmd struct {
	List    userListCmd    `cmd:"" help:"列出账号"`
	Add     userAddCmd     `cmd:"" help:"加一个账号，给一个一次性链接"`
	Link    userLinkCmd    `cmd:"" help:"给一个一次性链接：第一次来、忘了密码都用它"`
	Role    userRoleCmd    `cmd:"" help:"改角色"`
	Disable userDisableCmd `cmd:"" help:"停用账号，马上退出"`
	Enable  userEnableCmd  `cmd:"" help:"恢复停用的账号"`
	Leave   userLeaveCmd   `cmd:"" help:"让一个账号在所有设备上退出"`
	Totp    userTOTPCmd    `cmd:"" name:"totp" help:"去掉动态码：手机和备用码都丢了用它"`
}

type userName struct {
	Name string `arg:"" name:"姓名" help:"账号的姓名，用 pufa user list 查看"`
}

type userRole struct {
	Role string `help:"角色：viewer 查看，duty 值班，editor 编辑，adviser 法律顾问，admin 管理员" required:"" placeholder:"角色"`
}

// role accepts the role's name in either language.
func (r userRole) role() pufa.Role {
	for _, known := range pufa.Roles() {
		if r.Role == known.Chinese() {
			return known
		}
	}
	return pufa.Role(r.Role)
}

type userListCmd struct {
	JSON bool `help:"每个账号输出一行 JSON"`
}

type shownUser struct {
	Name     string `json:"name"`
	Role     string `json:"role"`
	Disabled bool   `json:"disabled"`
	Password bool   `json:"password"`
	TOTP     bool   `json:"totp"`
	Sessions int    `json:"sessions"`
}

// Run lists who may enter.
func (c *userListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		desk := s.people(b)
		all, err := desk.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 && !c.JSON {
			fmt.Fprintln(s.out, "还没有账号。启动 pufa serve，打开它给的“建管理员”链接；或者 pufa user add 姓名 --role admin。")
		}
		for _, a := range all {
			open, err := desk.Sessions(ctx, a.ID)
			if err != nil {
				return err
			}
			if err := c.print(s, shownUser{a.Name, string(a.Role), a.Disabled, a.Password != "", a.TOTP != "", len(open)}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *userListCmd) print(s *session, u shownUser) error {
	if c.JSON {
		return encodeLine(s.out, u)
	}
	says := []string{pufa.Role(u.Role).Chinese()}
	for _, word := range []struct {
		is   bool
		says string
	}{{u.Disabled, "已停用"}, {!u.Password, "没有设密码"}, {u.TOTP, "有动态码"}} {
		if word.is {
			says = append(says, word.says)
		}
	}
	_, err := fmt.Fprintf(s.out, "%s　%s　%d 台设备登录着\n", u.Name, strings.Join(says, "，"), u.Sessions)
	return err
}

type userAddCmd struct {
	userName
	userRole
}

// Run makes an account and prints the link for its owner.
func (c *userAddCmd) Run(ctx context.Context, s *session) error {
	err := s.withBase(ctx, func(b *base) error {
		_, err := s.people(b).Add(ctx, c.Name, c.role())
		return err
	})
	if err != nil {
		return err
	}
	return s.printLink(ctx, c.Name, access.LinkLasts)
}

type userLinkCmd struct {
	userName
	For time.Duration `help:"链接多久内有效，最长 168h" default:"12h" placeholder:"时长"`
}

// Run prints a one-time link.
func (c *userLinkCmd) Run(ctx context.Context, s *session) error {
	return s.printLink(ctx, c.Name, c.For)
}

// change does something to an account and says so.
func (c userName) change(ctx context.Context, s *session, done string, do func(access.Desk, access.Account) error) error {
	return s.withBase(ctx, func(b *base) error {
		desk := s.people(b)
		a, err := desk.Account(ctx, c.Name)
		if err != nil {
			return err
		}
		if err := do(desk, a); err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, a.Name+done)
		return err
	})
}

type userRoleCmd struct {
	userName
	userRole
}

// Run changes the role.
func (c *userRoleCmd) Run(ctx context.Context, s *session) error {
	return c.change(ctx, s, "现在是"+c.role().Chinese()+"。", func(d access.Desk, a access.Account) error { return d.SetRole(ctx, a.ID, c.role()) })
}

type userDisableCmd struct{ userName }

// Run shuts the account out.
func (c *userDisableCmd) Run(ctx context.Context, s *session) error {
	return c.change(ctx, s, "的账号停用了，已经在所有设备上退出。", func(d access.Desk, a access.Account) error { return d.Disable(ctx, a.ID, true) })
}

type userEnableCmd struct{ userName }

// Run lets the account in again.
func (c *userEnableCmd) Run(ctx context.Context, s *session) error {
	return c.change(ctx, s, "的账号恢复了。", func(d access.Desk, a access.Account) error { return d.Disable(ctx, a.ID, false) })
}

type userLeaveCmd struct{ userName }

// Run ends all sessions of the account.
func (c *userLeaveCmd) Run(ctx context.Context, s *session) error {
	return c.change(ctx, s, "在所有设备上退出了。", func(d access.Desk, a access.Account) error { return d.EndSessions(ctx, a.ID, "") })
}

type userTOTPCmd struct{ userName }

// Run takes the second factor away.
func (c *userTOTPCmd) Run(ctx context.Context, s *session) error {
	return c.change(ctx, s, "的动态码去掉了，现在只用密码登录。", func(d access.Desk, a access.Account) error { return d.ResetTOTP(ctx, a.ID) })
}
