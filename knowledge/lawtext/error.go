package lawtext

import (
	"fmt"
	"path/filepath"

	"github.com/pufa/pufa"
)

// Error says why a file is no law that can be taken, in words for whoever imports it.
type Error struct {
	File   string // the path as it was given
	Line   int    // from 1: the line, in a .docx the paragraph; 0 where the whole file is meant
	Reason string // Chinese
}

// Error returns 文件名:行: 原因.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// Unwrap makes it a pufa.Invalid whose words a reader may see.
func (e *Error) Unwrap() error {
	say := fmt.Sprintf("%s：%s", filepath.Base(e.File), e.Reason)
	if e.Line > 0 {
		say = fmt.Sprintf("%s 第 %d 行：%s", filepath.Base(e.File), e.Line, e.Reason)
	}
	return &pufa.Error{Kind: pufa.Invalid, Say: say}
}
