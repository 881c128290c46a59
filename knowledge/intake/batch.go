package intake

import (
	"github.com/pufa/pufa/knowledge"
)

// maxRows bounds the entries of one file, which are held in memory until all of them are read.
const maxRows = 50_000

// batch is the entries of one file: all of them or none.
type batch struct {
	problems
	entries []knowledge.Entry
	slugs   map[string]int // the line of each
}

func newBatch(path string) *batch {
	return &batch{problems: problems{file: path}, slugs: make(map[string]int)}
}

// finish settles a row's draft and keeps its entry. A file with a problem keeps none.
func (b *batch) finish(d *draft, line int, as knowledge.State) {
	e, err := d.finish(line, as)
	if err != nil {
		b.entries = nil // told with the others by result
		return
	}
	if first, again := b.slugs[e.Slug]; again {
		b.add(line, "与第 %d 行是同一个问题或编号，请合并成一条", first)
		return
	}
	if len(b.entries) == maxRows {
		b.add(line, "一个文件最多 %d 条，请分成几个文件", maxRows)
		return
	}
	b.slugs[e.Slug] = line
	b.entries = append(b.entries, e)
}

// result returns the entries in order, or every problem of the file.
func (b *batch) result() ([]knowledge.Entry, error) {
	if err := b.err(); err != nil {
		return nil, err
	}
	if len(b.entries) == 0 {
		return nil, refuse(b.file, 0, "这个文件里没有一条内容")
	}
	return b.entries, nil
}
