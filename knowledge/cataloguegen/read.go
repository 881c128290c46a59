package main

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// file is what one file of the folder says of one version of an enactment.
type file struct {
	name, title, level string
	version            pufa.Day
	effective          pufa.Day   // from validity.csv
	expired            bool       // from validity.csv: this version or the whole law is out of force
	history            []pufa.Day // earlier adoptions and amendments named in the preamble, ascending
	begins             pufa.Day   // the day of effect that the preamble or the last article names
	atOnce             bool       // in force from promulgation, as the last article says
}

// validity is one row of validity.csv.
type validity struct {
	effective pufa.Day
	expired   bool
	level     string
}

// readValidity returns the rows by name and day of adoption.
func readValidity(dir string) (map[string]validity, error) {
	f, err := os.Open(filepath.Join(dir, "validity.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read validity.csv: %w", err)
	}
	known := make(map[string]validity, len(rows))
	for _, r := range rows[1:] {
		known[knowledge.LawName(r[0])+r[2]] = validity{effective: pufa.Day(r[3]), expired: r[4] == "1", level: r[5]}
	}
	return known, nil
}

var dated = regexp.MustCompile(`^(.+?)(?:[（(](\d{4}-\d\d-\d\d)[)）])?\.md$`)

func readFiles(dir string, known map[string]validity) ([]file, error) {
	var files []file
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files = append(files, read(d.Name(), string(text), known))
		return nil
	})
	return files, err
}

// read takes the facts out of one file. The title's 中华人民共和国 stays out of the name.
func read(base, text string, known map[string]validity) file {
	m := dated.FindStringSubmatch(base)
	title, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
	f := file{title: strings.TrimSpace(title), version: pufa.Day(m[2])}
	f.name = knowledge.LawName(f.title)
	head, body, _ := strings.Cut(text, "<!-- INFO END -->")
	v := known[f.name+m[2]]
	f.effective, f.expired, f.level = v.effective, v.expired, v.level
	if f.level == "" || f.level == "其他" {
		f.level = "法律"
	}
	f.history = adoptions(head, f.level)
	if f.version == "" && len(f.history) > 0 {
		f.version = f.history[len(f.history)-1]
	}
	f.begins, f.atOnce = beginning(head, body)
	return f
}
