package calendar

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pufa/pufa"
)

//go:embed national.yaml
var national []byte

// File is a layer in a file.
type File struct {
	Layer Layer
	Path  string
}

// Load returns the national calendar with the layers of the files over it, in their order. The error is
// Invalid and has a line for each mistake: file, line, what is wrong and what to write.
func Load(files ...File) (Calendar, error) {
	var c Calendar
	if err := c.lay(National, "national.yaml", national); err != nil {
		return Calendar{}, err
	}
	for _, f := range files {
		data, err := readFile(f.Path)
		if err == nil {
			err = c.lay(f.Layer, f.Path, data)
		}
		if err != nil {
			return Calendar{}, err
		}
	}
	return c, nil
}

// largest bounds a file in bytes; no calendar written by people comes near it.
const largest = 1 << 20

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("日历文件 %s 不存在，请检查设置里 calendar 下面的路径", path)}
	case err != nil:
		return nil, &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("日历文件 %s 读不出来，请检查路径和权限", path)}
	case len(data) > largest:
		return nil, pufa.Errorf(pufa.Invalid, "日历文件 %s 超过 1 MB，不像是日历，请检查路径", path)
	}
	return data, nil
}

// lay puts a layer over what is there.
func (c *Calendar) lay(layer Layer, path string, data []byte) error {
	r := reader{path: path}
	items := r.items(data)
	for _, it := range items {
		c.put(layer, it, &r)
	}
	return r.err()
}

// put adds an entry, or changes the one that has its ID.
func (c *Calendar) put(layer Layer, it item, r *reader) {
	for i := range c.entries {
		if c.entries[i].ID != it.id {
			continue
		}
		it.change(&c.entries[i])
		if c.entries[i].Layer != layer {
			c.entries[i].Changed = layer
		}
		return
	}
	e := Entry{ID: it.id, Layer: layer, Ahead: usualAhead}
	it.change(&e)
	switch {
	case e.Name == "":
		r.refuse(it.line, "前面各层没有编号“%s”可改；要新增就写上 名称 和 日子", it.id)
	case e.Rule.days == nil:
		r.refuse(it.line, "“%s”没有写 日子，例如 %s", e.Name, someList)
	case e.Basis == "":
		r.refuse(it.line, "“%s”没有写 依据，请写法律条文，或写由来，如“本单位惯例”", e.Name)
	default:
		c.entries = append(c.entries, e)
	}
}

// usualAhead is how many days ahead preparations begin where an entry does not say.
const usualAhead = 14
