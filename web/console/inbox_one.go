package console

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/web"
)

// inquiryPage is one question and what can be done with it.
type inquiryPage struct {
	inquiryLine
	Answer  string // as it was answered
	Text    string // as it is being answered
	Say     string
	Done    string
	Bot     bot.Reply // what the bot would say now
	Alike   []inquiryLine
	Also    map[pufa.ID]bool // of Alike, those ticked
	Canned  []Canned
	Staff   []choice // to whom it can be given
	MayDo   bool     // whoever looks may answer
	Promote string   // path of a new entry made of it
	Most    int      // characters of an answer
}

// answerMost bounds an answer: WeChat cuts customer messages at 2048 bytes.
const answerMost = 600

func (s *Site) inquiry(w http.ResponseWriter, r *http.Request) error {
	data := inquiryPage{Done: map[string]string{
		"sent": "答复好了，马上发给对方。", "kept": "答复好了。现在发不过去，对方下次来时先看到它。", "page": "答复好了。对方是在网页上问的，用同一个浏览器再打开就能看到。",
		"claim": "认领了，请尽快答复。", "release": "放回去了，别人可以认领。", "assign": "交给同事了。", "some": "有几条刚才已经有人答复过，没有再答。",
	}[r.URL.Query().Get("done")]}
	if id := r.URL.Query().Get("canned"); id != "" {
		kept, err := s.Inbox.Canned.CannedReplies(r.Context())
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(kept, func(c Canned) bool { return string(c.ID) == id }); at >= 0 {
			data.Text = kept[at].Text
		}
	}
	return s.showInquiry(w, r, http.StatusOK, data)
}

