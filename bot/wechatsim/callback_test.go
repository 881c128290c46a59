package wechatsim

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryModeDeliversAndReadsAnswers(t *testing.T) {
	for _, mode := range []Mode{Plain, Compatible, Safe} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t, func(o *Options) { o.Mode = mode })
			w.account.answers(func(in incoming, n int) string {
				if mode == Safe {
					return sealed(t, reply(in, "收到"+in.Content))
				}
				return reply(in, "收到"+in.Content)
			})
			id := w.follow("")
			ex := w.say(id, "你好]]>😀<b>")
			if ex.Violation != "" || ex.Reply.Text != "收到你好]]>😀<b>" || ex.Attempts != 1 {
				t.Errorf("exchange %+v", ex)
			}
			bodies, _ := w.account.bytes("text")
			clear := bytes.Contains(bodies[0], []byte("<Content>"))
			cipher := bytes.Contains(bodies[0], []byte("<Encrypt>"))
			if clear != (mode != Safe) || cipher != (mode != Plain) {
				t.Errorf("clear text %t, ciphertext %t", clear, cipher)
			}
		})
	}
}

func TestCompatibleModeAlsoTakesEncryptedAnswers(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Mode = Compatible })
	w.account.answers(func(in incoming, _ int) string { return sealed(t, reply(in, "好")) })
	if ex := w.say(w.follow(""), "你好"); ex.Reply.Text != "好" {
		t.Errorf("exchange %+v", ex)
	}
}

func TestSilenceIsRetriedThreeTimesWithTheSameBytes(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.opts.Limits.ReplyTimeout = 100 * time.Millisecond
	hang := make(chan struct{})
	w.account.answers(func(incoming, int) string { <-hang; return "" })
	ex := w.say(id, "在吗")
	close(hang)
	if ex.Attempts != 4 || !strings.Contains(ex.Violation, "没有回应") {
		t.Errorf("attempts %d, violation %q; want 4 and no answer", ex.Attempts, ex.Violation)
	}
	last := w.Conversation(id)[len(w.Conversation(id))-1]
	if last.Text != Unavailable || last.Side != System {
		t.Errorf("the person sees %+v", last)
	}
	bodies, queries := w.account.bytes("text")
	for n := 1; n < len(bodies); n++ {
		if diff := cmp.Diff(bodies[0], bodies[n]); diff != "" {
			t.Errorf("retry %d differs: %s", n, diff)
		}
		if diff := cmp.Diff(queries[0], queries[n]); diff != "" {
			t.Errorf("the query of retry %d differs: %s", n, diff)
		}
	}
}

func TestARetryThatIsAnsweredCounts(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Limits.SignRetries = true })
	id := w.follow("")
	w.SetCallbackURL(breaking(t, w.account, 2) + "/")
	ex := w.say(id, "在吗")
	if ex.Attempts != 3 || ex.Violation != "" || ex.Reply.Text != "你说：在吗" {
		t.Errorf("exchange %+v, want the third delivery's answer", ex)
	}
}

// breaking fails the first n requests with HTTP 502.
func breaking(t *testing.T, next http.Handler, n int) string {
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n--
		fails := n >= 0
		mu.Unlock()
		if fails {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestBrokenAnswersShowTheAccountUnavailable(t *testing.T) {
	news := func(in incoming, count, items int) string {
		return fmt.Sprintf(`<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>1</CreateTime>`+
			`<MsgType>news</MsgType><ArticleCount>%d</ArticleCount><Articles>%s</Articles></xml>`,
			in.FromUserName, in.ToUserName, count, strings.Repeat("<item><Title>题</Title></item>", items))
	}
	swap := func(in incoming) incoming {
		in.ToUserName, in.FromUserName = in.FromUserName, in.ToUserName
		return in
	}
	for _, test := range []struct {
		name   string
		mode   Mode
		answer func(in incoming) string
		want   string
	}{
		{"JSON", Plain, func(incoming) string { return `{"ok":true}` }, "XML"},
		{"a page", Plain, func(incoming) string { return "<html></html>" }, "XML"},
		{"half an XML", Plain, func(in incoming) string { return reply(in, "好")[:60] }, "XML"},
		{"words after the XML", Plain, func(in incoming) string { return reply(in, "好") + "ok" }, "XML"},
		{"an empty text", Plain, func(in incoming) string { return reply(in, " ") }, "为空"},
		{"2049 bytes", Plain, func(in incoming) string { return reply(in, strings.Repeat("a", 2049)) }, "2048"},
		{"601 characters", Plain, func(in incoming) string { return reply(in, strings.Repeat("法", 601)) }, "600"},
		{"To and From swapped", Plain, func(in incoming) string { return reply(swap(in), "好") }, "写反"},
		{"somebody else's answer", Plain, func(in incoming) string { in.FromUserName = "oX"; return reply(in, "好") }, "ToUserName"},
		{"another account", Plain, func(in incoming) string { in.ToUserName = "gh_x"; return reply(in, "好") }, "FromUserName"},
		{"two articles", Plain, func(in incoming) string { return news(in, 2, 2) }, "最多 1 篇"},
		{"a wrong count", Plain, func(in incoming) string { return news(in, 2, 1) }, "ArticleCount"},
		{"an unknown type", Plain, func(in incoming) string { return strings.Replace(reply(in, "好"), "[text]", "[poem]", 1) }, "poem"},
		{"no time", Plain, func(in incoming) string { return strings.Replace(reply(in, "好"), "<CreateTime>", "<CreateTime>x", 1) }, "CreateTime"},
		{"a ciphertext in plain mode", Plain, func(in incoming) string { return sealed(t, reply(in, "好")) }, "明文模式"},
		{"clear text in safe mode", Safe, func(in incoming) string { return reply(in, "好") }, "没有加密"},
		{"an encrypted nothing", Safe, func(incoming) string { return sealed(t, "") }, "为空"},
		{"an encrypted success", Safe, func(incoming) string { return sealed(t, "success") }, "XML"},
		{"a wrong signature", Safe, func(in incoming) string {
			return strings.Replace(sealed(t, reply(in, "好")), "<Nonce>8", "<Nonce>9", 1)
		}, "MsgSignature"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, func(o *Options) { o.Mode = test.mode })
			id := w.follow("")
			w.account.answers(func(in incoming, _ int) string { return test.answer(in) })
			ex := w.say(id, "问")
			if !strings.Contains(ex.Violation, test.want) || ex.Attempts != 1 {
				t.Errorf("violation %q after %d attempts, want one about %s", ex.Violation, ex.Attempts, test.want)
			}
			screen := w.Conversation(id)
			if last := screen[len(screen)-1]; last.Text != Unavailable || last.Why != ex.Violation {
				t.Errorf("the person sees %+v", last)
			}
			records := w.Records()
			if last := records[len(records)-1]; !last.Failed || last.Outcome != ex.Violation {
				t.Errorf("the log says %+v", last)
			}
		})
	}
}

