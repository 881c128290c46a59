package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Move posts a move that reach.Move.Check has passed, with the ledger's row where it is of a counter. The same
// Key again returns what was posted first, and added is false. The error is Conflict for a move that would take
// a balance below zero, and for a Key of another move.
func (s Stock) Move(ctx context.Context, m reach.Move) (posted reach.Move, added bool, err error) {
	m.ID = cmp.Or(m.ID, pufa.NewID())
	m.Key = cmp.Or(m.Key, string(m.ID))
	err = s.db.write(ctx, func(ctx context.Context, tx querier) (err error) {
		posted, added, err = postMove(ctx, tx, m)
		return err
	})
	if err != nil {
		return m, false, fmt.Errorf("move stock: %w", err)
	}
	return posted, added, nil
}

func postMove(ctx context.Context, tx querier, m reach.Move) (posted reach.Move, added bool, err error) {
	before, err := moveOfKey(ctx, tx, m.Key)
	if err == nil {
		return before, false, sameMove(before, m)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return m, false, err
	}
	material, err := one(ctx, tx, scanMaterial, `
		SELECT id, name, kind, unit, entry, retired FROM materials WHERE id = $1`, m.Material)
	if err != nil {
		return m, false, absent(err, "库存里没有这种资料，请先加上")
	}
	if material.Retired && m.Kind == reach.Received {
		return m, false, pufa.Errorf(pufa.Conflict, "“%s”已停用，不再入库；要用请先恢复", material.Name)
	}
	if m.Kind == reach.StockTaken {
		balance, err := shift(ctx, tx, m.Material, m.To, 0)
		if err != nil {
			return m, false, err
		}
		if m, err = m.Taken(balance); err != nil {
			return m, false, err
		}
	}
	n, err := insertMove(ctx, tx, m)
	if err != nil {
		return m, false, err
	}
	if n == 0 { // somebody else posted it since
		before, err := moveOfKey(ctx, tx, m.Key)
		return before, false, cmp.Or(err, sameMove(before, m))
	}
	if err := carry(ctx, tx, m, material); err != nil {
		return m, false, err
	}
	noteMove(ctx, m, material)
	if m.Kind == reach.AtCounter {
		_, err = appendRows(ctx, tx, []reach.Entry{m.Row()})
	}
	return m, true, err
}

func moveOfKey(ctx context.Context, tx querier, key string) (reach.Move, error) {
	return one(ctx, tx, scanMove, selectMoves+` WHERE key = $1`, key)
}

// sameMove refuses a key that stands for another move. What a count moved depends on what it found.
func sameMove(is, m reach.Move) error {
	same := is.Kind == m.Kind && is.Material == m.Material
	if m.Kind != reach.StockTaken {
		same = same && is.From == m.From && is.To == m.To && is.Copies == m.Copies && is.Day == m.Day
	}
	if same {
		return nil
	}
	return pufa.Errorf(pufa.Conflict, "这个登记号已经记过另一笔（%s %d 份），请重新登记", is.Kind.Chinese(), is.Copies)
}

func insertMove(ctx context.Context, tx querier, m reach.Move) (added int, err error) {
	return exec(ctx, tx, `
		INSERT INTO stock_moves (id, key, at, day, kind, material, from_place, to_place, copies, event, community,
			moved_by, note, corrects)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (key) DO NOTHING`,
		m.ID, m.Key, micros(m.At), m.Day, m.Kind, m.Material, m.From, m.To, m.Copies, m.Event, m.Community, m.By, m.Note, m.Corrects)
}

// shift changes a balance and returns it. The row is locked until the transaction ends, so that of two who
// take the last copies one sees that they are gone.
func shift(ctx context.Context, tx querier, material pufa.ID, place string, by int) (int, error) {
	n, err := one(ctx, tx, scanInt, `
		INSERT INTO stock_balances (material, place, copies) VALUES ($1, $2, $3)
		ON CONFLICT (material, place) DO UPDATE SET copies = stock_balances.copies + excluded.copies
		RETURNING copies`, material, place, by)
	return int(n), err
}

