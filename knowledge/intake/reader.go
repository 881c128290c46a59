package intake

import (
	"github.com/pufa/pufa/knowledge"
)

// reader reads the entries of one file.
type reader struct {
	citer     Citer
	pdftotext string              // the program, found on the PATH
	as        knowledge.State     // of entries that do not name theirs
	kind      knowledge.EntryKind // of entries that do not name theirs; "" by their content
	folder    string              // the name of the folder in which the file lies
}
