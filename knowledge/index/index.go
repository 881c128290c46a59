package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/pufa/pufa/knowledge"
)

// Index is the search index of one node. It is safe for use by many goroutines.
type Index struct {
	laws     knowledge.Laws
	entries  knowledge.Entries
	feed     knowledge.Feed
	log      *slog.Logger
	folder   *folder
	queue    *index.AnalysisQueue
	searches sync.Pool
	models   atomic.Pointer[Models]
	suspect  atomic.Bool // a search has seen damage

	mu   sync.RWMutex
	view *view // what is searched; nil before there is anything

	writing chan struct{} // holds one token: who has it may write
	closing chan struct{} // closed by Close
	serving *generation   // what view shows
	target  *generation   // what CatchUp writes: serving, or a new one that will take its place

	progress atomic.Pointer[Status]
}

// Status is how the index stands, for doctor and pages.
type Status struct {
	Docs     int    `json:"docs"`     // documents that answer: articles, entries and a few of our own
	Revision int64  `json:"revision"` // the watermark of what answers
	Format   string `json:"format"`   // of what is being written
	Building bool   `json:"building"` // an index is being built anew beside the one that answers
	Done     int    `json:"done"`     // how many revisions of Total the last CatchUp has read
	Total    int    `json:"total"`
}

var _ knowledge.Searcher = (*Index)(nil)

// Open opens the index in the folder dir, making it where it is missing, and checks it. It neither waits
// for another process (IsLocked tells) nor builds: CatchUp and Run do that, also for an index that
// turns out to be torn or of an older format; such an index answers until the new one is ready.
func Open(ctx context.Context, dir string, laws knowledge.Laws, entries knowledge.Entries, feed knowledge.Feed, log *slog.Logger) (*Index, error) {
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	x := &Index{
		laws: laws, entries: entries, feed: feed, log: log, folder: f,
		queue:    index.NewAnalysisQueue(runtime.GOMAXPROCS(0)),
		searches: sync.Pool{New: func() any { return new(search) }},
		writing:  make(chan struct{}, 1), closing: make(chan struct{}),
	}
	shipped, err := Shipped()
	if err != nil {
		x.queue.Close()
		return nil, errors.Join(fmt.Errorf("open index %s: %w", dir, err), f.close())
	}
	x.Use(shipped)
	if err := x.open(); err != nil {
		x.queue.Close()
		return nil, errors.Join(fmt.Errorf("open index %s: %w", dir, err), f.close())
	}
	x.writing <- struct{}{}
	x.report(0, 0)
	return x, ctx.Err()
}

// open finds the generation that counts. What is wrong with it is no error: it is replaced.
func (x *Index) open() error {
	path, err := x.folder.current()
	if err != nil {
		return err
	}
	if path == "" {
		return x.begin()
	}
	fault := check(path)
	if fault == nil {
		return x.serve(path)
	}
	x.log.Warn("the index is built anew", slog.String("generation", path), slog.Any("reason", fault))
	return x.replace(path)
}

// begin makes the first generation. It answers from the start with what is there already.
func (x *Index) begin() error {
	path, err := x.folder.fresh()
	if err != nil {
		return err
	}
	g, err := createGeneration(path, x.queue)
	if err != nil {
		return err
	}
	if err := x.folder.setCurrent(path); err != nil {
		return errors.Join(err, g.close())
	}
	x.serving, x.target = g, g
	return errors.Join(x.show(), x.folder.sweep(path))
}

// serve opens a sound generation and shows it.
func (x *Index) serve(path string) error {
	g, err := openGeneration(path, x.queue)
	if err != nil {
		return err
	}
	x.serving, x.target = g, g
	if err := x.show(); err != nil {
		return errors.Join(err, g.close())
	}
	return x.folder.sweep(path)
}

// acquire returns the view for one search, nil where there is none. The caller closes its snapshot.
func (x *Index) acquire() *view {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.view != nil {
		x.view.snapshot.AddRef()
	}
	return x.view
}

// Status returns how the index stands.
func (x *Index) Status() Status { return *x.progress.Load() }

// Close waits for what is being written and closes the index. Searches under way end well; later ones
// find nothing.
func (x *Index) Close() error {
	x.mu.Lock()
	select {
	case <-x.closing:
		x.mu.Unlock()
		return nil
	default:
		close(x.closing)
	}
	v := x.view
	x.view = nil
	x.mu.Unlock()
	<-x.writing
	var err error
	if v != nil {
		err = v.snapshot.Close()
	}
	if x.serving != nil {
		err = errors.Join(err, x.serving.close())
	}
	if x.target != nil && x.target != x.serving {
		err = errors.Join(err, x.target.close())
	}
	x.queue.Close()
	return errors.Join(err, x.folder.close())
}
