package intake

import (
	"cmp"
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa/knowledge"
)

// Laws is what the importer needs of the laws. The store implements it.
type Laws interface {
	// PutLaw stores a law version (or the one part of it that l.Part names) whole or not at all and
	// takes the next revision. changed is false where the same Hash is stored already.
	PutLaw(ctx context.Context, l knowledge.Law) (changed bool, err error)
	Versions(ctx context.Context, name string) ([]knowledge.Law, error)
}

// Entries is what the importer needs of knowledge.Entries.
type Entries interface {
	PutEntry(ctx context.Context, e knowledge.Entry) (changed bool, err error)
	List(ctx context.Context, kind knowledge.EntryKind, state knowledge.State) ([]knowledge.Entry, error)
}

// Catalogue recognises citations and knows laws; *knowledge.Catalogue is one.
type Catalogue interface {
	Citer
	Find(name string) (knowledge.Enactment, bool)
}

// Importer takes files and folders into the store.
type Importer struct {
	laws      Laws
	entries   Entries
	catalogue Catalogue
}

// NewImporter returns an Importer that stores into laws and entries.
func NewImporter(laws Laws, entries Entries, catalogue Catalogue) *Importer {
	return &Importer{laws: laws, entries: entries, catalogue: catalogue}
}

// Options is what an importer is told besides the paths.
type Options struct {
	As       knowledge.State       // of entries that do not name their state; "" keeps it, new ones are Drafts
	Kind     knowledge.EntryKind   // of documents and rows that do not name their kind; "" by their content
	Progress func(done, total int) // called after each file, always from one goroutine; nil for none
}

// run is one import.
type run struct {
	*Importer
	opts    Options
	known   map[string]bool            // laws and slugs stored before the import
	states  map[string]knowledge.State // of the entries stored before the import, by slug
	from    map[string]string          // the file of this import that a law or slug comes from
	asks    Asks
	summary Summary
}

// Run imports the files, and the files in the folders, in the order of their names. Each file is taken
// whole or refused with its reasons; a refusal is told in the Summary and stops nothing. The error
// is one of the store or ctx's: what was stored until then stays, and the Summary tells it.
func (im *Importer) Run(ctx context.Context, paths []string, opts Options) (Summary, error) {
	r := &run{Importer: im, opts: opts, asks: make(Asks), from: make(map[string]string)}
	if err := r.remember(ctx); err != nil {
		return r.summary, fmt.Errorf("import: %w", err)
	}
	tree := collect(paths)
	r.summary.Files = len(tree.files)
	for _, refusal := range tree.refused {
		r.summary.refuse(refusal)
	}
	if err := r.all(ctx, tree.files); err != nil {
		return r.summary, fmt.Errorf("import: %w", err)
	}
	return r.summary, nil
}

// remember notes what the store has, to tell what is new from what is changed.
func (r *run) remember(ctx context.Context) error {
	laws, err := r.laws.Versions(ctx, "")
	if err != nil {
		return err
	}
	entries, err := r.entries.List(ctx, "", "")
	if err != nil {
		return err
	}
	r.known = make(map[string]bool, len(laws)+len(entries))
	r.states = make(map[string]knowledge.State, len(entries))
	for _, l := range laws {
		r.known[lawKey(l, "")] = true
	}
	for _, e := range entries {
		r.known[entryKey(e.Slug)] = true
		r.states[e.Slug] = e.State
	}
	return nil
}

func lawKey(l knowledge.Law, part string) string {
	return "law/" + l.Name + "/" + string(l.Version) + "/" + part
}

func entryKey(slug string) string { return "entry/" + slug }

// job is a file on its way through the parsers.
type job struct {
	file   file
	parsed chan parsed // holds one
}

// all parses in parallel and stores in order: what is stored does not depend on which parser was
// faster, and no more files are held in memory than there are parsers.
func (r *run) all(ctx context.Context, files []file) error {
	parsers := runtime.GOMAXPROCS(0)
	g, ctx := errgroup.WithContext(ctx)
	work, order := make(chan job), make(chan job, parsers)
	g.Go(func() error {
		defer close(work)
		defer close(order)
		return feed(ctx, files, work, order)
	})
	for range parsers {
		g.Go(func() error {
			for j := range work {
				j.parsed <- r.parse(ctx, j.file)
			}
			return nil
		})
	}
	g.Go(func() error { return r.collectParsed(ctx, order, len(files)) })
	return g.Wait()
}