func TestAnswersAtTheLimitsAreShown(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	for name, words := range map[string]string{
		"600 characters": strings.Repeat("法", 600),
		"2048 bytes":     strings.Repeat("法", 599) + strings.Repeat(`<a href="http://a.cn/`+strings.Repeat("x", 80)+`"></a>`, 2),
	} {
		w.account.answers(func(in incoming, _ int) string { return reply(in, words) })
		if ex := w.say(id, "问"); ex.Violation != "" {
			t.Errorf("%s: %s", name, ex.Violation)
		}
	}
	for _, quiet := range []string{"", "success", " success\n"} {
		w.account.answers(func(incoming, int) string { return quiet })
		if ex := w.say(id, "问"); ex.Violation != "" || ex.Reply.Kind != "" {
			t.Errorf("%q: %+v", quiet, ex)
		}
	}
}

func TestEventsMayBeAnsweredWithEightArticles(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.account.answers(func(in incoming, _ int) string {
		return fmt.Sprintf(`<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>1</CreateTime><MsgType>news</MsgType>`+
			`<ArticleCount>8</ArticleCount><Articles>%s</Articles></xml>`, id, in.ToUserName, strings.Repeat("<item><Title>题</Title></item>", 8))
	})
	ex, err := w.Click(context.Background(), id, "NEWS")
	if err != nil || len(ex.Reply.Articles) != 8 {
		t.Errorf("%+v, %v", ex, err)
	}
}

func TestRefusedCallbacksAreNotRetried(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Token = "other" })
	ex := w.say(w.follow(""), "你好")
	if ex.Attempts != 1 || !strings.Contains(ex.Violation, "403") {
		t.Errorf("exchange %+v", ex)
	}
}

func TestDuplicateAndConcurrentDeliveryRepeatTheSameMessage(t *testing.T) {
	for _, kind := range []FaultKind{FaultDuplicate, FaultConcurrent} {
		w := newWorld(t)
		id := w.follow("")
		w.InjectFault(Fault{Kind: kind})
		ex := w.say(id, "你好")
		if len(ex.Deliveries) != 2 || ex.Attempts != 1 {
			t.Errorf("%s: %d deliveries, %d attempts", kind, len(ex.Deliveries), ex.Attempts)
		}
		texts := w.account.events("text")
		if len(texts) != 2 || texts[0].MsgID != texts[1].MsgID || texts[0].MsgID != ex.MsgID {
			t.Errorf("%s: the account got %+v", kind, texts)
		}
		bubbles := 0
		for _, shown := range w.Conversation(id) {
			if shown.Side == Theirs {
				bubbles++
			}
		}
		if bubbles != 1 {
			t.Errorf("%s: the person sees %d answers", kind, bubbles)
		}
		if again := w.say(id, "再问"); len(again.Deliveries) != 1 {
			t.Errorf("%s: the fault stays", kind)
		}
	}
}

func TestReorderedMessagesArriveTheOtherWayRound(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.InjectFault(Fault{Kind: FaultReorder})
	var late sync.WaitGroup
	late.Go(func() {
		if _, err := w.Say(context.Background(), id, "第一句"); err != nil {
			t.Error(err)
		}
	})
	for len(w.heldBack()) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.say(id, "第二句")
	late.Wait()
	var words []string
	for _, in := range w.account.events("text") {
		words = append(words, in.Content)
	}
	if diff := cmp.Diff([]string{"第二句", "第一句"}, words); diff != "" {
		t.Error(diff)
	}
}

func (w *world) heldBack() []chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.held
}

func TestCallbackURLIsVerifiedByEcho(t *testing.T) {
	w := newWorld(t)
	if err := w.VerifyURL(context.Background()); err != nil {
		t.Error(err)
	}
	deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }))
	defer deaf.Close()
	w.SetCallbackURL(deaf.URL)
	if err := w.VerifyURL(context.Background()); err == nil {
		t.Error("a server that echoes nothing was taken")
	}
}

func TestMessageIDsDifferFromOneRunToTheNext(t *testing.T) {
	start := time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC)
	before, after := New(Options{Start: start}), New(Options{Start: start.Add(time.Second)})
	if last, first := before.msgID(10_000), after.msgID(1); first <= last {
		t.Errorf("message %d of the run before and %d of this run can be the same", last, first)
	}
}
