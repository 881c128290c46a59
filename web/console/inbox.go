package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/bot"
)

// InquiryBook is the questions that wait for a person, and those that were answered.
type InquiryBook interface {
	// InquiriesOf returns a page of those that the filter selects, and how many there are.
	InquiriesOf(ctx context.Context, f InquiryFilter, skip, n int) ([]bot.Inquiry, int, error)
	Inquiry(ctx context.Context, id pufa.ID) (bot.Inquiry, error)
	// ClaimInquiry makes it who's, from whoever it is thought to be of. Conflict where it is another's by now.
	ClaimInquiry(ctx context.Context, id pufa.ID, from, who string, at time.Time) error
	// AnswerTimes returns when those asked since the moment were asked and answered; zero where they wait.
	AnswerTimes(ctx context.Context, since time.Time) ([]AnswerTime, error)
}

// InquiryFilter selects inquiries; what is zero selects all.
type InquiryFilter struct {
	Waiting, Answered bool   // neither for all
	ClaimedBy         string // who works on it, or answered it
	Group             pufa.Group
	Text              string // in the question or its answer
}

// AnswerTime is how long somebody waited for an answer.
type AnswerTime struct{ Asked, Answered time.Time }

// Talker answers people.
type Talker interface {
	// Suggest returns what the bot would answer now. Nothing is stored or counted.
	Suggest(ctx context.Context, question string, group pufa.Group) (bot.Reply, error)
	// AnswerInquiry stores the answer and sends it where the channel lets it through now. Conflict where it
	// was answered.
	AnswerInquiry(ctx context.Context, id pufa.ID, answer, by string) (queued bool, err error)
	// Window returns until when the channel lets an answer through to the asker; zero where it does not.
	// page says that they asked on a web page, where nothing can be sent to.
	Window(ctx context.Context, who pufa.FollowerKey) (until time.Time, page bool, err error)
}

// InboxParts is what the inbox is wired to.
type InboxParts struct {
	Book   InquiryBook
	Canned CannedReplies
	Roster Roster
	Talk   Talker
}

func (s *Site) inboxRoutes() []route {
	return []route{
		{pattern: "GET /inbox", handle: s.inbox},
		{pattern: "GET /inbox/canned", handle: s.canned},
		{pattern: "POST /inbox/canned", handle: s.keepCanned, who: pufa.Role.Answers},
		{pattern: "POST /inbox/canned/{id}/drop", handle: s.dropCanned, who: pufa.Role.Answers},
		{pattern: "GET /inbox/duty", handle: s.duty},
		{pattern: "POST /inbox/duty", handle: s.addShift, who: pufa.Role.Answers},
		{pattern: "POST /inbox/duty/{id}/drop", handle: s.dropShift, who: pufa.Role.Answers},
		{pattern: "GET /inbox/times", handle: s.times},
		{pattern: "GET /inbox/{id}", handle: s.inquiry},
		{pattern: "POST /inbox/{id}/claim", handle: s.claim, who: pufa.Role.Answers},
		{pattern: "POST /inbox/{id}/answer", handle: s.answer, who: pufa.Role.Answers},
	}
}

const inboxMost = 30 // of a page

type inboxPage struct {
	States  []choice
	Groups  []choice
	Who     []choice
	Text    string
	Count   int
	Lines   []inquiryLine
	Newer   string
	Older   string
	OnDuty  []string
	Waiting bool // only those that wait are listed
}

// inquiryLine is a question as lists show it.
type inquiryLine struct {
	ID       pufa.ID
	Question string
	Group    string
	Asked    time.Time
	Waits    string // 3 小时
	Claimed  string // who works on it
	Mine     bool
	Answered time.Time
	By       string
	Reached  bool
	Until    time.Time // until when the channel lets an answer through; zero: it does not
	Page     bool      // asked on a web page
}

func (s *Site) lineOfInquiry(r *http.Request, q bot.Inquiry) (inquiryLine, error) {
	l := inquiryLine{ID: q.ID, Question: q.Question, Group: q.Group.Chinese(), Asked: q.Asked, Waits: waited(s.Now().Sub(q.Asked)),
		Claimed: q.ClaimedBy, Mine: q.ClaimedBy == staff(r).Name, Answered: q.Answered, By: q.By, Reached: !q.Reached.IsZero()}
	if q.Group == "" {
		l.Group = ""
	}
	var err error
	l.Until, l.Page, err = s.Inbox.Talk.Window(r.Context(), q.Follower)
	if !l.Until.After(s.Now()) {
		l.Until = time.Time{}
	}
	return l, err
}

// waited says how long in words: 5 分钟, 3 小时, 2 天.
func waited(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "不到一分钟"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " 分钟"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " 小时"
	default:
		return strconv.Itoa(int(d.Hours()/24)) + " 天"
	}
}

func (s *Site) inbox(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	state := cmp.Or(q.Get("state"), "waiting")
	f := InquiryFilter{Waiting: state == "waiting", Answered: state == "answered", ClaimedBy: q.Get("who"), Group: pufa.Group(q.Get("group")), Text: q.Get("q")}
	number, err := strconv.Atoi(q.Get("page"))
	if err != nil || number < 1 {
		number = 1
	}
	found, all, err := s.Inbox.Book.InquiriesOf(r.Context(), f, (number-1)*inboxMost, inboxMost)
	if err != nil {
		return err
	}
	data := inboxPage{Text: f.Text, Count: all, Waiting: f.Waiting,
		States: pick(state, "waiting", "等着答复", "answered", "答复过的", "all", "全部"),
		Groups: pick(string(f.Group), "", "居民和企业", string(pufa.Residents), "居民", string(pufa.Enterprises), "企业")}
	for _, i := range found {
		line, err := s.lineOfInquiry(r, i)
		if err != nil {
			return err
		}
		data.Lines = append(data.Lines, line)
	}
	if data.Who, err = s.answerers(r.Context(), f.ClaimedBy); err != nil {
		return err
	}
	if data.OnDuty, err = s.onDuty(r.Context()); err != nil {
		return err
	}
	if number > 1 {
		data.Newer = pagePath("/console/inbox", q, number-1)
	}
	if number*inboxMost < all {
		data.Older = pagePath("/console/inbox", q, number+1)
	}
	return s.render(w, r, "inbox", "咨询", data)
}

// pick returns the options of a list from values and texts in turn.
func pick(chosen string, values ...string) (list []choice) {
	for pair := range slices.Chunk(values, 2) {
		list = append(list, choice{pair[0], pair[1], pair[0] == chosen})
	}
	return list
}

// answerers lists who may answer, and whoever is chosen.
func (s *Site) answerers(ctx context.Context, chosen string) ([]choice, error) {
	list := pick(chosen, "", "所有人")
	accounts, err := s.Access.Accounts(ctx)
	for _, a := range accounts {
		if mayAnswer(a) || a.Name == chosen {
			list = append(list, choice{a.Name, a.Name, a.Name == chosen})
		}
	}
	return list, err
}

func mayAnswer(a access.Account) bool { return !a.Disabled && a.Role.Answers() }
