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
		lines[i] = f.Field + "：" + f.Say
	}
	return pufa.Errorf(pufa.Invalid, "%s", strings.Join(lines, "\n"))
}

func fault(field, format string, args ...any) Fault {
	return Fault{Field: field, Say: fmt.Sprintf(format, args...)}
}
