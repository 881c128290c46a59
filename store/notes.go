package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// What the audit trail says of changes, each taken before the change is stored.

func noteEvent(ctx context.Context, tx querier, step reach.EventStep) error {
	if !noting(ctx) {
		return nil
	}
	before, err := one(ctx, tx, scanEventStep, `
		SELECT revision, action, done_by, role, at, note, doc FROM event_steps
		WHERE event = $1 AND revision < $2 ORDER BY revision DESC LIMIT 1`, step.Event.ID, step.Revision)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	changes := access.DiffTexts(eventTexts(before.Event), eventTexts(step.Event))
	if step.Note != "" {
		changes = append(changes, access.Change{Field: "说明", After: step.Note})
	}
	note(ctx, access.Note{Action: step.Action.Chinese() + "活动", Subject: step.Event.Subject(), Name: step.Event.Name, Changes: changes})
	return nil
}

func eventTexts(e reach.Event) map[string]string {
	texts := map[string]string{}
	for _, f := range e.Facts() {
		texts[f.Name] = f.Says
	}
	return texts
}

func noteCampaign(ctx context.Context, tx querier, c schedule.Campaign, step schedule.Step) error {
	if !noting(ctx) {
		return nil
	}
	n := access.Note{Action: step.Action.Chinese() + "推送计划", Subject: "campaign:" + string(c.ID), Name: c.Title}
	before, err := one(ctx, tx, scanCampaign, selectCampaigns+` WHERE c.id = $1`, c.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		n.Changes = access.Diff(nil, c)
	case err != nil:
		return err
	default:
		n.Changes = access.Diff(before, c)
	}
	if step.Note != "" {
		n.Changes = append(n.Changes, access.Change{Field: "说明", After: step.Note})
	}
	note(ctx, n)
	return nil
}

func noteEntry(ctx context.Context, tx querier, e knowledge.Entry) error {
	if !noting(ctx) {
		return nil
	}
	n := access.Note{Action: "新建" + e.Kind.Chinese(), Subject: "entry:" + e.Slug, Name: e.Title}
	before, err := one(ctx, tx, scanEntry, `
		SELECT id, slug, kind, state, hash, head, body FROM entries WHERE slug = $1`, e.Slug)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		n.Changes = []access.Change{{Field: "状态", After: e.State.Chinese()}}
	case err != nil:
		return err
	default:
		n.Action = "修改" + e.Kind.Chinese()
		if before.State != e.State {
			n.Changes = []access.Change{{Field: "状态", Before: before.State.Chinese(), After: e.State.Chinese()}}
		}
		n.Changes = append(n.Changes, access.Diff(auditedEntry(before), auditedEntry(e))...)
	}
	note(ctx, n)
	return nil
}

// auditedEntry leaves out what the program makes of an entry by itself.
func auditedEntry(e knowledge.Entry) knowledge.Entry {
	e.ID, e.Hash, e.State, e.Sections = "", "", "", nil
	return e
}

func noteMove(ctx context.Context, m reach.Move, material reach.Material) {
	action := m.Kind.Chinese()
	if m.Corrects != "" {
		action = "撤回" + action
	}
	changes := []access.Change{{Field: "份数", After: fmt.Sprint(m.Copies)}}
	for _, c := range []access.Change{{Field: "从", After: m.From}, {Field: "到", After: m.To}, {Field: "说明", After: m.Note}} {
		if c.After != "" {
			changes = append(changes, c)
		}
	}
	note(ctx, access.Note{Action: "资料" + action, Subject: "material:" + string(m.Material), Name: material.Name, Changes: changes})
}

func noteMaterial(ctx context.Context, tx querier, m reach.Material) error {
	if !noting(ctx) {
		return nil
	}
	n := access.Note{Action: "新建资料", Subject: "material:" + string(m.ID), Name: m.Name}
	before, err := one(ctx, tx, scanMaterial, `SELECT id, name, kind, unit, entry, retired FROM materials WHERE id = $1`, m.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil {
		n.Action, n.Changes = "修改资料", access.Diff(before, m)
	}
	note(ctx, n)
	return nil
}
