package index

import (
	"errors"
	"fmt"
	"log/slog"
)

// replace shows the unsound generation at path as far as it can still be read, and begins another one
// that is to take its place.
func (x *Index) replace(path string) error {
	old, err := openUnsound(path)
	if err == nil {
		x.serving = old
		err = x.show()
	}
	if err == nil {
		return x.beginBeside()
	}
	x.log.Warn("the old index does not answer", slog.Any("reason", err))
	if x.serving == nil {
		return x.begin()
	}
	if err := x.serving.close(); err != nil {
		return err
	}
	x.serving = nil
	return x.begin()
}

// beginBeside makes a new generation to be written while the old one answers.
func (x *Index) beginBeside() error {
	if err := x.folder.sweep(x.serving.path); err != nil {
		return err
	}
	path, err := x.folder.fresh()
	if err != nil {
		return err
	}
	x.target, err = createGeneration(path, x.queue)
	return err
}

// mend begins a new generation where a search has met damage, or where the base is older than the
// index, as after a backup was put back.
func (x *Index) mend(newest int64) error {
	if x.target != x.serving {
		return nil
	}
	var reason error
	if newest < x.target.revision {
		reason = fmt.Errorf("the base stands at revision %d, the index at %d", newest, x.target.revision)
	}
	if x.suspect.Swap(false) {
		reason = errors.Join(reason, x.checkServing())
	}
	if reason == nil {
		return nil
	}
	x.log.Warn("the index is built anew", slog.Any("reason", reason))
	return x.beginBeside()
}

func (x *Index) checkServing() (err error) {
	snapshot, err := snapshotOf(x.serving.scorch)
	if err != nil {
		return err
	}
	return errors.Join(checkSnapshot(snapshot), snapshot.Close())
}

// settle shows what was written. A new generation is checked first, takes the place of the old one,
// and the old one is removed.
func (x *Index) settle() error {
	if x.target == x.serving {
		return x.show()
	}
	snapshot, err := snapshotOf(x.target.scorch)
	if err != nil {
		return err
	}
	if err := errors.Join(checkSnapshot(snapshot), snapshot.Close()); err != nil {
		return err
	}
	if err := x.folder.setCurrent(x.target.path); err != nil {
		return err
	}
	old := x.serving
	x.serving = x.target
	if err := x.show(); err != nil {
		return err
	}
	if err := old.close(); err != nil {
		x.log.Warn("the old index does not close", slog.Any("error", err))
	}
	return x.folder.sweep(x.target.path)
}

// show makes the serving generation's newest state the one that is searched. It costs nothing where
// that is shown already; Bleve merges segments at its own time, which makes a state new too.
func (x *Index) show() error {
	snapshot, err := snapshotOf(x.serving.scorch)
	if err != nil {
		return err
	}
	if x.view != nil && x.view.snapshot == snapshot {
		return snapshot.Close()
	}
	next, err := newView(snapshot)
	if err != nil {
		return errors.Join(err, snapshot.Close())
	}
	next.revision, next.count = x.serving.revision, x.serving.docs
	x.mu.Lock()
	old := x.view
	x.view = next
	x.mu.Unlock()
	x.report(0, 0)
	if old != nil {
		return old.snapshot.Close()
	}
	return nil
}

// showGrowth shows what was written when it has grown by a third: a base that is indexed for the first
// time answers meanwhile.
func (x *Index) showGrowth() error {
	if x.target != x.serving || x.target.docs*3 < x.view.count*4 {
		return nil
	}
	return x.show()
}

func (x *Index) report(done, total int) {
	s := Status{Format: format(), Building: x.target != x.serving, Done: done, Total: total}
	if x.view != nil {
		s.Docs, s.Revision = x.view.count, x.view.revision
	}
	x.progress.Store(&s)
}
