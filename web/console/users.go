package console

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/web"
)

// usersPage lists who may enter.
type usersPage struct {
	Users []userLine
	Roles []choice
	Name  string // of a new one that was refused
	Say   string
	Link  string // a one-time link just made, shown once
	For   string // whose it is
	Until time.Time
}

type userLine struct {
	access.Account
	Roles   []choice
	Open    int // sessions
	Waiting bool
	Me      bool
}

func roleChoices(chosen pufa.Role) (list []choice) {
	for _, r := range pufa.Roles() {
		list = append(list, choice{Value: string(r), Text: r.Chinese(), Chosen: r == chosen})
	}
	return list
}

func (s *Site) users(w http.ResponseWriter, r *http.Request) error {
	return s.showUsers(w, r, http.StatusOK, usersPage{})
}

func (s *Site) showUsers(w http.ResponseWriter, r *http.Request, status int, data usersPage) error {
	accounts, err := s.Access.Accounts(r.Context())
	if err != nil {
		return err
	}
	for _, a := range accounts {
		open, err := s.Access.Sessions(r.Context(), a.ID)
		if err != nil {
			return err
		}
		data.Users = append(data.Users, userLine{Account: a, Roles: roleChoices(a.Role), Open: len(open),
			Waiting: a.Password == "" && len(open) == 0, Me: a.ID == session(r).Account})
	}
	if data.Roles == nil {
		data.Roles = roleChoices(pufa.Editor)
	}
	return s.renderAs(w, r, status, "users", "账号", data)
}

func (s *Site) refuseUser(w http.ResponseWriter, r *http.Request, data usersPage, err error) error {
	kind := pufa.KindOf(err)
	if kind == pufa.Internal || kind == pufa.NotFound {
		return err
	}
	data.Say = pufa.Say(err)
	return s.showUsers(w, r, web.StatusOf(kind), data)
}

func (s *Site) addUser(w http.ResponseWriter, r *http.Request) error {
	data := usersPage{Name: strings.TrimSpace(r.PostFormValue("name")), Roles: roleChoices(pufa.Role(r.PostFormValue("role")))}
	a, err := s.Access.Add(r.Context(), data.Name, pufa.Role(r.PostFormValue("role")))
	if err != nil {
		return s.refuseUser(w, r, data, err)
	}
	return s.showNewLink(w, r, a)
}

// showNewLink shows a fresh one-time link on the page itself: it is in no address and in no list.
func (s *Site) showNewLink(w http.ResponseWriter, r *http.Request, a access.Account) error {
	token, err := s.Access.NewLink(r.Context(), a.ID, access.LinkLasts)
	if err != nil {
		return err
	}
	return s.showUsers(w, r, http.StatusOK, usersPage{Link: s.cfg.Base + "/console/enter?" + url.Values{"t": {token}}.Encode(), For: a.Name,
		Until: time.Now().Add(access.LinkLasts)})
}

// changeUser does what a button beside an account says.
func (s *Site) changeUser(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Access.Account(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx := r.Context()
	switch r.PostFormValue("do") {
	case "link":
		return s.showNewLink(w, r, a)
	case "role":
		err = s.Access.SetRole(ctx, a.ID, pufa.Role(r.PostFormValue("role")))
	case "disable":
		err = s.Access.Disable(ctx, a.ID, true)
	case "enable":
		err = s.Access.Disable(ctx, a.ID, false)
	case "end":
		err = s.Access.EndSessions(ctx, a.ID, "")
	case "code":
		err = s.Access.ResetTOTP(ctx, a.ID)
	default:
		err = pufa.Errorf(pufa.Invalid, "没有这个操作，请在页面上点按钮。")
	}
	if err != nil {
		return s.refuseUser(w, r, usersPage{}, err)
	}
	return see(w, r, "/console/users")
}
