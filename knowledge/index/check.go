package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// check says what is wrong with the index at path, nil where nothing is: it opens, has this format,
// holds as many documents as its last batch recorded, and every file of it has the checksum that it
// was written with. Bleve itself opens a damaged segment without a word.
func check(path string) (err error) {
	defer func() {
		// Bleve reads mapped files by the offsets that it finds in them.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("check %s: %v: %w", path, cause, errTorn)
		}
	}()
	if _, err := os.Stat(path); err != nil {
		return err
	}
	s, err := openScorch(path, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	snapshot, err := snapshotOf(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	return checkSnapshot(snapshot)
}

func checkSnapshot(snapshot *scorch.IndexSnapshot) error {
	if found, want := string(snapshot.Internal()[internalFormat]), format(); found != want {
		return fmt.Errorf("format %q instead of %q", found, want)
	}
	if _, err := internalInt(snapshot, internalRevision); err != nil {
		return err
	}
	recorded, err := internalInt(snapshot, internalDocs)
	if err != nil {
		return err
	}
	if count, err := snapshot.DocCount(); err != nil || count != uint64(recorded) {
		return fmt.Errorf("%d documents instead of %d: %w", count, recorded, errors.Join(err, errTorn))
	}
	for _, s := range snapshot.Segments() {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			continue
		}
		if err := checkFile(file.Path()); err != nil {
			return err
		}
	}
	return nil
}

// fault is an error that is told by what it is.
type fault string

func (f fault) Error() string { return string(f) }

const (
	errTorn   = fault("index: torn")
	errClosed = fault("index: closed")
)

// checkFile compares a segment file with the CRC-32 of everything before it, which zap (the format of
// Bleve's segments) writes as the last four bytes.
func checkFile(path string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < crc32.Size {
		return fmt.Errorf("segment %s: %w", info.Name(), errTorn)
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, file, info.Size()-crc32.Size); err != nil {
		return err
	}
	var want [crc32.Size]byte
	if _, err := io.ReadFull(file, want[:]); err != nil {
		return err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return fmt.Errorf("segment %s: %w", info.Name(), errTorn)
	}
	return nil
}
