package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// StockBook is where the moves of materials are written.
type StockBook interface {
	// Move posts a move. The same Key again returns what was posted first, and added is false.
	Move(ctx context.Context, m reach.Move) (posted reach.Move, added bool, err error)
	// Moves lists the moves of the days from … to, the latest recorded first.
	Moves(ctx context.Context, from, to pufa.Day) ([]reach.Move, error)
	// PutMaterial adds a material. The error is Conflict where there is one of this name.
	PutMaterial(ctx context.Context, m reach.Material) (reach.Material, error)
}

// movesMost is how many moves the page lists; pufa stock history has all.
const movesMost = 50

type stockPage struct {
	From, To pufa.Day
	Words    string
	Quick    []navLink
	Agrees   bool
	Says     []string // whether stock and ledger agree, else why not
	Lines    []stockLine
	Moves    []moveLine
	Form     moveForm
}

type stockLine struct {
	Name, Unit                                                                               string
	Opening, Received, AtEvents, AtCounters, Spoiled, SentBack, Adjusted, Closing, Given, Is string
	GivenPath                                                                                string // the ledger's rows
	Places                                                                                   []placeLine
	Off                                                                                      bool // the ledger says another number
}

type placeLine struct {
	Place, Copies string
	Short         bool
}

type moveLine struct {
	Day                                        pufa.Day
	Kind, Name, Copies, From, To, By, Note, ID string
	Path                                       string // the event's page, of what was given out there
	Undoes                                     bool
}

// stock shows the stock's book of a period beside the ledger's, what lies where, and the form of a move.
func (s *Site) stock(w http.ResponseWriter, r *http.Request) error {
	form := s.blankMove()
	form.Done, form.Added = r.URL.Query().Has("done"), r.URL.Query().Has("added")
	return s.showStock(w, r, http.StatusOK, form)
}

func (s *Site) showStock(w http.ResponseWriter, r *http.Request, status int, form moveForm) error {
	today := pufa.DayOf(s.Now())
	p, err := readPeriod(r.URL.Query(), today)
	if err != nil {
		return err
	}
	statement, err := reach.NewStockStatement(r.Context(), s.Shelves, p.From, p.To)
	if err != nil {
		return err
	}
	materials, err := s.Shelves.Materials(r.Context())
	if err != nil {
		return err
	}
	balances, err := s.Shelves.Balances(r.Context())
	if err != nil {
		return err
	}
	moves, err := s.StockBook.Moves(r.Context(), p.From, p.To)
	if err != nil {
		return err
	}
	data := stockPage{From: p.From, To: p.To, Words: p.Chinese(), Agrees: statement.Agrees, Says: strings.Split(statement.Chinese(), "\n"),
		Form: form.offering(materials, s.places(balances))}
	for _, link := range quickPeriods(today) {
		data.Quick = append(data.Quick, navLink{Path: "/console/stock?" + link.period.Query().Encode(), Text: link.Text, Current: current(link.period == p)})
	}
	for _, l := range statement.Lines {
		data.Lines = append(data.Lines, showStockLine(l, p, balances))
	}
	for _, m := range moves[:min(movesMost, len(moves))] {
		data.Moves = append(data.Moves, showMove(m, materials))
	}
	return s.renderAs(w, r, status, "stock", "资料库存", data)
}

func current(is bool) string {
	if is {
		return "true"
	}
	return ""
}

func showStockLine(l reach.StockLine, p period, balances []reach.Balance) stockLine {
	given := reach.Filter{From: p.From, To: p.To, Kinds: []reach.Kind{reach.GaveOut}, Source: reach.MaterialSource(l.Material.ID)}
	shown := stockLine{Name: l.Material.Name, Unit: l.Material.Unit, Opening: digits(l.Opening), Received: digits(l.Received), AtEvents: digits(l.AtEvents),
		AtCounters: digits(l.AtCounters), Spoiled: digits(l.Spoiled), SentBack: digits(l.SentBack), Adjusted: digits(l.Adjusted),
		Closing: digits(l.Closing), Given: digits(l.Given), GivenPath: "/console/reach/rows?" + given.Query().Encode(), Off: l.Given != l.Out()}
	lies := 0
	for _, b := range balances {
		if b.Material == l.Material.ID {
			lies += b.Copies
			shown.Places = append(shown.Places, placeLine{b.Place, digits(b.Copies), b.Copies < 0})
		}
	}
	shown.Is = digits(lies)
	return shown
}

func showMove(m reach.Move, materials []reach.Material) moveLine {
	shown := moveLine{Day: m.Day, Kind: m.Kind.Chinese(), Copies: digits(m.Copies), From: m.From, To: m.To, By: m.By, Note: m.Note,
		ID: string(m.ID), Undoes: m.Corrects != ""}
	if i := slices.IndexFunc(materials, func(x reach.Material) bool { return x.ID == m.Material }); i >= 0 {
		shown.Name = materials[i].Name
		shown.Copies += " " + materials[i].Unit
	}
	if m.Event != "" {
		shown.Path = eventPath(m.Event)
	}
	return shown
}

// places lists where materials may lie: the storeroom, the communities, and where something lies.
func (s *Site) places(balances []reach.Balance) []string {
	places := append([]string{reach.Storeroom}, s.Form.Communities...)
	for _, b := range balances {
		if !slices.Contains(places, b.Place) {
			places = append(places, b.Place)
		}
	}
	return places
}
