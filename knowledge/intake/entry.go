package intake

import (
	"path/filepath"

	"github.com/pufa/pufa/knowledge"
)

// maxEntry bounds the text of an entry in bytes: a long book, and far more than anybody reads.
const maxEntry = 4 << 20

// ParseEntry reads an entry in its canonical form (docs/entries.md). as is the state of an entry that
// does not name its own; "" means Draft. An entry with something left to check stays a Draft. The path
// is for messages, and its name must be the entry's; "" where there is no file. Every problem of
// the file is told in one *Error.
func ParseEntry(path string, data []byte, as knowledge.State, citer Citer) (knowledge.Entry, error) {
	if len(data) > maxEntry {
		return knowledge.Entry{}, refuse(path, 0, "这个文件超过 %d MB，不像一条问答或案例，请分成几个文件", maxEntry>>20)
	}
	text, err := readUTF8(path, data)
	if err != nil {
		return knowledge.Entry{}, err
	}
	front, rest, line, reason := cutFront(text)
	if reason != "" {
		return knowledge.Entry{}, refuse(path, 1, "%s", reason)
	}
	d := newDraft(&problems{file: path}, citer)
	if !d.readFront(front) {
		return knowledge.Entry{}, d.err()
	}
	d.readBody(rest, line)
	d.settleSlug(path)
	return d.finish(1, as)
}

// settleSlug fits the slug to the name of the file; a name that is no slug says nothing.
func (d *draft) settleSlug(path string) {
	name := stem(path)
	switch {
	case d.seen["编号"] > 0 && d.entry.Slug == "": // it is written, but wrong: that is said already
	case d.entry.Slug == "" && ValidSlug(name):
		d.entry.Slug = name
	case d.entry.Slug == "":
		d.add(1, "没有编号，请加上“编号: …”（小写字母、数字、连字符），例如 laodong-tuoqian-gongzi")
	case d.entry.Slug != "" && ValidSlug(name) && d.entry.Slug != name:
		d.add(1, "编号“%s”与文件名“%s”不同，请改成一样", d.entry.Slug, filepath.Base(path))
	}
}
