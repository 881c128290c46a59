package knowledge

import (
	"cmp"
	"maps"
	"slices"

	"github.com/pufa/pufa"
)

// Enactment is what is known of a law without its text: names, level and the days of its versions.
type Enactment struct {
	Name      string   // Law.Name
	Title     string   // as printed
	Level     string   // Law.Level
	Aliases   []string // common short names
	Versions  []EnactmentVersion
	Repealed  bool     // the whole law is out of force, from Expired on where that day is known
	Expired   pufa.Day // first day on which the whole law is out of force; "" in force or unknown
	Successor string   // Name of the law that took its place; "" where none is known
}

// EnactmentVersion is one version; Enactment.Versions has them oldest first.
type EnactmentVersion struct {
	Version   pufa.Day // adoption or last amendment
	Effective pufa.Day // first day in force; "" unknown
	Expired   pufa.Day // first day no longer in force; "" in force or unknown
	Check     string   // what the office is still to confirm about these days, in Chinese; "" nothing
}

// latest stands for a day that is not given: whatever is newest.
const latest pufa.Day = "9999-12-31"

// AsOf returns the version in force on the day; the newest one where the day is "". A version whose
// day of effect is unknown counts from its adoption. ok is false where the law is repealed, not yet
// in force, or older than the catalogue knows.
func (e Enactment) AsOf(day pufa.Day) (EnactmentVersion, bool) {
	if day == "" {
		day = latest
	}
	if e.repealedOn(day) {
		return EnactmentVersion{}, false
	}
	for _, v := range slices.Backward(e.Versions) {
		if v.begins() <= day {
			return v, inForce(v.Effective, v.Expired, false, day)
		}
	}
	return EnactmentVersion{}, false
}

func (e Enactment) repealedOn(day pufa.Day) bool {
	return !inForce("", e.Expired, e.Repealed, day)
}

func (v EnactmentVersion) begins() pufa.Day {
	if v.Effective != "" {
		return v.Effective
	}
	return v.Version
}

// Catalogue knows laws by their names. It is immutable and safe for concurrent use.
type Catalogue struct {
	laws  map[string]Enactment // by Name
	keys  map[string]string    // any form of a name, as nameKey has it → Name
	names nameTable            // names as they stand in running text
}

// LoadCatalogue returns the catalogue that ships with the product: the facts of 2025 generated from
// a collection of enactments, completed by hand, and common short names.
func LoadCatalogue() (*Catalogue, error) {
	laws := make(map[string]Enactment)
	for _, name := range []string{"catalogue.csv", "catalogue-extra.csv"} {
		if err := readFacts(name, laws); err != nil {
			return nil, err
		}
	}
	if err := readAliases("catalogue-aliases.csv", laws); err != nil {
		return nil, err
	}
	return newCatalogue(laws), nil
}

// Find returns the enactment with this full, short or common name, with or without 中华人民共和国,
// book-title marks and the year of a version. Its slices must not be changed.
func (c *Catalogue) Find(name string) (Enactment, bool) {
	law, _ := c.titled(fold(name).text)
	e, ok := c.laws[law]
	return e, ok
}

// Enactments returns every enactment, by name.
func (c *Catalogue) Enactments() []Enactment {
	all := make([]Enactment, 0, len(c.laws))
	for _, name := range slices.Sorted(maps.Keys(c.laws)) {
		all = append(all, c.laws[name])
	}
	return all
}

// With returns a catalogue that also knows these laws: what an office has imported adds versions and
// overrides the days that are known here.
func (c *Catalogue) With(laws []Law) *Catalogue {
	all := maps.Clone(c.laws)
	for _, l := range laws {
		name := l.Name
		if known, ok := c.keys[nameKey(fold(name).text)]; ok {
			name = known
		}
		all[name] = all[name].with(l, name)
	}
	return newCatalogue(all)
}

// with adds what the law version says. That a version is out of force says something of the whole
// law only where it is the newest one.
func (e Enactment) with(l Law, name string) Enactment {
	e.Name = name
	e.Title = cmp.Or(l.Title, e.Title, name)
	e.Level = cmp.Or(l.Level, e.Level)
	if l.Version == "" && len(e.Versions) > 0 {
		return e
	}
	e = e.withVersion(EnactmentVersion{Version: l.Version, Effective: l.Effective, Expired: l.Expired})
	newest := e.Versions[len(e.Versions)-1].Version == l.Version
	if l.Repealed && newest {
		e.Repealed, e.Expired = true, cmp.Or(l.Expired, e.Expired)
		e.Successor = cmp.Or(l.Successor, e.Successor)
	}
	return e
}

// withVersion adds the version or completes the one of that day, and lets each version end where the
// next one begins.
func (e Enactment) withVersion(v EnactmentVersion) Enactment {
	e.Versions = slices.Clone(e.Versions)
	i, known := slices.BinarySearchFunc(e.Versions, v.Version, func(a EnactmentVersion, d pufa.Day) int {
		return cmp.Compare(a.Version, d)
	})
	if known {
		old := &e.Versions[i]
		old.Effective, old.Expired = cmp.Or(v.Effective, old.Effective), cmp.Or(v.Expired, old.Expired)
		old.Check = v.Check
	} else {
		e.Versions = slices.Insert(e.Versions, i, v)
	}
	e.end(i)
	e.end(i - 1)
	return e
}

func (e Enactment) end(i int) {
	if i < 0 || i+1 >= len(e.Versions) {
		return
	}
	if next := e.Versions[i+1].Effective; next > e.Versions[i].Effective {
		e.Versions[i].Expired = next
	}
}
