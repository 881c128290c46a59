package h5

import (
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

type askPage struct {
	Once     string // names this form: sending it twice is one question
	Question string
	Reply    *bot.Reply
	Lines    []string // the reply's text by lines
	Next     string   // the Once of a choice's form
	Judge    string   // the Once of the form that says whether the answer helped
}

// ask shows the form.
func (s *Site) ask(w http.ResponseWriter, r *http.Request) error {
	once, err := randomHex()
	if err != nil {
		return err
	}
	return s.render(w, r, "ask", "提问", askPage{Once: once, Question: firstRunes(r.URL.Query().Get("q"), maxQuery)})
}

// asked answers a question put on the page, through the same conversation as a message.
func (s *Site) asked(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	message, err := s.message(w, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.cfg.Deadline)
	defer cancel()
	reply, err := s.Talker.Handle(ctx, message)
	if err != nil {
		return err
	}
	if reply.Verdict == bot.VerdictSilent {
		return pufa.Errorf(pufa.Limited, "现在提问的人多，还没答出来。请稍等一会儿再问一次。")
	}
	data := askPage{Question: message.Text, Reply: &reply, Lines: strings.Split(strings.TrimSpace(reply.Text), "\n")}
	for _, once := range []*string{&data.Once, &data.Next, &data.Judge} {
		if *once, err = randomHex(); err != nil {
			return err
		}
	}
	return s.render(w, r, "ask", "答复", data)
}

func (s *Site) message(w http.ResponseWriter, r *http.Request) (bot.Message, error) {
	question, once := strings.TrimSpace(r.PostForm.Get("q")), r.PostForm.Get("once")
	switch {
	case question == "":
		return bot.Message{}, pufa.Errorf(pufa.Invalid, "还没有写问题。请返回写上想问的事。")
	case utf8.RuneCountInString(question) > maxQuery:
		return bot.Message{}, pufa.Errorf(pufa.Invalid, "问题太长了（最多 %d 字），请返回只写要紧的经过。", maxQuery)
	case len(once) != 32 || !isHex(once):
		return bot.Message{}, pufa.Errorf(pufa.Invalid, "这个提问页面已经过期，请重新打开再问。")
	}
	name, err := s.reader(w, r)
	if err != nil {
		return bot.Message{}, err
	}
	return bot.Message{
		ID: "web-" + s.Keyer.Sum("once", name+"|"+once), From: "web:" + name,
		Type: bot.TypeText, Text: question, Choice: r.PostForm.Get("choice"), At: s.Now(),
	}, nil
}
