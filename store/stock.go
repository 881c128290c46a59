package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Stock is what there is to give out, and implements reach.Shelves. Moves are added and never changed; the
// balances are their sums.
type Stock struct{ db *DB }

// NewStock returns the stock in db.
func NewStock(db *DB) Stock { return Stock{db} }

// Materials implements reach.Shelves.
func (s Stock) Materials(ctx context.Context) ([]reach.Material, error) {
	found, err := query(ctx, s.db.read, scanMaterial, `SELECT id, name, kind, unit, entry, retired FROM materials`)
	if err != nil {
		return nil, fmt.Errorf("list materials: %w", err)
	}
	slices.SortFunc(found, func(a, b reach.Material) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

// Material finds a material by its ID or its name.
func (s Stock) Material(ctx context.Context, name string) (reach.Material, error) {
	m, err := one(ctx, s.db.read, scanMaterial, `
		SELECT id, name, kind, unit, entry, retired FROM materials WHERE id = $1 OR name = $1`, name)
	if err != nil {
		return m, fmt.Errorf("material %s: %w", name, absent(err, "没有资料“%s”，用 pufa stock list 查看有哪些，用 pufa stock add 加上", name))
	}
	return m, nil
}

// PutMaterial adds a material, or changes the one with its ID. The error is Conflict for a name that another has.
func (s Stock) PutMaterial(ctx context.Context, m reach.Material) (reach.Material, error) {
	if err := m.Check(); err != nil {
		return m, err
	}
	m.ID = cmp.Or(m.ID, pufa.NewID())
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if err := noteMaterial(ctx, tx, m); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `
			INSERT INTO materials (id, name, kind, unit, entry, retired) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, unit = excluded.unit,
				entry = excluded.entry, retired = excluded.retired`, m.ID, m.Name, m.Kind, m.Unit, m.Entry, m.Retired)
		return err
	})
	if pufa.KindOf(err) == pufa.Conflict {
		err = &pufa.Error{Kind: pufa.Conflict, Say: fmt.Sprintf("已经有资料“%s”了，请换个名称，或者直接用它", m.Name), Err: err}
	}
	if err != nil {
		return m, fmt.Errorf("put material: %w", err)
	}
	return m, nil
}

func scanMaterial(r row) (m reach.Material, err error) {
	err = r.Scan(&m.ID, &m.Name, &m.Kind, &m.Unit, &m.Entry, &m.Retired)
	return m, err
}

// Balances implements reach.Shelves.
func (s Stock) Balances(ctx context.Context) ([]reach.Balance, error) {
	found, err := query(ctx, s.db.read, scanBalance, `
		SELECT material, place, copies FROM stock_balances WHERE copies <> 0`)
	if err != nil {
		return nil, fmt.Errorf("list balances: %w", err)
	}
	slices.SortFunc(found, func(a, b reach.Balance) int {
		return cmp.Or(cmp.Compare(a.Material, b.Material), cmp.Compare(a.Place, b.Place))
	})
	return found, nil
}

func scanBalance(r row) (b reach.Balance, err error) {
	err = r.Scan(&b.Material, &b.Place, &b.Copies)
	return b, err
}

// Flows implements reach.Shelves.
func (s Stock) Flows(ctx context.Context, from, to pufa.Day) ([]reach.Flow, error) {
	found, err := query(ctx, s.db.read, scanFlow, `
		SELECT material, kind,
			CAST(SUM(CASE WHEN day < $1 THEN net ELSE 0 END) AS BIGINT),
			CAST(SUM(CASE WHEN day < $1 THEN 0 ELSE net END) AS BIGINT)
		FROM (
			SELECT material, kind, day, CASE
				WHEN from_place = '' THEN copies
				WHEN to_place = '' THEN -copies
				ELSE 0 END AS net
			FROM stock_moves WHERE day <= $2
		) AS moves
		GROUP BY material, kind`, from, to)
	if err != nil {
		return nil, fmt.Errorf("sum the stock's moves from %s to %s: %w", from, to, err)
	}
	return found, nil
}

func scanFlow(r row) (f reach.Flow, err error) {
	err = r.Scan(&f.Material, &f.Kind, &f.Before, &f.Within)
	return f, err
}

// Given implements reach.Shelves.
func (s Stock) Given(ctx context.Context, from, to pufa.Day) ([]reach.Given, error) {
	found, err := query(ctx, s.db.read, scanGiven, `
		SELECT source, CAST(SUM(copies) AS BIGINT) FROM ledger
		WHERE kind = 'gave_out' AND day BETWEEN $1 AND $2
		GROUP BY source`, from, to)
	if err != nil {
		return nil, fmt.Errorf("what was given out from %s to %s: %w", from, to, err)
	}
	slices.SortFunc(found, func(a, b reach.Given) int { return cmp.Compare(a.Source, b.Source) })
	return found, nil
}

func scanGiven(r row) (g reach.Given, err error) {
	err = r.Scan(&g.Source, &g.Copies)
	return g, err
}

// MoveFilter selects moves; what is zero selects all.
type MoveFilter struct {
	Material pufa.ID
	Place    string // that they came from or went to
	From, To pufa.Day
}

// Moves lists the moves that the filter selects, the latest recorded first.
func (s Stock) Moves(ctx context.Context, f MoveFilter) ([]reach.Move, error) {
	found, err := query(ctx, s.db.read, scanMove, selectMoves+`
		WHERE ($1 = '' OR material = $1) AND ($2 = '' OR from_place = $2 OR to_place = $2)
			AND ($3 = '' OR day >= $3) AND ($4 = '' OR day <= $4)
		ORDER BY at DESC, id DESC`, f.Material, f.Place, f.From, f.To)
	if err != nil {
		return nil, fmt.Errorf("list the stock's moves: %w", err)
	}
	return found, nil
}

const selectMoves = `
	SELECT id, key, at, day, kind, material, from_place, to_place, copies, event, community, moved_by, note, corrects
	FROM stock_moves`

func scanMove(r row) (m reach.Move, err error) {
	var at int64
	err = r.Scan(&m.ID, &m.Key, &at, &m.Day, &m.Kind, &m.Material, &m.From, &m.To, &m.Copies, &m.Event, &m.Community,
		&m.By, &m.Note, &m.Corrects)
	m.At = moment(at)
	return m, err
}
