package access

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Account is somebody of staff who may enter.
type Account struct {
	ID       pufa.ID
	Name     string // as they enter it and as the audit trail names them; unique
	Role     pufa.Role
	Password string   // argon2id in the PHC string format; "" where they enter by links alone
	TOTP     string   // secret of RFC 6238 in base32; "" where there is no second factor
	TOTPStep int64    // the time step of the last code taken: no code is taken twice
	Recovery []string // hashes of the recovery codes that are left
	Disabled bool
	Created  time.Time
	Fails    int       // tries in a row that failed
	Locked   time.Time // until when no try is looked at
}

// Staff returns who they are.
func (a Account) Staff() pufa.Staff { return pufa.Staff{Name: a.Name, Role: a.Role} }

// Accounts keeps accounts. The store implements it.
type Accounts interface {
	// Accounts lists all accounts by name.
	Accounts(ctx context.Context) ([]Account, error)
	// Account returns an account by its name or ID. NotFound where there is none.
	Account(ctx context.Context, nameOrID string) (Account, error)
	// ChangeAccount lets change see the account of that ID as it is and stores what it makes of it, in one
	// transaction. ID "" is a new one. Conflict where the name is another's; the errors of change are kept.
	ChangeAccount(ctx context.Context, id pufa.ID, change func(*Account) error) (Account, error)
	// Admins returns how many accounts of administrators are not disabled.
	Admins(ctx context.Context) (int, error)
}

const nameMost = 20 // characters

// checkName refuses what is no name.
func checkName(name string) error {
	switch {
	case name == "":
		return pufa.Errorf(pufa.Invalid, "请写姓名")
	case utf8.RuneCountInString(name) > nameMost:
		return pufa.Errorf(pufa.Invalid, "姓名最多 %d 个字", nameMost)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '<' || r == '>' || r == '\u202e' }):
		return pufa.Errorf(pufa.Invalid, "姓名里有不能用的符号")
	default:
		return nil
	}
}

func checkRole(r pufa.Role) error {
	if r.Valid() {
		return nil
	}
	var names []string
	for _, known := range pufa.Roles() {
		names = append(names, known.Chinese())
	}
	return pufa.Errorf(pufa.Invalid, "没有“%s”这个角色，请从%s里选", r, strings.Join(names, "、"))
}
