package pufa

// Role is what a member of staff may do.
type Role string

// The roles of staff. Only advisers and admins approve what is to be pushed.
const (
	Editor  Role = "editor"  // 编辑: writes
	Adviser Role = "adviser" // 法律顾问: writes and approves
	Admin   Role = "admin"   // 管理员: everything
)

// Chinese returns the role's name as readers see it.
func (r Role) Chinese() string {
	switch r {
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

// Approves reports whether the role may approve what somebody else has written.
func (r Role) Approves() bool { return r == Adviser || r == Admin }

// Staff is a member of staff who does something, as audit trails name them.
type Staff struct {
	Name string `yaml:"name" json:"name"`
	Role Role   `yaml:"role" json:"role"`
}
