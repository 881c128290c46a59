package intake

import (
	"fmt"
	"io"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// Count is what became of one sort of thing.
type Count struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

func (c Count) total() int { return c.New + c.Changed + c.Unchanged }

// Summary is what an import did.
type Summary struct {
	Files     int       `json:"files"` // found, also those refused
	Laws      Count     `json:"laws"`
	Questions Count     `json:"questions"`
	Cases     Count     `json:"cases"`
	Materials Count     `json:"materials"`
	Drafts    int       `json:"drafts"`   // of the questions, cases and materials: those that answer nobody yet
	Repeated  int       `json:"repeated"` // law files left out, because another file of the import holds the same version
	Refused   []Refusal `json:"refused"`  // every problem of every refused file
	Findings  []Finding `json:"findings"` // what should be looked at in the files that were taken
	refused   map[string]bool
}

// RefusedFiles returns how many files were refused.
func (s *Summary) RefusedFiles() int { return len(s.refused) }

func (s *Summary) refuse(r Refusal) {
	if s.refused == nil {
		s.refused = make(map[string]bool)
	}
	s.refused[r.File] = true
	s.Refused = append(s.Refused, r)
}

func (s *Summary) of(k knowledge.EntryKind) *Count {
	switch k {
	case knowledge.KindCase:
		return &s.Cases
	case knowledge.KindMaterial:
		return &s.Materials
	default:
		return &s.Questions
	}
}

// samples is how many findings of one rule a report shows.
const samples = 3

// Report writes the summary for people: counts, what should be looked at, and every refusal.
func (s *Summary) Report(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "共 %d 个文件，没有导入 %d 个。\n", s.Files, s.RefusedFiles())
	for _, line := range []struct {
		name  string
		count Count
	}{{"法律法规", s.Laws}, {"问答", s.Questions}, {"以案释法", s.Cases}, {"宣传资料", s.Materials}} {
		if c := line.count; c.total() > 0 {
			fmt.Fprintf(&b, "%s：新增 %d，更新 %d，没有变化 %d\n", line.name, c.New, c.Changed, c.Unchanged)
		}
	}
	if s.Drafts > 0 {
		fmt.Fprintf(&b, "其中 %d 篇是草稿，不会用来答复：审核后把状态改成“已审”再导入一次（或导入时加 --as reviewed）\n", s.Drafts)
	}
	if s.Repeated > 0 {
		fmt.Fprintf(&b, "同一部法律的同一版本重复出现，只用了先读到的：%d 个文件\n", s.Repeated)
	}
	s.reportFindings(&b)
	if len(s.Refused) > 0 {
		b.WriteString("没有导入的文件和原因：\n")
	}
	for _, r := range s.Refused {
		b.WriteString("  " + r.String() + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Summary) reportFindings(b *strings.Builder) {
	byRule := make(map[Rule][]Finding)
	for _, f := range s.Findings {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	for _, rule := range rules() {
		found := byRule[rule]
		if len(found) == 0 {
			continue
		}
		fmt.Fprintf(b, "请留意（%s）：%d 处\n", rule.Chinese(), len(found))
		for _, f := range found[:min(samples, len(found))] {
			b.WriteString("  " + f.String() + "\n")
		}
		if more := len(found) - samples; more > 0 {
			fmt.Fprintf(b, "  还有 %d 处\n", more)
		}
	}
}