func feed(ctx context.Context, files []file, work, order chan<- job) error {
	for _, f := range files {
		j := job{file: f, parsed: make(chan parsed, 1)}
		for _, to := range []chan<- job{order, work} {
			select {
			case to <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}

func (r *run) collectParsed(ctx context.Context, order <-chan job, total int) error {
	done := 0
	for j := range order {
		var p parsed
		select {
		case p = <-j.parsed:
		case <-ctx.Done():
			return ctx.Err()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		// A file that has begun is stored to its end.
		if err := r.store(context.WithoutCancel(ctx), p); err != nil {
			return err
		}
		done++
		if r.opts.Progress != nil {
			r.opts.Progress(done, total)
		}
	}
	return nil
}

// store puts the laws and entries of one file into the base.
func (r *run) store(ctx context.Context, p parsed) error {
	if len(p.refused) == 0 {
		p.refused = r.clashes(p)
	}
	for _, refusal := range p.refused {
		r.summary.refuse(refusal)
	}
	if len(p.refused) > 0 {
		return nil
	}
	for _, w := range p.warnings {
		r.note(p, w)
	}
	for _, l := range p.laws {
		if err := r.storeLaw(ctx, p, l); err != nil {
			return err
		}
	}
	for _, e := range p.entries {
		e = r.decided(e)
		changed, err := r.entries.PutEntry(ctx, e)
		if err != nil {
			return err
		}
		r.count(r.summary.of(e.Kind), entryKey(e.Slug), changed)
		if !e.State.Answers() {
			r.summary.Drafts++
		}
		r.find(p.file.path, e)
	}
	return nil
}

// unsaid is the state of an entry for which neither its file nor the import says one, until it is stored.
const unsaid knowledge.State = "unsaid"

// decided gives an entry of which no state was said the one it has in the base, so that importing it again
// does not undo a review; a new one is a Draft.
func (r *run) decided(e knowledge.Entry) knowledge.Entry {
	if e.State != unsaid {
		return e
	}
	e.State = cmp.Or(r.states[e.Slug], knowledge.Draft)
	return sealed(e)
}

// storeLaw leaves out what another file of the same import has brought: at the next import the two
// would replace each other again.
func (r *run) storeLaw(ctx context.Context, p parsed, l knowledge.Law) error {
	key := lawKey(l, l.Part)
	if first, again := r.from[key]; again {
		r.summary.Repeated++
		r.note(p, "《"+l.Title+"》的同一版本 "+first+" 里已有，没有再存")
		return nil
	}
	r.from[key] = p.file.path
	changed, err := r.laws.PutLaw(ctx, l)
	if err != nil {
		return err
	}
	r.count(&r.summary.Laws, lawKey(l, ""), changed)
	return nil
}

func (r *run) note(p parsed, text string) {
	r.summary.Findings = append(r.summary.Findings, Finding{File: p.file.path, Rule: RuleReading, Text: text})
}

func (r *run) count(c *Count, key string, changed bool) {
	switch {
	case !changed:
		c.Unchanged++
	case r.known[key]:
		c.Changed++
	default:
		c.New++
	}
}

func (r *run) find(path string, e knowledge.Entry) {
	for _, f := range Check(e, r.catalogue, r.asks) {
		f.File = path
		r.summary.Findings = append(r.summary.Findings, f)
	}
}

// clashes refuses a file with an entry that another file of the same import has brought.
func (r *run) clashes(p parsed) []Refusal {
	refused := problems{file: p.file.path}
	for _, e := range p.entries {
		if first, again := r.from[entryKey(e.Slug)]; again {
			refused.add(0, "编号“%s”在 %s 里已有，请改一个编号或文件名", e.Slug, first)
		}
	}
	if len(refused.list) > 0 {
		return refused.list
	}
	for _, e := range p.entries {
		r.from[entryKey(e.Slug)] = p.file.path
	}
	return nil
}
