package index

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// What every batch sets besides its documents, so that it stands or falls with them.
const (
	internalFormat   = "pufa.format"
	internalRevision = "pufa.revision" // the watermark
	internalDocs     = "pufa.docs"     // how many documents there are after the batch
)

// generation is one Bleve index on disk. One goroutine writes it at a time.
type generation struct {
	path     string
	scorch   *scorch.Scorch
	revision int64
	docs     int
}

// createGeneration makes an empty index at path that is sound from the start.
func createGeneration(path string, queue *index.AnalysisQueue) (*generation, error) {
	g, err := openGeneration(path, queue)
	if err != nil {
		return nil, err
	}
	if err := g.commit(newBatch(), 0); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// openUnsound opens an index that has not passed its check: to be read only, because Bleve's own work on
// it in the background could bring the process down.
func openUnsound(path string) (g *generation, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("open %s: %v", path, fault)
		}
	}()
	return openGeneration(path, nil)
}

// openGeneration opens the index at path, making it where it is missing: to be read only where there is
// no queue for its analysis.
func openGeneration(path string, queue *index.AnalysisQueue) (g *generation, err error) {
	g = &generation{path: path}
	g.scorch, err = openScorch(path, queue)
	if err != nil {
		return nil, err
	}
	snapshot, err := snapshotOf(g.scorch)
	if err != nil {
		return nil, errors.Join(err, g.scorch.Close())
	}
	if g.revision, err = internalInt(snapshot, internalRevision); err == nil {
		var docs int64
		docs, err = internalInt(snapshot, internalDocs)
		g.docs = int(docs)
	}
	if err := errors.Join(err, snapshot.Close()); err != nil {
		return nil, errors.Join(err, g.scorch.Close())
	}
	return g, nil
}

func openScorch(path string, queue *index.AnalysisQueue) (*scorch.Scorch, error) {
	opened, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path": path, "read_only": queue == nil, "bolt_timeout": lockTimeout.String(),
	}, queue)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s, ok := opened.(*scorch.Scorch)
	if !ok {
		return nil, fmt.Errorf("open %s: not a scorch index", path)
	}
	if err := s.Open(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return s, nil
}

func snapshotOf(s *scorch.Scorch) (*scorch.IndexSnapshot, error) {
	reader, err := s.Reader()
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(errors.New("read index: not a scorch snapshot"), reader.Close())
	}
	return snapshot, nil
}

// internalInt reads a number that the batches set; 0 where none has yet.
func internalInt(snapshot *scorch.IndexSnapshot, key string) (int64, error) {
	value, ok := snapshot.Internal()[key]
	if !ok {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", key, err)
	}
	return n, nil
}

// close waits for the index's own work and closes it.
func (g *generation) close() error {
	if err := g.scorch.Close(); err != nil {
		return fmt.Errorf("close %s: %w", g.path, err)
	}
	return nil
}

// keys returns the names of the documents that begin with one of the prefixes.
func (g *generation) keys(prefixes ...string) (keys []string, err error) {
	snapshot, err := snapshotOf(g.scorch)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	for _, prefix := range prefixes {
		found, err := keysBeginning(snapshot, prefix)
		if err != nil {
			return nil, err
		}
		keys = append(keys, found...)
	}
	return keys, nil
}

func keysBeginning(snapshot *scorch.IndexSnapshot, prefix string) (keys []string, err error) {
	dict, err := snapshot.FieldDictPrefix("_id", []byte(prefix))
	if err != nil {
		return nil, fmt.Errorf("documents %s: %w", prefix, err)
	}
	defer func() { err = errors.Join(err, dict.Close()) }()
	for {
		entry, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("documents %s: %w", prefix, err)
		}
		if entry == nil {
			return keys, nil
		}
		// A dictionary still lists the names of deleted documents.
		if id, err := snapshot.InternalID(entry.Term); err != nil {
			return nil, fmt.Errorf("document %s: %w", entry.Term, err)
		} else if id != nil {
			keys = append(keys, entry.Term)
		}
	}
}

// batch is a set of changes that become durable together with the revision they lead to.
type batch struct {
	index.Batch
	delta int // how many documents more there are after it
}

func newBatch() *batch { return &batch{Batch: *index.NewBatch()} }

// replace puts docs in the place of the documents named old.
func (b *batch) replace(old []string, docs []*document.Document) {
	for _, key := range old {
		b.Delete(key)
	}
	added := map[string]bool{}
	for _, doc := range docs {
		b.Update(doc)
		added[doc.ID()] = true
	}
	b.delta += len(added) - len(old)
}

// commit makes the batch durable. The generation stands at revision afterwards.
func (g *generation) commit(b *batch, revision int64) error {
	docs := g.docs + b.delta
	b.SetInternal([]byte(internalFormat), []byte(format()))
	b.SetInternal([]byte(internalRevision), []byte(strconv.FormatInt(revision, 10)))
	b.SetInternal([]byte(internalDocs), []byte(strconv.Itoa(docs)))
	if err := g.scorch.Batch(&b.Batch); err != nil {
		return fmt.Errorf("write %s: %w", g.path, err)
	}
	g.revision, g.docs = revision, docs
	return nil
}
