package index

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/words"
)

// fields names the fields and the analysis below: change it with them.
const fields = "2"

// format names what an index was made with, also in which plain words. One of another format is built anew.
func format() string { return fields + "-" + words.PlainPrint() }

// The fields that are searched, and the one that is only stored.
const (
	fieldArticle = "article" // a law's name, its headings and an article's words
	fieldPlain   = "plain"   // what an article means in plain words
	fieldAsk     = "ask"     // the ways people ask an entry's question, its topics and keywords
	fieldBody    = "body"    // an entry's answer and sections
	fieldFacts   = "facts"   // lawFacts or entryFacts as JSON
)

// Documents are named by what they hold: l/LAW, a/LAW/ORDER/ARTICLE, e/ENTRY.
const (
	lawMark     = "l/"
	articleMark = "a/"
	entryMark   = "e/"
)

func lawKey(id pufa.ID) string      { return lawMark + string(id) }
func entryKey(id pufa.ID) string    { return entryMark + string(id) }
func articlesOf(law pufa.ID) string { return articleMark + string(law) + "/" }

func articleKey(law, article pufa.ID, n knowledge.Number) string {
	return articlesOf(law) + strconv.Itoa(n.Order()) + "/" + string(article)
}

// parseArticleKey takes apart what articleKey made.
func parseArticleKey(key string) (law, article pufa.ID, n knowledge.Number, ok bool) {
	parts := strings.SplitN(key, "/", 4)
	if len(parts) != 4 {
		return "", "", knowledge.Number{}, false
	}
	order, err := strconv.Atoi(parts[2])
	if err != nil {
		return "", "", knowledge.Number{}, false
	}
	return pufa.ID(parts[1]), pufa.ID(parts[3]), knowledge.Number{Main: order / 1000, Sub: order % 1000}, true
}

// lawFacts is what a search needs to know of a law version.
type lawFacts struct {
	ID        pufa.ID  `json:"id"`
	Name      string   `json:"name"`
	Level     string   `json:"level,omitempty"`
	Version   pufa.Day `json:"version,omitempty"`
	Effective pufa.Day `json:"effective,omitempty"`
	Expired   pufa.Day `json:"expired,omitempty"`
	Repealed  bool     `json:"repealed,omitempty"`
}

// entryFacts is what a search needs to know of an entry.
type entryFacts struct {
	ID     pufa.ID             `json:"id"`
	Slug   string              `json:"slug"`
	Kind   knowledge.EntryKind `json:"kind"`
	Title  string              `json:"title"`
	Asks   []string            `json:"asks,omitempty"`
	Labels []string            `json:"labels,omitempty"` // its field, topics and keywords
	Field  string              `json:"field,omitempty"`
	For    []pufa.Group        `json:"for,omitempty"`
	Cites  []cite              `json:"cites,omitempty"` // each article once, in the writer's order
}

// cite is an article that an entry cites: Law.Name and Number.Order.
type cite struct {
	Law     string `json:"law"`
	Article int32  `json:"article"`
}

// lawDocuments returns the documents of a law version: its facts, and one for each article. An
// enactment without articles is found by the words of its preface.
func lawDocuments(l knowledge.Law) ([]*document.Document, error) {
	facts, err := factsDocument(lawKey(l.ID), lawFacts{
		ID: l.ID, Name: l.Name, Level: l.Level, Version: l.Version,
		Effective: l.Effective, Expired: l.Expired, Repealed: l.Repealed,
	})
	if err != nil {
		return nil, err
	}
	docs := append(make([]*document.Document, 0, len(l.Articles)+1), facts)
	for i, a := range l.Articles {
		if a.ID == "" {
			return nil, fmt.Errorf("article %d of law %s has no ID", i, l.ID)
		}
		doc := document.NewDocument(articleKey(l.ID, a.ID, a.Number))
		addText(doc, fieldArticle, l.Name, strings.Join(a.Headings, "\n"), a.Text())
		if said := words.Plain(l.Name, string(l.Version), a.Number.Order()); said != "" {
			addText(doc, fieldPlain, said)
		}
		docs = append(docs, doc)
	}
	if len(l.Articles) == 0 {
		whole := knowledge.Article{Paragraphs: l.Preface}
		doc := document.NewDocument(articleKey(l.ID, l.ID, knowledge.Number{}))
		addText(doc, fieldArticle, l.Name, whole.Text())
		docs = append(docs, doc)
	}
	return docs, nil
}

func entryDocument(e knowledge.Entry) (*document.Document, error) {
	facts := factsOf(e)
	doc, err := factsDocument(entryKey(e.ID), facts)
	if err != nil {
		return nil, err
	}
	addText(doc, fieldAsk, slices.Concat([]string{e.Title}, e.Asks, facts.Labels)...)
	body := []string{e.Body}
	for _, s := range e.Sections {
		body = append(body, s.Heading, s.Text)
	}
	addText(doc, fieldBody, body...)
	return doc, nil
}

func factsOf(e knowledge.Entry) entryFacts {
	labels := slices.DeleteFunc(slices.Concat([]string{e.Field}, e.Topics, e.Keywords), func(s string) bool { return s == "" })
	facts := entryFacts{ID: e.ID, Slug: e.Slug, Kind: e.Kind, Title: e.Title, Asks: e.Asks, Labels: labels, Field: e.Field, For: e.For}
	for _, c := range e.Cites {
		one := cite{Law: c.Law, Article: int32(c.Article.Order())}
		if c.Article.Main > 0 && !slices.Contains(facts.Cites, one) {
			facts.Cites = append(facts.Cites, one)
		}
	}
	return facts
}

func factsDocument(key string, facts any) (*document.Document, error) {
	data, err := json.Marshal(facts)
	if err != nil {
		return nil, fmt.Errorf("facts of %s: %w", key, err)
	}
	doc := document.NewDocument(key)
	doc.AddField(document.NewTextFieldWithIndexingOptions(fieldFacts, nil, data, index.StoreField))
	return doc, nil
}

func addText(doc *document.Document, field string, parts ...string) {
	text := []byte(strings.Join(parts, "\n"))
	doc.AddField(document.NewTextFieldCustom(field, nil, text, index.IndexField, analyzer{}))
}
