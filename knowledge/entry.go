package knowledge

import "github.com/pufa/pufa"

// EntryKind is what an entry is.
type EntryKind string

// The kinds of entries.
const (
	KindQA       EntryKind = "qa"       // 问答
	KindCase     EntryKind = "case"     // 以案释法
	KindMaterial EntryKind = "material" // 宣传资料
)

// Chinese returns the kind's name as readers and files have it.
func (k EntryKind) Chinese() string {
	switch k {
	case KindQA:
		return "问答"
	case KindCase:
		return "以案释法"
	case KindMaterial:
		return "宣传资料"
	default:
		return ""
	}
}

// State is where an entry stands between writing and answering.
type State string

// The states of an entry. Only Starter and Reviewed entries answer.
const (
	Draft    State = "draft"    // 草稿
	Starter  State = "starter"  // 起始库·待本单位审核
	Reviewed State = "reviewed" // 已审
	Retired  State = "retired"  // 停用
)

// Chinese returns the state's name as readers and files have it.
func (s State) Chinese() string {
	switch s {
	case Draft:
		return "草稿"
	case Starter:
		return "起始库·待本单位审核"
	case Reviewed:
		return "已审"
	case Retired:
		return "停用"
	default:
		return ""
	}
}

// Answers reports whether entries in this state may be shown to residents.
func (s State) Answers() bool { return s == Starter || s == Reviewed }

// Entry is one reviewed (or to be reviewed) piece: a question with its answer, a case explained, or
// a material. Its canonical form as a file is in docs/entries.md.
type Entry struct {
	ID       pufa.ID
	Slug     string       // stable name given by the writer, unique: the same slug again is the same entry
	Kind     EntryKind    //
	Title    string       // 问答: the question; others: the heading
	Asks     []string     // 问法: ways people ask it
	Body     string       // 问答: the answer, plain text, the essential number first; others: the lead
	Sections []Section    // 怎么办, 带什么, 期限…; for cases 案情, 争议焦点, 处理结果, 法律分析, 典型意义, 提示建议
	Field    string       // 领域: 劳动用工
	Topics   []string     // 主题
	For      []pufa.Group // 对象; empty: everyone
	Cites    []Citation   // 依据, with the version against which the text was checked
	Related  []string     // slugs of related entries
	Phones   []string     // numbers that help with this matter: 12333
	Keywords []string     // words that belong to the matter, from imported data
	State    State        //
	Source   string       // where it comes from: 起始库, a file's name
	Reviewer string       // who reviewed it, "" while nobody of the office has
	Reviewed pufa.Day     // the day of the review; for the starter pack the day it was checked
	Review   pufa.Day     // 复核: to be looked at again by this day
	Check    string       // 待核: what is still to be checked: told to readers of a Starter entry; any other with it stays a Draft
	Hash     string       // SHA-256 (hex) of the source
}

// Section is a part of an entry under a heading.
type Section struct {
	Heading string `json:"heading"`
	Text    string `json:"text"` // Markdown: paragraphs and lists
}

// Citation points to an article, or to a whole law where Article is zero.
type Citation struct {
	Law       string   `json:"law"` // Law.Name
	Article   Number   `json:"article"`
	Paragraph int      `json:"paragraph,omitempty"` // 款, from 1; 0 where not named
	Item      int      `json:"item,omitempty"`      // 项, from 1; 0 where not named
	Version   pufa.Day `json:"version,omitempty"`   // the version meant or resolved; "" unknown
	Repealed  bool     `json:"repealed,omitempty"`  // the law is no longer in force on the day asked about
	Successor string   `json:"successor,omitempty"` // what took its place
	Start     int      `json:"-"`                   // bytes in the text it was recognised in
	End       int      `json:"-"`
}

// String returns the citation as readers see it: 《民法典》第一千零七十九条第三款第（二）项.
func (c Citation) String() string {
	s := "《" + c.Law + "》" + c.Article.String()
	if c.Paragraph > 0 {
		s += "第" + Numeral(c.Paragraph) + "款"
	}
	if c.Item > 0 {
		s += "第（" + Numeral(c.Item) + "）项"
	}
	return s
}