// showInquiry shows the question with what is being written.
func (s *Site) showInquiry(w http.ResponseWriter, r *http.Request, status int, data inquiryPage) error {
	ctx := r.Context()
	q, err := s.Inbox.Book.Inquiry(ctx, pufa.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if data.inquiryLine, err = s.lineOfInquiry(r, q); err != nil {
		return err
	}
	data.Answer, data.MayDo, data.Most = q.Answer, staff(r).Role.Answers(), answerMost
	if staff(r).Role.Writes() {
		data.Promote = "/console/entries/new?inquiry=" + string(q.ID)
	}
	if q.Answered.IsZero() {
		if data.Bot, err = s.Inbox.Talk.Suggest(ctx, q.Question, q.Group); err != nil {
			s.Log.Error("nothing suggested", "error", err)
			data.Bot = bot.Reply{}
		}
		if data.Alike, err = s.alike(r, q); err != nil {
			return err
		}
		if data.Canned, err = s.Inbox.Canned.CannedReplies(ctx); err != nil {
			return err
		}
		if data.Staff, err = s.answerers(ctx, ""); err != nil {
			return err
		}
		data.Staff = data.Staff[1:]
	}
	return s.renderAs(w, r, status, "inquiry", "一条咨询", data)
}

// The least likeness of questions that may be answered together, and how many are shown.
const (
	alikeLeast = 0.3
	alikeMost  = 8
	alikeOf    = 1000 // waiting questions that are looked at
)

// alike lists the waiting questions that ask much the same, the most alike first.
func (s *Site) alike(r *http.Request, of bot.Inquiry) ([]inquiryLine, error) {
	waiting, _, err := s.Inbox.Book.InquiriesOf(r.Context(), InquiryFilter{Waiting: true}, 0, alikeOf)
	if err != nil {
		return nil, err
	}
	type scored struct {
		q    bot.Inquiry
		like float64
	}
	var found []scored
	for _, q := range waiting {
		if like := likeness(of.Question, q.Question); q.ID != of.ID && like >= alikeLeast {
			found = append(found, scored{q, like})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		if a.like > b.like {
			return -1
		}
		return 1
	})
	var lines []inquiryLine
	for _, f := range found[:min(alikeMost, len(found))] {
		line, err := s.lineOfInquiry(r, f.q)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// likeness is the Dice coefficient of the texts' pairs of characters: 0 nothing in common, 1 the same.
func likeness(a, b string) float64 {
	of, in := pairs(a), pairs(b)
	common := 0
	for p := range of {
		if in[p] {
			common++
		}
	}
	if len(of)+len(in) == 0 {
		return 0
	}
	return 2 * float64(common) / float64(len(of)+len(in))
}

func pairs(text string) map[[2]rune]bool {
	found := map[[2]rune]bool{}
	var before rune
	for _, r := range text {
		if strings.ContainsRune(" ，。？！、,.?!\n", r) {
			before = 0
			continue
		}
		if before != 0 {
			found[[2]rune{before, r}] = true
		}
		before = r
	}
	return found
}

// claim takes a question on, gives it back or to somebody else.
func (s *Site) claim(w http.ResponseWriter, r *http.Request) error {
	id, from, done := pufa.ID(r.PathValue("id")), r.PostFormValue("from"), r.PostFormValue("do")
	to := staff(r).Name
	switch done {
	case "claim":
	case "release":
		to = ""
	case "assign":
		a, err := s.Access.Account(r.Context(), r.PostFormValue("to"))
		if err != nil || !mayAnswer(a) {
			return s.showInquiry(w, r, http.StatusBadRequest, inquiryPage{Say: "请选一位能答复咨询的同事。", Text: r.PostFormValue("text")})
		}
		to = a.Name
	default:
		return pufa.Errorf(pufa.Invalid, "没有这个操作，请在页面上点按钮。")
	}
	if err := s.Inbox.Book.ClaimInquiry(r.Context(), id, from, to, s.Now()); err != nil {
		if pufa.KindOf(err) != pufa.Conflict {
			return err
		}
		return s.showInquiry(w, r, http.StatusConflict, inquiryPage{Say: pufa.Say(err)})
	}
	return see(w, r, "/console/inbox/"+string(id)+"?done="+done)
}

// answer answers a question, and those ticked beside it with the same words. Each is answered by itself: where
// it is cut short, those that are left wait.
func (s *Site) answer(w http.ResponseWriter, r *http.Request) error {
	id, text := pufa.ID(r.PathValue("id")), strings.TrimSpace(r.PostFormValue("text"))
	data := inquiryPage{Text: text, Also: map[pufa.ID]bool{}}
	for _, also := range r.PostForm["also"] {
		data.Also[pufa.ID(also)] = true
	}
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		data.Say = "答复是空的，请写上要答复的话。"
	case n > answerMost:
		data.Say = "答复太长，微信一次发不下。请缩短到 " + digits(answerMost) + " 字以内，现在是 " + digits(n) + " 字。"
	}
	if data.Say != "" {
		return s.showInquiry(w, r, http.StatusBadRequest, data)
	}
	queued, err := s.Inbox.Talk.AnswerInquiry(r.Context(), id, text, staff(r).Name)
	if kind := pufa.KindOf(err); kind == pufa.Conflict {
		data.Say = pufa.Say(err) + "。您写的还在下面，没有发出。"
		return s.showInquiry(w, r, web.StatusOf(kind), data)
	}
	if err != nil {
		return err
	}
	done := map[bool]string{true: "sent", false: "kept"}[queued]
	for also := range data.Also {
		_, err := s.Inbox.Talk.AnswerInquiry(r.Context(), also, text, staff(r).Name)
		switch pufa.KindOf(err) {
		case pufa.Conflict, pufa.NotFound:
			done = "some"
		default:
			if err != nil {
				return err
			}
		}
	}
	if done == "kept" {
		done = s.keptHow(r, id)
	}
	return see(w, r, "/console/inbox/"+string(id)+"?done="+done)
}

// keptHow tells an answer that waits for somebody's next message from one that waits on a web page.
func (s *Site) keptHow(r *http.Request, id pufa.ID) string {
	q, err := s.Inbox.Book.Inquiry(r.Context(), id)
	if err != nil {
		return "kept"
	}
	if _, page, err := s.Inbox.Talk.Window(r.Context(), q.Follower); err == nil && page {
		return "page"
	}
	return "kept"
}
