package index

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/pufa/pufa/knowledge/rank"
)

// The forests that ship with the product, written by pufa tune.
var (
	//go:embed entries.forest
	entriesForest []byte
	//go:embed articles.forest
	articlesForest []byte
)

// Models are what candidates are ordered by.
type Models struct {
	Entries  *rank.Forest // how likely an entry answers
	Articles *rank.Forest // which article decides
}

// Features returns the names of what entries and articles are ordered by.
func Features() (entries, articles []string) { return entryFeatures, articleFeatures }

// Shipped returns the models that ship with the product.
func Shipped() (Models, error) { return ReadModels(entriesForest, articlesForest) }

// ReadModels reads models from their tables.
func ReadModels(entries, articles []byte) (m Models, err error) {
	if m.Entries, err = rank.Read(bytes.NewReader(entries), entryFeatures); err != nil {
		return m, fmt.Errorf("entries: %w", err)
	}
	if m.Articles, err = rank.Read(bytes.NewReader(articles), articleFeatures); err != nil {
		return m, fmt.Errorf("articles: %w", err)
	}
	return m, nil
}

// Use orders by these models from the next search on.
func (x *Index) Use(m Models) { x.models.Store(&m) }
