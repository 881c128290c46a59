package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// draft is an entry that is being read.
type draft struct {
	*problems
	citer     Citer
	entry     knowledge.Entry
	titleKey  string // 问题 or 标题, as written
	titleLine int
	cites     []item
	seen      map[string]int // the line of each key that is written, rightly or not
}

func newDraft(p *problems, citer Citer) *draft {
	return &draft{problems: p, citer: citer, seen: make(map[string]int)}
}

// set fills a key. Control characters are refused wherever they come from.
func (d *draft) set(f field, values []item) {
	for _, v := range values {
		if strings.ContainsFunc(v.text, control) {
			d.add(v.line, "“%s”里有看不见的控制字符，请重新打一遍", f.key)
			return
		}
	}
	if len(values) > 0 {
		d.seen[f.key] = values[0].line
		f.set(d, values)
	}
}

// put fills a key by its name; values without words are left out.
func (d *draft) put(key string, values ...item) {
	f, ok := fieldOf(key)
	if !ok {
		return
	}
	d.set(f, slices.DeleteFunc(values, func(v item) bool { return strings.TrimSpace(v.text) == "" }))
}

// finish settles what depends on several keys and returns the entry. line is where the entry begins.
func (d *draft) finish(line int, as knowledge.State) (knowledge.Entry, error) {
	d.settleKind(line)
	if d.seen["问题"] == 0 && d.seen["标题"] == 0 {
		d.add(line, "没有%s，请加上“%s”", titleKey(d.entry.Kind), titleKey(d.entry.Kind))
	}
	if d.entry.State == "" {
		d.entry.State = as
	}
	// What the starter pack has left open is told to its readers; anything else waits.
	if d.entry.State == "" || d.entry.Check != "" && d.entry.State != knowledge.Starter {
		d.entry.State = knowledge.Draft
	}
	empty := d.entry.Body == "" && (d.entry.Kind == knowledge.KindQA || len(d.entry.Sections) == 0)
	if empty && d.entry.Check == "" { // a draft may wait for its answer, as long as it says so
		d.add(line, "没有正文：%s", missingBody(d.entry.Kind))
	}
	if strings.ContainsFunc(wholeText(d.entry), control) {
		d.add(line, "正文里有看不见的控制字符，请重新打一遍")
	}
	for _, it := range d.cites {
		d.cite(it)
	}
	if err := d.err(); err != nil {
		return knowledge.Entry{}, err
	}
	return sealed(d.entry), nil
}

func missingBody(k knowledge.EntryKind) string {
	if k == knowledge.KindQA {
		return "问答要有答案，写在第一个小标题之前"
	}
	return "请写内容"
}

func titleKey(k knowledge.EntryKind) string {
	if k == knowledge.KindQA || k == "" {
		return "问题"
	}
	return "标题"
}

// settleKind fits the kind and the key of the title to each other.
func (d *draft) settleKind(line int) {
	switch {
	case d.entry.Kind == "" && d.seen["类型"] > 0: // it is written, but wrong: that is said already
	case d.entry.Kind == "" && d.seen["问题"] > 0:
		d.entry.Kind = knowledge.KindQA
	case d.entry.Kind == "":
		d.add(line, "没有类型，请加上“类型”：问答、以案释法、宣传资料 中的一个")
	case d.titleKey != "" && d.titleKey != titleKey(d.entry.Kind):
		d.add(d.titleLine, "%s要写“%s”，不写“%s”", d.entry.Kind.Chinese(), titleKey(d.entry.Kind), d.titleKey)
	}
}

func (d *draft) cite(it item) {
	if strings.TrimSpace(it.text) == "" {
		return
	}
	cites, reason := readCites(d.citer, it.text, d.entry.Reviewed)
	if reason != "" {
		d.add(it.line, "%s", reason)
	}
	for _, c := range cites {
		d.addCite(c)
	}
}

func (d *draft) addCite(c knowledge.Citation) {
	if !slices.Contains(d.entry.Cites, c) {
		d.entry.Cites = append(d.entry.Cites, c)
	}
}

// sealed sets the hash of an entry: the SHA-256 of its canonical form, so that it changes with
// anything that a reader or a search would notice, and with nothing else.
func sealed(e knowledge.Entry) knowledge.Entry {
	sum := sha256.Sum256(FormatEntry(e))
	e.Hash = hex.EncodeToString(sum[:])
	return e
}
