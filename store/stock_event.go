package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// stockEvent makes the stock say of the event what the event now says: the step's transaction calls it.
func stockEvent(ctx context.Context, tx querier, step reach.EventStep) error {
	e := step.Event
	open, err := query(ctx, tx, scanMove, selectMoves+`
		WHERE event = $1 AND event <> '' AND corrects = ''
			AND NOT EXISTS (SELECT 1 FROM stock_moves undo WHERE undo.key = 'undo:' || stock_moves.key)
		ORDER BY id`, e.ID)
	if err != nil {
		return err
	}
	known := map[pufa.ID]reach.Material{}
	has := map[string]int{}
	for _, h := range e.Handouts {
		if err := lookUp(ctx, tx, h.Material, e.Community, known, has); err != nil {
			return err
		}
	}
	moves := e.StockMoves(open, slices.Collect(maps.Keys(known)),
		func(m pufa.ID, place string) int { return has[string(m)+place] }, step.By.Name, step.At)
	// In the order of their materials, so that two events that give out the same two do not wait for each other.
	slices.SortStableFunc(moves, func(a, b reach.Move) int { return cmp.Compare(a.Material, b.Material) })
	for _, m := range moves {
		if n, err := insertMove(ctx, tx, m); err != nil || n == 0 {
			return cmp.Or(err, fmt.Errorf("move %s of event %s is there already", m.Key, e.ID))
		}
		if err := carry(ctx, tx, m, known[m.Material]); err != nil {
			return err
		}
	}
	return nil
}

func lookUp(ctx context.Context, tx querier, id pufa.ID, community string, known map[pufa.ID]reach.Material, has map[string]int) error {
	if _, seen := known[id]; seen || id == "" {
		return nil
	}
	found, err := query(ctx, tx, scanMaterial, `
		SELECT id, name, kind, unit, entry, retired FROM materials WHERE id = $1`, id)
	if err != nil || len(found) == 0 {
		return err
	}
	known[id] = found[0]
	balances, err := query(ctx, tx, scanBalance, `
		SELECT material, place, copies FROM stock_balances WHERE material = $1 AND place IN ($2, $3)`, id, community, reach.Storeroom)
	for _, b := range balances {
		has[string(id)+b.Place] = b.Copies
	}
	return err
}
