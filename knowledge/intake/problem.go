package intake

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
)

// maxProblems is how many problems of one file are told: enough to mend it in one go, and little
// enough to be read.
const maxProblems = 50

// Refusal says why a file is not taken, in words for whoever wrote it.
type Refusal struct {
	File   string `json:"file"`   // the path as it was given
	Line   int    `json:"line"`   // from 1: the line, in a spreadsheet the row, in a Word file the paragraph; 0 the whole file
	Reason string `json:"reason"` // Chinese: what is wrong and what to write instead
}

// String returns 文件:行: 原因.
func (r Refusal) String() string {
	if r.Line == 0 {
		return r.File + ": " + r.Reason
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason)
}

// Error is every problem of one file that could be told apart, in the order in which they stand.
type Error struct {
	Refusals []Refusal
}

// Error returns a line for each problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Refusals))
	for i, r := range e.Refusals {
		lines[i] = r.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes it a pufa.Invalid whose words a reader may see.
func (e *Error) Unwrap() error {
	lines := make([]string, len(e.Refusals))
	for i, r := range e.Refusals {
		r.File = filepath.Base(r.File)
		lines[i] = r.String()
	}
	return &pufa.Error{Kind: pufa.Invalid, Say: strings.Join(lines, "\n")}
}

// problems collects what is wrong with one file.
type problems struct {
	file string
	list []Refusal
	more int
}

func (p *problems) add(line int, format string, args ...any) {
	if len(p.list) == maxProblems {
		p.more++
		return
	}
	p.list = append(p.list, Refusal{File: p.file, Line: line, Reason: fmt.Sprintf(format, args...)})
}

// err returns an *Error with all problems, nil where there are none.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	list := p.list
	if p.more > 0 {
		list = append(list, Refusal{File: p.file, Reason: fmt.Sprintf("还有 %d 处问题没有列出，请先改好上面的", p.more)})
	}
	return &Error{Refusals: list}
}

// refuse returns an *Error with one problem.
func refuse(file string, line int, format string, args ...any) error {
	p := problems{file: file}
	p.add(line, format, args...)
	return p.err()
}
