package reach

import (
	"fmt"
	"strings"

	"github.com/pufa/pufa"
)

// Fault is what is wrong with one field.
type Fault struct {
	Field string // as commands and forms name it: name, heads[1].people
	Say   string // what is wrong and what to do, in Chinese
}

// Refusal makes one Invalid error of faults, a line for each; nil for none.
func Refusal(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.which() + f.Say
	}
	return pufa.Errorf(pufa.Invalid, "%s", strings.Join(lines, "\n"))
}

// which tells which line of several it is about; "" where Say tells it all.
func (f Fault) which() string {
	list, rest, found := strings.Cut(f.Field, "[")
	number, _, closed := strings.Cut(rest, "]")
	if !found || !closed {
		return ""
	}
	name := map[string]string{"heads": "到场", "handouts": "资料", "enterprises": "企业", "photos": "照片"}[list]
	return name + "第 " + number + " 项："
}

func fault(field, format string, args ...any) Fault {
	return Fault{Field: field, Say: fmt.Sprintf(format, args...)}
}
