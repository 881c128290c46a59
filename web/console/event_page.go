package console

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// FormEvents is what the form reads of events.
type FormEvents interface {
	Event(ctx context.Context, name string) (reach.Event, error)
	// LastEntered returns the event that somebody entered last. The error is NotFound for none.
	LastEntered(ctx context.Context, by string) (reach.Event, error)
}

// FormParts is what the form of events is wired to.
type FormParts struct {
	Clerk       reach.Clerk
	Events      FormEvents
	Photos      Photos
	Pictures    *photo.Reader
	Materials   func(context.Context) ([]Choice, error) // what the stock knows; nil: no stock is kept
	Communities []string                                // the office's; none: any name goes
	Topics      []string
	Days        []Choice // the publicity calendar
}

// Choice is something to choose, by its ID.
type Choice struct{ ID, Name string }

// formPage is a form of an event.
type formPage struct {
	Mode   string // new, edit, hold; shell: new, of nobody in particular, as a telephone keeps it
	Action string
	Number string // of an event that is there
	Was    reach.EventState
	Form   eventForm
	Say    string // why it is refused as a whole
	Faults []reach.Fault
	Offer  offer
}

// offer is what can be chosen.
type offer struct {
	Materials, Days                                           []Choice
	Communities, Topics, Groups, Forms, Scenes, Trades, Bases []string
}

func (s *Site) offer(ctx context.Context) (o offer, err error) {
	o = offer{Days: s.Form.Days, Communities: s.Form.Communities, Topics: s.Form.Topics, Groups: groups(),
		Forms: reach.Forms(), Scenes: reach.Scenes(), Trades: pufa.Trades()}
	for _, b := range reach.HeadBases() {
		o.Bases = append(o.Bases, string(b))
	}
	if s.Form.Materials != nil {
		o.Materials, err = s.Form.Materials(ctx)
	}
	return o, err
}

// Fault returns what is wrong with a field; "" for nothing.
func (p formPage) Fault(field string) string {
	i := slices.IndexFunc(p.Faults, func(f reach.Fault) bool {
		return f.Field == field || strings.HasPrefix(f.Field, field+"[") && !p.row(f.Field)
	})
	if i < 0 {
		return ""
	}
	return p.Faults[i].Say
}

// row reports whether a fault is of a row that has a place of its own on the page.
func (p formPage) row(field string) bool {
	name, _, _ := strings.Cut(field, "[")
	return slices.Contains([]string{"heads", "handouts", "enterprises"}, name)
}

// At names the field of a row as faults do, counting from 0.
func (p formPage) At(list string, i int, field string) string {
	return fmt.Sprintf("%s[%d].%s", list, i+1, field)
}

// Anchor returns where on the page a fault's field is.
func (p formPage) Anchor(field string) string {
	if p.row(field) {
		return "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(field)
	}
	name, _, _ := strings.Cut(field, "[")
	return "f-" + name
}

// Heads returns the rows of heads with one that is free for another basis.
func (p formPage) Heads() []headsRow {
	rows := slices.Clone(p.Form.Heads)
	for _, b := range []reach.Basis{reach.Estimated, reach.CheckedIn, reach.Scanned} {
		used := slices.ContainsFunc(rows, func(r headsRow) bool { return r.Basis == string(b) })
		if len(rows) < len(p.Form.Heads)+2 && len(rows) < 3 && !used {
			rows = append(rows, headsRow{Basis: string(b)})
		}
	}
	return rows
}

// Handouts returns the rows of handouts with free ones.
func (p formPage) Handouts() []handoutRow {
	return append(slices.Clone(p.Form.Handouts), make([]handoutRow, max(1, 2-len(p.Form.Handouts)))...)
}

// Enterprises returns the rows of enterprises with a free one.
func (p formPage) Enterprises() []visitRow {
	return append(slices.Clone(p.Form.Enterprises), visitRow{})
}

// Has reports whether a word is ticked.
func (p formPage) Has(list []string, word string) bool { return slices.Contains(list, word) }

// Basis returns a basis as readers see it.
func (p formPage) Basis(b string) string {
	if reach.Basis(b) == reach.CheckedIn {
		return "签到表"
	}
	return reach.Basis(b).Chinese()
}

// Planned reports whether the form is of a plan, which has no numbers yet.
func (p formPage) Planned() bool { return p.Mode == "edit" && p.Was == reach.EventPlanned }

// NeedsNote reports whether the form asks why.
func (p formPage) NeedsNote() bool { return p.Mode == "edit" && p.Was == reach.EventDone }

// Free returns how many more photos there may be.
func (p formPage) Free() int { return max(0, photo.MaxEach-len(p.Form.Photos)) }

// More reports whether something stands in the folded part of the form.
func (p formPage) More() bool {
	f := p.Form
	folded := f.Node + f.Theme + f.End + f.Partners + f.MoreTopics + f.MoreGroups + f.Laws + f.Trade + f.Lecturers +
		f.Volunteers + f.Panels + f.Banners + f.Referrals + f.OnlineReads
	return !blank(folded) || len(f.Topics)+len(f.Groups) > 0 || slices.ContainsFunc(p.Faults, func(fault reach.Fault) bool {
		return slices.Contains([]string{"node", "theme", "end", "partners", "topics", "groups", "laws", "trade", "lecturers",
			"volunteers", "panels", "banners", "referrals", "online_reads"}, strings.SplitN(fault.Field, "[", 2)[0])
	})
}

// showForm sends the form, with what is wrong with it.
func (s *Site) showForm(w http.ResponseWriter, r *http.Request, status int, p formPage) (err error) {
	if p.Offer, err = s.offer(r.Context()); err != nil {
		return err
	}
	title := map[string]string{"new": "登记活动", "shell": "登记活动", "edit": "更正活动 " + p.Number, "hold": "报活动 " + p.Number + " 的数"}[p.Mode]
	return s.renderAs(w, r, status, "event-form", title, p)
}

// addMaterials gives what was handed out the IDs of the materials that the stock knows by these names, or
// that the event as it was named so.
func (s *Site) addMaterials(ctx context.Context, e *reach.Event, was reach.Event) error {
	if s.Form.Materials == nil || len(e.Handouts) == 0 {
		return nil
	}
	known, err := s.Form.Materials(ctx)
	if err != nil {
		return err
	}
	for i, h := range e.Handouts {
		name := strings.Join(strings.Fields(h.Name), " ")
		for _, m := range known {
			if m.Name == name {
				e.Handouts[i].Material = pufa.ID(m.ID)
			}
		}
		for _, old := range was.Handouts {
			if old.Name == name {
				e.Handouts[i].Material = cmp.Or(e.Handouts[i].Material, old.Material)
			}
		}
	}
	return nil
}

// addSizes gives the photos their sizes and returns the IDs of those that are not here.
func (s *Site) addSizes(ctx context.Context, e *reach.Event) (missing []string, err error) {
	for i, p := range e.Photos {
		known, err := s.Form.Photos.Photo(ctx, p.ID)
		if pufa.KindOf(err) == pufa.NotFound || !photo.IsID(p.ID) {
			missing = append(missing, cut(p.ID, 64))
			continue
		}
		if err != nil {
			return nil, err
		}
		e.Photos[i].Width, e.Photos[i].Height = known.Width, known.Height
	}
	return missing, nil
}

// stepper is a field for a number with a key that takes away and one that adds.
type stepper struct {
	Name, ID, Value string
	By              int
}

func stepperOf(name, value string, by int) stepper {
	id := name
	if strings.Contains(name, ".") { // of a row: there are several
		id = ""
	}
	return stepper{name, id, value, by}
}
