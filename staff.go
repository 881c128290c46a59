package pufa

import (
	"context"
	"slices"
	"time"
)

// Role is what a member of staff may do.
type Role string

// The roles of staff. Only advisers and admins approve what is to be published or pushed.
const (
	Viewer  Role = "viewer"  // 查看: reads, changes nothing
	Duty    Role = "duty"    // 值班: answers what people ask; mediators
	Editor  Role = "editor"  // 编辑: writes
	Adviser Role = "adviser" // 法律顾问: writes and approves
	Admin   Role = "admin"   // 管理员: everything
)

// Roles lists the roles, who may do least first.
func Roles() []Role { return []Role{Viewer, Duty, Editor, Adviser, Admin} }

// Chinese returns the role's name as readers see it.
func (r Role) Chinese() string {
	switch r {
	case Viewer:
		return "查看"
	case Duty:
		return "值班"
	case Editor:
		return "编辑"
	case Adviser:
		return "法律顾问"
	case Admin:
		return "管理员"
	default:
		return string(r)
	}
}

// Valid reports whether there is such a role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Answers reports whether the role may answer what people ask.
func (r Role) Answers() bool { return r == Duty || r.Writes() }

// Writes reports whether the role may change the knowledge base, pushes, events and stock.
func (r Role) Writes() bool { return r == Editor || r.Approves() }

// Approves reports whether the role may approve what somebody else has written.
func (r Role) Approves() bool { return r == Adviser || r == Admin }

// Administers reports whether the role may change accounts and settings.
func (r Role) Administers() bool { return r == Admin }

// Staff is a member of staff who does something, as audit trails name them.
type Staff struct {
	Name string `yaml:"name" json:"name"`
	Role Role   `yaml:"role" json:"role"`
}

// Act is somebody of staff doing something: what is stored on the way is written to the audit trail in
// their name.
type Act struct {
	By Staff
	At time.Time
}

type actKey struct{}

// WithAct returns a context in which changes are made by somebody of staff.
func WithAct(ctx context.Context, a Act) context.Context { return context.WithValue(ctx, actKey{}, a) }

// ActIn returns who makes the changes in the context; false where it is the program itself.
func ActIn(ctx context.Context) (Act, bool) {
	a, ok := ctx.Value(actKey{}).(Act)
	return a, ok && a.By.Name != ""
}
