package words

import (
	"embed"
	"encoding/csv"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strconv"
	"strings"
	"sync"
)

// What articles mean in plain words, and how people ask for them: tables of law, version, article
// (1079, or 287-2), words. They are our own, and only found by, never shown.
//
//go:embed plain
var plainTables embed.FS

type plainKey struct {
	law, version string
	order        int
}

// PlainPrint is a fingerprint of the tables: an index that was made with others is out of date.
func PlainPrint() string {
	sum := crc32.NewIEEE()
	_ = fs.WalkDir(plainTables, "plain", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := plainTables.ReadFile(path)
		sum.Write(data)
		return err
	}) // an embedded file cannot fail to be read
	return strconv.FormatUint(uint64(sum.Sum32()), 36)
}

var plainWords = sync.OnceValues(func() (map[plainKey]string, error) {
	found := map[plainKey]string{}
	err := fs.WalkDir(plainTables, "plain", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".csv") {
			return err
		}
		file, err := plainTables.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for i, row := range rows {
			if len(row) != 4 {
				return fmt.Errorf("%s:%d: four columns, not %d", path, i+1, len(row))
			}
			main, sub, _ := strings.Cut(row[2], "-")
			n, err := strconv.Atoi(main)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", path, i+1, err)
			}
			s := 0
			if sub != "" {
				if s, err = strconv.Atoi(sub); err != nil {
					return fmt.Errorf("%s:%d: %w", path, i+1, err)
				}
			}
			key := plainKey{row[0], row[1], n*1000 + s}
			found[key] = strings.TrimSpace(found[key] + " " + row[3])
		}
		return nil
	})
	return found, err
})

// Plain returns the plain words of an article, by its law's name and version and Number.Order; "" where
// there are none. A table that cannot be read has none: TestPlain reads them all.
func Plain(law, version string, order int) string {
	table, err := plainWords()
	if err != nil {
		return ""
	}
	return table[plainKey{law, version, order}]
}
