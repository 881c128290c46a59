package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"github.com/pufa/pufa"
)

// act is one enactment with its versions, oldest first.
type act struct {
	name, title, level string
	versions           []version
	repealed           bool
}

type version struct{ adopted, effective pufa.Day }

// merge joins the files of each name into one enactment, by name.
func merge(files []file) []act {
	byName := make(map[string][]file)
	for _, f := range files {
		byName[f.name] = append(byName[f.name], f)
	}
	acts := make([]act, 0, len(byName))
	for _, of := range byName {
		slices.SortFunc(of, func(a, b file) int { return cmp.Compare(a.version, b.version) })
		acts = append(acts, mergeOne(of))
	}
	slices.SortFunc(acts, func(a, b act) int { return cmp.Compare(a.name, b.name) })
	return acts
}

// mergeOne takes names from the newest file. The collection marks an old version as expired just as
// a repealed law: a law is repealed where its newest version is expired.
func mergeOne(of []file) act {
	newest := of[len(of)-1]
	a := act{name: newest.name, title: newest.title, level: newest.level, repealed: newest.expired}
	days := make(map[pufa.Day]pufa.Day)
	for _, f := range of {
		if f.effective != "" || days[f.version] == "" {
			days[f.version] = f.effective
		}
	}
	for _, d := range earlier(of) {
		if _, known := days[d]; !known {
			days[d] = ""
		}
	}
	for d, effective := range days {
		a.versions = append(a.versions, version{adopted: d, effective: effective})
	}
	slices.SortFunc(a.versions, func(x, y version) int { return cmp.Compare(x.adopted, y.adopted) })
	for _, f := range of {
		a.begin(f)
	}
	return a
}

// earlier returns the days of versions that the preambles name and that are no file's own version
// under another day: a file is named by promulgation, a preamble by the decision before it.
func earlier(of []file) []pufa.Day {
	near := 31
	if of[0].level == "司法解释" {
		near = sameAct
	}
	var days []pufa.Day
	for _, f := range of {
		for _, d := range f.history {
			own := func(g file) bool { return d <= g.version.Add(near) && g.version <= d.Add(near) }
			if !slices.ContainsFunc(of, own) && d < f.version {
				days = append(days, d)
			}
		}
	}
	return days
}

// begin notes the day of effect that a file names with the version it belongs to: the last article
// of an amended law still names the day on which the law as first adopted came into force.
func (a *act) begin(f file) {
	if f.atOnce && len(a.versions) == 1 && a.versions[0].effective == "" {
		a.versions[0].effective = a.versions[0].adopted
		return
	}
	for i := len(a.versions) - 1; i >= 0; i-- {
		v := &a.versions[i]
		if v.adopted > f.begins {
			continue
		}
		if v.effective == "" && v.adopted.Add(3*366) > f.begins {
			v.effective = f.begins
		}
		return
	}
}

func write(out io.Writer, acts []act) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"name", "title", "level", "version", "effective", "expired", "repealed", "successor", "check"}}
	for _, a := range acts {
		for _, v := range a.versions {
			rows = append(rows, []string{a.name, a.title, a.level, string(v.adopted), string(v.effective), "", flag(a.repealed), "", ""})
			if a.title == a.name {
				rows[len(rows)-1][1] = "" // the title is the name unless it says otherwise
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write the catalogue: %w", err)
	}
	return nil
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return ""
}
