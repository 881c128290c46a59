package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pufa/pufa/knowledge/lawtext"
)

const registerName = "validity.csv"

// file is one file to be imported.
type file struct {
	path     string
	register *lawtext.Register // of the tree that it stands in; nil where there is none
}

// tree is what the paths of an import lead to.
type tree struct {
	files   []file
	refused []Refusal
	seen    map[string]bool
}

// collect finds the files under the paths: each once, sorted within a folder, hidden ones left out.
// Links to folders are not followed, so that no loop is walked.
func collect(paths []string) tree {
	t := tree{seen: make(map[string]bool)}
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			t.refuse(path, accessReason(err))
		case info.IsDir():
			t.folder(path)
		default:
			t.add(path, t.register(filepath.Dir(path)))
		}
	}
	return t
}

func (t *tree) refuse(path, reason string) {
	t.refused = append(t.refused, Refusal{File: path, Reason: reason})
}

func accessReason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "没有这个文件或文件夹，请检查路径"
	case errors.Is(err, fs.ErrPermission):
		return "没有权限读取，请检查文件权限"
	default:
		return "读不出来，请检查磁盘或文件"
	}
}

func (t *tree) folder(root string) {
	register := t.register(root)
	// A link given as the root is followed; links inside are not.
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.refuse(root, accessReason(err))
		return
	}
	err = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		shown := root + strings.TrimPrefix(path, real)
		switch {
		case err != nil:
			t.refuse(shown, accessReason(err))
		case path != real && hidden(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
		case linksToFolder(path, d):
			t.refuse(shown, "这是指向文件夹的链接，没有跟进；请直接导入那个文件夹")
		default:
			t.add(shown, register)
		}
		return nil
	})
	if err != nil {
		t.refuse(root, accessReason(err))
	}
}

// hidden reports files that people do not see: of the system, and Word's and Excel's lock files.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$")
}

func linksToFolder(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (t *tree) add(path string, register *lawtext.Register) {
	full, err := filepath.Abs(path)
	if err != nil {
		full = filepath.Clean(path)
	}
	if t.seen[full] || filepath.Base(path) == registerName {
		return
	}
	t.seen[full] = true
	t.files = append(t.files, file{path: path, register: register})
}

// registerReach is how many folders above the one that is imported are searched for a register, so
// that a part of a tree is imported like the whole.
const registerReach = 2

// register reads the validity.csv that belongs to a folder; nil where there is none.
func (t *tree) register(folder string) *lawtext.Register {
	full, err := filepath.Abs(folder)
	if err != nil {
		return nil
	}
	for range registerReach + 1 {
		path := filepath.Join(full, registerName)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() <= maxFile {
			return t.readRegister(path)
		}
		full = filepath.Dir(full)
	}
	return nil
}

func (t *tree) readRegister(path string) *lawtext.Register {
	data, err := os.ReadFile(path)
	if err != nil {
		t.refuse(path, accessReason(err))
		return nil
	}
	register, err := lawtext.Validity(path, data)
	if err != nil {
		if !t.seen[path] {
			t.refused = append(t.refused, refusals(path, err)...)
		}
		t.seen[path] = true
		return nil
	}
	return &register
}

// extensions returns what the importer reads, for messages.
func extensions() []string {
	list := []string{".md", ".docx", ".txt", ".html", ".htm", ".pdf", ".csv", ".xlsx", ".jsonl"}
	slices.Sort(list)
	return list
}
