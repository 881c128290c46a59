package knowledge

import (
	"context"
	"time"

	"github.com/pufa/pufa"
)

// JudgementSource is how a judgement came about.
type JudgementSource string

// The sources of judgements.
const (
	JudgedHelpful    JudgementSource = "helpful"    // the asker says that the answer helped
	JudgedUnhelpful  JudgementSource = "unhelpful"  // the asker says that it did not
	JudgedChoice     JudgementSource = "choice"     // the asker, asked back, picked what was meant
	JudgedCorrection JudgementSource = "correction" // staff say what should have answered
	JudgedInquiry    JudgementSource = "inquiry"    // staff link an answered inquiry to what should have answered it
)

// Chinese returns the source's name as readers have it; "" for none that there is.
func (s JudgementSource) Chinese() string {
	switch s {
	case JudgedHelpful:
		return "居民说有用"
	case JudgedUnhelpful:
		return "居民说没用"
	case JudgedChoice:
		return "居民点选"
	case JudgedCorrection:
		return "工作人员更正"
	case JudgedInquiry:
		return "人工答复归入"
	default:
		return ""
	}
}

// Judgement says of one question what answers it, or what does not: what retrieval is tuned on. It
// holds nothing that leads to a person: no address, no follower key, and Key is a hash.
type Judgement struct {
	ID       pufa.ID
	Key      string          // the same fact twice has the same one
	Question string          // masked, as it was asked
	Previous string          // masked: the question before, where this one pointed back; "" for none
	Group    pufa.Group      // from which side it was asked
	Source   JudgementSource //
	Entry    string          // slug of the entry that was shown, picked or named; "" where only articles were
	Cites    []Citation      // the articles that were shown, picked or named
	Right    bool            // Entry and Cites answer the question; false: they were shown and do not
	By       string          // the staff member; "" for residents
	At       time.Time
}

// Judgements keeps what people say of answers. The store implements it.
type Judgements interface {
	// PutJudgement stores a judgement. The same Key again changes nothing and is no error.
	PutJudgement(ctx context.Context, j Judgement) error
	// Judgements returns those since the moment, oldest first.
	Judgements(ctx context.Context, since time.Time) ([]Judgement, error)
}
