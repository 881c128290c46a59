package bot

import (
	"cmp"
	"context"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// Reply is what the bot says, free of any channel's form. A channel renders it: text, clickable
// choices, a link to the whole text.
type Reply struct {
	Verdict   Verdict              `json:"verdict"`
	Text      string               `json:"text"` // plain text, whole; the channel cuts it to its limits
	Citations []knowledge.Citation `json:"citations,omitempty"`
	Entry     string               `json:"entry,omitempty"` // slug of the entry that answers
	Choices   []Choice             `json:"choices,omitempty"`
	Hotlines  []string             `json:"hotlines,omitempty"` // numbers to call, the most urgent first
	Path      string               `json:"path,omitempty"`     // page with the whole text: /e/slug, /law/民法典/1079
	Large     bool                 `json:"large,omitempty"`    // the reader wants large print: links say so
}

// ChoicesTitle is what stands over the choices: an answer has said its own, so that they are only
// related to it; "" where the text introduces them.
func (r Reply) ChoicesTitle() string {
	if len(r.Choices) > 0 && (r.Verdict == VerdictAnswer || r.Verdict == VerdictArticle) {
		return "您可能还想问："
	}
	return ""
}

// The words that HelpedLine asks for.
const (
	Helped    = "有用"
	NotHelped = "没用"
)

// HelpedLine asks whether the answer helped, in the last line of what is shown; "" where there is
// nothing to judge.
func (r Reply) HelpedLine() string {
	answers := r.Verdict == VerdictAnswer || r.Verdict == VerdictArticle
	if !answers || r.Entry == "" && len(r.Citations) == 0 {
		return ""
	}
	return "有没有帮到您？回复“" + Helped + "”或“" + NotHelped + "”。"
}

// Choice is something the reader may tap, or pick by its number.
type Choice struct {
	ID        string               `json:"id"` // digits only: WeChat loses messages with other menu ids
	Text      string               `json:"text"`
	Gist      string               `json:"gist,omitempty"` // one line of what it says
	Citations []knowledge.Citation `json:"citations,omitempty"`
	Entry     string               `json:"entry,omitempty"`
}

// Memory is what is remembered of one follower's last exchange, for 30 minutes.
type Memory struct {
	Question string    `json:"question,omitempty"` // masked: what a follow-up is about
	Entry    string    `json:"entry,omitempty"`    // the entry that answered
	Choices  []Choice  `json:"choices,omitempty"`
	Waiting  string    `json:"waiting,omitempty"` // what the bot asked back: "forget" awaits a confirmation
	At       time.Time `json:"at"`

	// What a judgement of the answer says besides.
	Said     string               `json:"said,omitempty"`     // masked: the person's own words, where they are not Question
	Previous string               `json:"previous,omitempty"` // masked: the question before, to which those words point back
	Cites    []knowledge.Citation `json:"cites,omitempty"`    // what the answer named
	Answer   string               `json:"answer,omitempty"`   // names the answer, as a hash; "" where nothing was answered
	Rejected string               `json:"rejected,omitempty"` // the entry of which the person has said that it is not it
}

// whole is the question as a person has to read it: with the words that go on from it.
func (m Memory) whole() string {
	if m.Said == "" || m.Said == m.Question {
		return m.Question
	}
	return cut(m.Question, maxQuestion/2) + "；追问：" + cut(m.Said, maxQuestion/3)
}

// shown returns the entry that answered, else those that were offered.
func (m Memory) shown() (slugs []string) {
	if m.Entry != "" {
		return []string{m.Entry}
	}
	for _, c := range m.Choices {
		if c.Entry != "" {
			slugs = append(slugs, c.Entry)
		}
	}
	return slugs
}

// words returns what the person asked in their own words.
func (m Memory) words() string { return cmp.Or(m.Said, m.Question) }

// Inquiry is a question that waits for a person (咨询).
type Inquiry struct {
	ID       pufa.ID
	Follower pufa.FollowerKey
	Question string // masked
	Group    pufa.Group
	Asked    time.Time
	Answer   string    // "" while it waits
	By       string    // who answered
	Answered time.Time // zero while it waits
	Reached  time.Time // when the answer reached the asker; zero while it has not

	ClaimedBy string    // who works on it; "" for nobody
	Claimed   time.Time // since when
}

// Person is a follower with the memory of their last exchange.
type Person struct {
	pufa.Follower
	Memory Memory
	// Pending are answered inquiries that have not reached the person yet, oldest first.
	Pending []Inquiry
}

// Exchange is everything that one message changes. It is settled in one transaction: either the
// reply, the ledger rows and the memory are all there, or nothing is.
type Exchange struct {
	MessageID string
	At        time.Time
	Reply     Reply
	Person    Person        // as it stands after the exchange
	Forget    bool          // delete all that is stored on the person
	Inquiry   *Inquiry      // to be recorded
	Shown     []pufa.ID     // inquiries whose answers this reply carries
	Rows      []reach.Entry // for the ledger
	Outbox    []Outgoing    // messages to send besides the reply
	Late      bool          // the message was acknowledged before and may be held: it is released
	Stored    string        // the message's text as it would be stored: private data masked

	// Told is where the person says they live and what they do; nil where they have not spoken of it.
	Told *Told

	// Judgements are what the message says of an earlier answer.
	Judgements []knowledge.Judgement
}

// Told is what people say of themselves.
type Told struct {
	Community string // "" for no answer, as below
	Trade     string
}

// Outgoing is a message that waits to be sent outside of a reply. Sending is at most once: where it
// is not known whether a message went out, it is not sent again but marked Unknown.
type Outgoing struct {
	ID       pufa.ID
	To       pufa.FollowerKey // "" for staff
	Address  string           // of the receiver in the channel; filled by the store for followers
	Purpose  string           // late (a late answer), inquiry (a person's answer), duty (an alert)
	Inquiry  pufa.ID          // the inquiry whose answer it carries; "" for none
	Reply    Reply
	Due      time.Time
	Attempts int
}

// OutgoingState is what became of an outgoing message.
type OutgoingState string

// The states of outgoing messages.
const (
	Waiting OutgoingState = "waiting"
	Sending OutgoingState = "sending" // claimed by a node
	Sent    OutgoingState = "sent"
	Failed  OutgoingState = "failed"  // for good: the window is closed, the person left
	Unknown OutgoingState = "unknown" // the node died or timed out in between
)

// Inbox settles exchanges, each message once. The store implements it.
type Inbox interface {
	// Settled returns the reply that stands for a message. NotFound where none was settled.
	Settled(ctx context.Context, messageID string) (Reply, error)
	// Settle stores the exchange unless its message was settled before, and returns the reply that
	// stands: the exchange's own, or the earlier one (first is false then, and nothing is changed).
	Settle(ctx context.Context, x Exchange) (reply Reply, first bool, err error)
	// Hold writes a message down that is acknowledged before it is answered, unless it is settled
	// already. Settle lets go of it.
	Hold(ctx context.Context, m Message, at time.Time) error
	// Person returns what is stored on a follower. A stranger is no error: a Person with only its key.
	Person(ctx context.Context, key pufa.FollowerKey) (Person, error)
}

// Inquiries keeps the questions that wait for a person. The store implements it.
type Inquiries interface {
	// Inquiries lists them, oldest first: those that wait, or all.
	Inquiries(ctx context.Context, all bool) ([]Inquiry, error)
	// Inquiry returns one by its ID. NotFound where there is none.
	Inquiry(ctx context.Context, id pufa.ID) (Inquiry, error)
	// AnswerInquiry stores the answer and, where out is not nil, queues it, in one transaction.
	// Conflict where it is answered already.
	AnswerInquiry(ctx context.Context, id pufa.ID, answer, by string, at time.Time, out *Outgoing, row reach.Entry) error
}

// Outbox keeps the messages that wait to be sent. The store implements it.
type Outbox interface {
	// ClaimOutgoing marks up to n due messages as Sending and returns them, with addresses filled; each
	// is claimed by one node only. Messages claimed more than a minute ago and never settled
	// become Unknown first.
	ClaimOutgoing(ctx context.Context, now time.Time, n int) ([]Outgoing, error)
	// SettleOutgoing records what became of a message; Waiting with a later due time is a retry. Sent
	// marks the inquiry that it carries as having reached the asker.
	SettleOutgoing(ctx context.Context, id pufa.ID, state OutgoingState, due time.Time, why string) error
}
