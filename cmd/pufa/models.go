package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/tune"
)

// modelsKey is the setting that holds what pufa tune has learned: every node orders by it.
const modelsKey = "models"

// modelTables are models as they are kept.
type modelTables struct {
	Entries    string `json:"entries"`
	Articles   string `json:"articles"`
	Confidence string `json:"confidence"`
}

func tablesOf(l tune.Learned) (t modelTables, err error) {
	for _, part := range []struct {
		from io.WriterTo
		into *string
	}{{l.Entries, &t.Entries}, {l.Articles, &t.Articles}, {l.Confidence, &t.Confidence}} {
		var b strings.Builder
		if _, err := part.from.WriteTo(&b); err != nil {
			return t, err
		}
		*part.into = b.String()
	}
	return t, nil
}

func (t modelTables) learned() (l tune.Learned, err error) {
	if l.Models, err = index.ReadModels([]byte(t.Entries), []byte(t.Articles)); err != nil {
		return l, err
	}
	l.Confidence, err = knowledge.ReadConfidence(strings.NewReader(t.Confidence))
	return l, err
}

// shippedModels are those that came with the product.
func shippedModels() (l tune.Learned, err error) {
	if l.Models, err = index.Shipped(); err != nil {
		return l, err
	}
	l.Confidence, err = knowledge.ShippedConfidence()
	return l, err
}

// models returns what the office has learned, else what ships, and the setting as it stands. What was
// learned by another release, about other features, no longer counts.
func (b *base) models(ctx context.Context) (l tune.Learned, stored string, err error) {
	stored, err = b.settings.Setting(ctx, modelsKey)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return l, "", err
	}
	var tables modelTables
	if err == nil && json.Unmarshal([]byte(stored), &tables) == nil {
		if l, err = tables.learned(); err == nil {
			return l, stored, nil
		}
	}
	l, err = shippedModels()
	return l, stored, err
}

func (b *base) putModels(ctx context.Context, l tune.Learned) error {
	tables, err := tablesOf(l)
	if err != nil {
		return err
	}
	data, err := json.Marshal(tables)
	if err != nil {
		return fmt.Errorf("keep models: %w", err)
	}
	return b.settings.PutSetting(ctx, modelsKey, string(data))
}