// carry shifts the balances of both places, always in the same order, so that two who carry to and fro do not
// wait for each other. It refuses to take one below zero, but for what an event gave out: that is a fact.
func carry(ctx context.Context, tx querier, m reach.Move, material reach.Material) error {
	by := map[string]int{m.From: -m.Copies}
	by[m.To] += m.Copies
	delete(by, "")
	for _, place := range []string{min(m.From, m.To), max(m.From, m.To)} {
		if place == "" {
			continue
		}
		left, err := shift(ctx, tx, m.Material, place, by[place])
		if err != nil {
			return err
		}
		if left < 0 && by[place] < 0 && m.Kind != reach.AtEvent {
			return lacking(ctx, tx, m, material, place, left-by[place])
		}
	}
	return nil
}

// lacking says how much there is, here and elsewhere, and what to do.
func lacking(ctx context.Context, tx querier, m reach.Move, material reach.Material, place string, has int) error {
	say := fmt.Sprintf("“%s”在%s账面只有 %d %s，不够 %d %s。", material.Name, place, has, material.Unit, max(m.Copies, -m.Copies), material.Unit)
	others, err := query(ctx, tx, scanBalance, `
		SELECT material, place, copies FROM stock_balances WHERE material = $1 AND place <> $2 AND copies > 0`, m.Material, place)
	if err != nil {
		return err
	}
	slices.SortFunc(others, func(a, b reach.Balance) int { return strings.Compare(a.Place, b.Place) })
	if len(others) > 0 && m.Corrects == "" {
		say += "别处有："
		for i, o := range others {
			if i > 0 {
				say += "、"
			}
			say += fmt.Sprintf("%s %d %s", o.Place, o.Copies, material.Unit)
		}
		say += "，从那里拿来的先记调拨。"
	}
	return pufa.Errorf(pufa.Conflict, "%s收到过还没记的，先补记入库；账面不对，就盘点。", say)
}

// Undo takes a move back, and with it the ledger's row of a counter. A move is taken back once: again returns
// what took it back.
func (s Stock) Undo(ctx context.Context, id pufa.ID, by string, at time.Time, note string) (undo reach.Move, added bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) (err error) {
		undo, added, err = undoMove(ctx, tx, id, by, at, note)
		return err
	})
	if err != nil {
		return undo, false, fmt.Errorf("take back move %s: %w", id, err)
	}
	return undo, added, nil
}

func undoMove(ctx context.Context, tx querier, id pufa.ID, by string, at time.Time, note string) (undo reach.Move, added bool, err error) {
	m, err := one(ctx, tx, scanMove, selectMoves+` WHERE id = $1`, id)
	switch {
	case err != nil:
		return m, false, absent(err, "没有编号是“%s”的一笔，用 pufa stock history 查看", id)
	case m.Corrects != "":
		return m, false, pufa.Errorf(pufa.Conflict, "这一笔本身就是更正，不能再撤；请照实重新登记")
	case m.Kind == reach.AtEvent:
		return m, false, pufa.Errorf(pufa.Conflict, "这一笔跟着活动走，请更正或取消活动，库存会跟着改")
	}
	undo = m.Undone(by, at, note)
	n, err := insertMove(ctx, tx, undo)
	if err != nil {
		return undo, false, err
	}
	if n == 0 {
		before, err := moveOfKey(ctx, tx, undo.Key)
		return before, false, err
	}
	material, err := one(ctx, tx, scanMaterial, `
		SELECT id, name, kind, unit, entry, retired FROM materials WHERE id = $1`, m.Material)
	if err != nil {
		return undo, false, err
	}
	if err := carry(ctx, tx, undo, material); err != nil {
		return undo, false, err
	}
	if m.Kind == reach.AtCounter {
		_, err = appendRows(ctx, tx, []reach.Entry{m.Row().Undone(at)})
	}
	return undo, true, err
}
