package intake

import (
	"context"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// ReadEntries reads the entries under the paths as an import would, and stores nothing. Laws among the
// files are passed over.
func ReadEntries(ctx context.Context, paths []string, catalogue Catalogue) (files []EntryFile, unread []Refusal, err error) {
	read := func(p parsed) {
		unread = append(unread, p.refused...)
		for _, e := range p.entries {
			f := EntryFile{Path: p.file.path, Entry: e}
			if data, err := readFile(f.Path); err == nil && isText(f.Path) {
				f.Text = string(data)
			}
			files = append(files, f)
		}
	}
	refused, err := readAll(ctx, paths, catalogue, nil, read)
	return files, append(unread, refused...), err
}

func isText(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".md", ".csv", ".jsonl", ".html", ".htm":
		return true
	default:
		return false
	}
}

// ReadPack reads the entries of a file system in their canonical form, such as the starter pack.
func ReadPack(pack fs.FS, citer Citer) (files []EntryFile, unread []Refusal, err error) {
	err = fs.WalkDir(pack, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		data, err := fs.ReadFile(pack, path)
		if err != nil {
			return err
		}
		e, err := ParseEntry(path, data, knowledge.Starter, citer)
		if err != nil {
			unread = append(unread, refusals(path, err)...)
			return nil
		}
		files = append(files, EntryFile{Path: path, Text: string(data), Entry: e})
		return nil
	})
	return files, unread, err
}

// Lawbook is the texts of laws in memory. It is a Texts.
type Lawbook struct {
	laws map[string]knowledge.Law // by name and version
	all  []knowledge.Law          // without articles
}

// ReadLaws reads the laws under the paths. What cannot be read is passed over: its citations are then not
// looked up.
func ReadLaws(ctx context.Context, paths []string, catalogue Catalogue, progress func(done, total int)) (*Lawbook, error) {
	book := &Lawbook{laws: make(map[string]knowledge.Law)}
	_, err := readAll(ctx, paths, catalogue, progress, func(p parsed) {
		for _, l := range p.laws {
			book.put(l, catalogue)
		}
	})
	return book, err
}

// put takes a law in under the name that the catalogue gives it. Parts of one law are put together.
func (b *Lawbook) put(l knowledge.Law, catalogue Catalogue) {
	if known, ok := catalogue.Find(l.Name); ok {
		l.Name = known.Name
	}
	key := lawKey(l, "")
	articles := slices.Concat(b.laws[key].Articles, l.Articles)
	l.Articles, l.Preface, l.Annexes = nil, nil, nil
	if _, again := b.laws[key]; !again {
		b.all = append(b.all, l)
	}
	l.Articles = articles
	b.laws[key] = l
}

// Versions returns every law read, without articles.
func (b *Lawbook) Versions() []knowledge.Law { return b.all }

// Law returns a law version. NotFound where it was not read.
func (b *Lawbook) Law(_ context.Context, name string, version pufa.Day) (knowledge.Law, error) {
	l, ok := b.laws[lawKey(knowledge.Law{Name: name, Version: version}, "")]
	if !ok {
		return knowledge.Law{}, pufa.Errorf(pufa.NotFound, "没有读到《%s》的原文", name)
	}
	return l, nil
}

// readAll parses the files under the paths in parallel and gives them to f in order, one at a time.
func readAll(ctx context.Context, paths []string, catalogue Catalogue, progress func(done, total int), f func(parsed)) ([]Refusal, error) {
	r := &run{Importer: &Importer{catalogue: catalogue}}
	tree := collect(paths)
	results := make([]chan parsed, len(tree.files))
	for i := range results {
		results[i] = make(chan parsed, 1)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0) + 1) // one of them hands over
	group.Go(func() error {
		for i := range results {
			select {
			case p := <-results[i]:
				f(p)
			case <-ctx.Done():
				return ctx.Err()
			}
			if progress != nil {
				progress(i+1, len(results))
			}
		}
		return nil
	})
	for i, file := range tree.files {
		group.Go(func() error {
			if ctx.Err() == nil {
				results[i] <- r.parse(ctx, file)
			}
			return ctx.Err()
		})
	}
	return tree.refused, group.Wait()
}
