package knowledge

import (
	"context"

	"github.com/pufa/pufa"
)

// Laws is what the knowledge base keeps of enactments. The store implements it.
type Laws interface {
	// Law returns one version with all its parts and articles in order; version "" is the newest
	// version stored. NotFound where the text is not stored.
	Law(ctx context.Context, name string, version pufa.Day) (Law, error)
	// LawByID returns the stored law with its articles. NotFound where there is none.
	LawByID(ctx context.Context, id pufa.ID) (Law, error)
	// Article returns one article by its ID. NotFound where there is none.
	Article(ctx context.Context, id pufa.ID) (Article, error)
	// Versions lists what is stored of the law with this name, oldest first, without articles; name ""
	// lists every law, by name, then by version.
	Versions(ctx context.Context, name string) ([]Law, error)
}

// Entries is what the knowledge base keeps of questions, cases and materials. The store implements it.
type Entries interface {
	// PutEntry stores an entry, by its slug, with its citations, and takes the next revision.
	// changed is false where the same Hash and State are stored already.
	PutEntry(ctx context.Context, e Entry) (changed bool, err error)
	// Entry returns an entry by its ID or slug. NotFound where there is none.
	Entry(ctx context.Context, idOrSlug string) (Entry, error)
	// List returns entries without bodies of a kind ("" all) and state ("" all), by slug.
	List(ctx context.Context, kind EntryKind, state State) ([]Entry, error)
	// CitedBy returns the answering entries, without bodies, that cite the article (any version).
	CitedBy(ctx context.Context, law string, article Number) ([]Entry, error)
}

// Feed tells an index what has changed since the revision it stands at. The store implements it.
type Feed interface {
	// Revision returns the newest revision; 0 for an empty base.
	Revision(ctx context.Context) (int64, error)
	// Changes returns up to limit changes after the revision, oldest first, each subject once with
	// its newest revision.
	Changes(ctx context.Context, after int64, limit int) ([]Change, error)
}

// Change says that a subject is new or changed at a revision: an index reads it anew.
type Change struct {
	Revision int64
	Subject  Subject
	ID       pufa.ID // of the law version or the entry
}

// Subject is the sort of thing that changed.
type Subject string

// What can change.
const (
	SubjectLaw   Subject = "law"
	SubjectEntry Subject = "entry"
)
