package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/pufa/pufa"
)

// lockTimeout is how long Open waits for another process to let go of the folder.
const lockTimeout = time.Second

// folder is the place of an index on disk: generations (g1, g2, …), the name of the one that counts
// in a file CURRENT, and a lock that one process holds.
type folder struct {
	dir  string
	lock *bolt.DB // used as a lock that every system knows
}

type lockedError struct{ dir string }

func (e lockedError) Error() string { return "index " + e.dir + " is locked by another process" }

// IsLocked reports whether err says that another process holds the index.
func IsLocked(err error) bool {
	var locked lockedError
	return errors.As(err, &locked)
}

func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make index folder: %w", err)
	}
	lock, err := openLock(filepath.Join(dir, "LOCK"))
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, &pufa.Error{
			Kind: pufa.Conflict,
			Say:  "另一个 pufa 进程正在使用这个数据目录的索引，请先停掉它，或者在它的页面上操作",
			Err:  lockedError{dir},
		}
	}
	if err != nil {
		return nil, fmt.Errorf("lock index folder: %w", err)
	}
	return &folder{dir: dir, lock: lock}, nil
}

// openLock takes the lock. A torn lock file, as after a power cut, is held by nobody, since it does not
// open: it is made anew.
func openLock(path string) (*bolt.DB, error) {
	options := &bolt.Options{Timeout: lockTimeout}
	lock, err := bolt.Open(path, 0o600, options)
	torn := errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch)
	if !torn {
		return lock, err
	}
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return bolt.Open(path, 0o600, options)
}

func (f *folder) close() error { return f.lock.Close() }

// current returns the path of the generation that counts, "" where there is none.
func (f *folder) current() (string, error) {
	name, err := os.ReadFile(filepath.Join(f.dir, "CURRENT"))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the current generation: %w", err)
	}
	if _, ok := generationNumber(string(name)); !ok {
		return "", nil // torn: as good as none
	}
	return filepath.Join(f.dir, string(name)), nil
}

// setCurrent makes the generation at path the one that counts, in one step that survives a crash.
func (f *folder) setCurrent(path string) error {
	temporary := filepath.Join(f.dir, "CURRENT.new")
	file, err := os.Create(temporary)
	if err != nil {
		return fmt.Errorf("name the current generation: %w", err)
	}
	_, err = file.WriteString(filepath.Base(path))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("name the current generation: %w", err)
	}
	if err := os.Rename(temporary, filepath.Join(f.dir, "CURRENT")); err != nil {
		return fmt.Errorf("name the current generation: %w", err)
	}
	return nil
}

// fresh returns a path for a new generation.
func (f *folder) fresh() (string, error) {
	names, err := f.generations()
	if err != nil {
		return "", err
	}
	last := 0
	for _, name := range names {
		if n, ok := generationNumber(name); ok {
			last = max(last, n)
		}
	}
	return filepath.Join(f.dir, "g"+strconv.Itoa(last+1)), nil
}

// sweep removes every generation but those at the paths to keep.
func (f *folder) sweep(keep ...string) error {
	names, err := f.generations()
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for _, path := range keep {
		kept[filepath.Base(path)] = true
	}
	var failed error
	for _, name := range names {
		if !kept[name] {
			failed = errors.Join(failed, os.RemoveAll(filepath.Join(f.dir, name)))
		}
	}
	return failed
}

func (f *folder) generations() ([]string, error) {
	items, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var names []string
	for _, item := range items {
		if _, ok := generationNumber(item.Name()); ok && item.IsDir() {
			names = append(names, item.Name())
		}
	}
	return names, nil
}

func generationNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "g")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}
