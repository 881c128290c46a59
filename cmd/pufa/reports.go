package main

import (
	"context"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
	"github.com/pufa/pufa/store"
)

// reports wires the desk where reports are made.
func (s *session) reports(b *base) report.Desk {
	return report.Desk{
		Source: reportSource{Ledger: b.ledger, session: s, base: b}, Ledger: b.ledger, Shelf: store.NewSnapshots(b.db),
		Office: report.Office{Name: s.cfg.Office.Name, Communities: s.cfg.Office.Communities}, Now: s.now,
	}
}

// reportSource implements report.Source.
type reportSource struct {
	store.Ledger
	session *session
	base    *base
}

// Held implements report.Source.
func (r reportSource) Held(ctx context.Context, from, to pufa.Day) ([]reach.Event, error) {
	return r.base.events.Held(ctx, from, to)
}

// Statement implements report.Source.
func (r reportSource) Statement(ctx context.Context, from, to pufa.Day) (reach.StockStatement, error) {
	return reach.NewStockStatement(ctx, r.base.stock, from, to)
}

// Known implements report.Source.
func (r reportSource) Known(ctx context.Context) (map[string]report.Known, error) {
	known := map[string]report.Known{}
	if err := r.knownEntries(ctx, known); err != nil {
		return nil, err
	}
	nodes, err := r.nodes()
	if err != nil {
		return nil, err
	}
	events, err := r.base.events.Events(ctx, store.EventFilter{})
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		known[e.Subject()] = report.Known{Name: e.Name, Scene: e.Scene, Form: e.Form, Node: nodes[e.Node], Topics: e.Topics}
	}
	campaigns, err := r.base.campaigns.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		k := report.Known{Name: c.Title, Node: nodes[c.Rule.Tied.Entry]}
		for _, p := range c.Pieces {
			k.Topics = append(k.Topics, known["entry:"+p.Entry].Topics...)
		}
		slices.Sort(k.Topics)
		k.Topics = slices.Compact(k.Topics)
		known["campaign:"+string(c.ID)] = k
	}
	return known, nil
}

// knownEntries takes an entry's field for its topic: it is one of a few, and events have the same.
func (r reportSource) knownEntries(ctx context.Context, known map[string]report.Known) error {
	entries, err := r.base.entries.List(ctx, "", "")
	if err != nil {
		return err
	}
	for _, e := range entries {
		k := report.Known{Name: e.Title}
		if e.Field != "" {
			k.Topics = []string{e.Field}
		}
		known["entry:"+e.Slug] = k
	}
	return nil
}

// nodes returns the names of the calendar's days by their IDs.
func (r reportSource) nodes() (map[string]string, error) {
	c, err := r.session.calendar()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, e := range c.Entries() {
		names[e.ID] = e.Name
	}
	return names, nil
}
