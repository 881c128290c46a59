package tests

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// desk is a browser on the staff pages.
type desk struct {
	h      *house
	client *http.Client
}

// enters opens a browser with a one-time link.
func (h *house) enters(link string) desk {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	d := desk{h, &http.Client{Jar: jar}}
	_, token, _ := strings.Cut(strings.Fields(link)[0], "?t=")
	d.post("/enter", http.StatusOK, url.Values{"t": {token}})
	return d
}

func (d desk) get(path string) string {
	d.h.t.Helper()
	resp, err := d.client.Get(d.h.pages + "/console" + path)
	return d.page(path, http.StatusOK, resp, err)
}

func (d desk) post(path string, status int, form url.Values) string {
	d.h.t.Helper()
	resp, err := d.client.PostForm(d.h.pages+"/console"+path, form)
	return d.page(path, status, resp, err)
}

func (d desk) page(path string, status int, resp *http.Response, err error) string {
	d.h.t.Helper()
	if err != nil {
		d.h.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		d.h.t.Fatalf("%s: %s, want %d, %v: %.2000s", path, resp.Status, status, err, page)
	}
	return string(page)
}

// find returns what the expression's group matches on a page.
func (d desk) find(page, expression string) string {
	d.h.t.Helper()
	found := regexp.MustCompile(expression).FindStringSubmatch(page)
	if found == nil {
		d.h.t.Fatalf("%s is not on the page: %.3000s", expression, page)
	}
	return found[1]
}

// A day of the office: a question that nobody can answer is answered by who is on duty, made an entry, reviewed
// by somebody else and answers the next who asks.
func TestAQuestionBecomesKnowledge(t *testing.T) {
	h, _, run := office(t, "office: {name: 示例司法所}\n")
	editor := h.enters(run("user", "add", "小李", "--role", "editor"))
	adviser := h.enters(run("user", "add", "王律师", "--role", "法律顾问"))
	duty := h.enters(run("user", "add", "老张", "--role", "duty"))
	asker, _ := h.follower("周先生", "resident", "")
	const question = "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争"
	h.say(asker, question)

	page := duty.get("/inbox")
	one := duty.find(page, `href="/console(/inbox/[0-9a-f-]{36})"`)
	if page = duty.get(one); !strings.Contains(page, question) || !strings.Contains(page, "以前答复，马上发给对方") || !strings.Contains(page, "机器人") {
		t.Errorf("the question: %.3000s", page)
	}
	duty.post(one+"/claim", http.StatusOK, url.Values{"do": {"claim"}, "from": {""}})
	if page = adviser.post(one+"/claim", http.StatusConflict, url.Values{"do": {"claim"}, "from": {""}}); !strings.Contains(page, "已由老张认领") {
		t.Errorf("the second to claim it: %.3000s", page)
	}
	duty.post(one+"/answer", http.StatusBadRequest, url.Values{"text": {"  "}})
	if page = duty.post(one+"/answer", http.StatusOK, url.Values{"text": {"法律没有规定牌位的次序，由各房商量；商量不成请居委会调解。"}}); !strings.Contains(page, "马上发给对方") {
		t.Errorf("after the answer: %.3000s", page)
	}
	if page = adviser.post(one+"/answer", http.StatusConflict, url.Values{"text": {"另一个答复，不能丢"}}); !strings.Contains(page, "已由老张在") || !strings.Contains(page, "另一个答复，不能丢") {
		t.Errorf("the second answer: %.3000s", page)
	}
	eventually(t, func() bool { return h.sees(asker, "由各房商量") })

	page = editor.get("/entries/new?inquiry=" + strings.TrimPrefix(one, "/inbox/"))
	form := url.Values{"slug": {editor.find(page, `name="slug" value="([a-z0-9-]+)"`)}, "new": {"1"}, "revision": {"0"}, "kind": {"qa"}, "source": {"示例司法所"},
		"title": {"祠堂牌位的次序谁说了算？"}, "asks": {question + "\n祠堂牌位怎么排\n祖宗牌位先后谁定\n各房争牌位找谁\n祠堂摆牌位吵起来了"},
		"body":  {"法律没有规定牌位怎么摆，由各房商量着定。\n\n## 怎么办\n1. 各房推一个人，坐下来写成约定。\n2. 谈不拢，请居委会的调解员来。\n\n## 找谁\n社区居委会。"},
		"cites": {"《民法典》第八条"}, "field": {"邻里物业"}, "residents": {"1"}, "do": {"save"}}
	if page = editor.post("/entries/preview", http.StatusOK, form); !strings.Contains(page, "微信里的样子") || !strings.Contains(page, "《民法典》第八条") {
		t.Errorf("the preview: %.3000s", page)
	}
	entry := "/entries/" + form.Get("slug")
	if page = editor.post("/entries/save", http.StatusOK, form); !strings.Contains(page, "存好了") {
		t.Fatalf("saved: %.3000s", page)
	}
	if page = adviser.post("/entries/save", http.StatusConflict, form); !strings.Contains(page, "小李刚存过") {
		t.Errorf("a stale form: %.3000s", page)
	}
	editor.post(entry+"/submit", http.StatusOK, url.Values{"revision": {"1"}})
	editor.post(entry+"/review", http.StatusForbidden, url.Values{"revision": {"2"}, "do": {"approve"}})
	if page = adviser.post(entry+"/review", http.StatusBadRequest, url.Values{"revision": {"2"}, "do": {"reject"}}); !strings.Contains(page, "退回要写原因") {
		t.Errorf("sent back without a reason: %.3000s", page)
	}
	if page = adviser.post(entry+"/review", http.StatusOK, url.Values{"revision": {"2"}, "do": {"approve"}}); !strings.Contains(page, "发布了") || !strings.Contains(page, "王律师") {
		t.Fatalf("published: %.3000s", page)
	}
	next, _ := h.follower("吴女士", "resident", "")
	eventually(t, func() bool {
		return strings.Contains(h.say(next, "祠堂牌位的次序谁说了算？").Reply.Text, "由各房商量着定")
	})

	page = adviser.get("/audit?q=" + url.QueryEscape("祠堂"))
	if !strings.Contains(page, "审核通过") && !strings.Contains(page, "新建问答") {
		t.Errorf("the trail: %.3000s", page)
	}
	if page = adviser.get("/audit?verify=1"); !strings.Contains(page, "没有被改过") || strings.Contains(page, "各房都在争") {
		t.Error("the trail is broken, or tells what somebody asked")
	}
	if strings.Contains(h.log.String(), "牌位") || strings.Contains(h.log.String(), "小李") {
		t.Error("the log tells what somebody asked, or who works here")
	}
}

// A push is written from the knowledge base, reviewed by somebody else and stands in the calendar.
func TestAPushIsPlannedOnThePages(t *testing.T) {
	h, _, run := office(t, "office: {name: 示例司法所, communities: [幸福社区]}\n")
	editor := h.enters(run("user", "add", "小李", "--role", "editor"))
	adviser := h.enters(run("user", "add", "王律师", "--role", "adviser"))
	viewer := h.enters(run("user", "add", "书记", "--role", "viewer"))
	h.follower("周先生", "resident", "")
	when := time.Now().AddDate(0, 0, 3)
	form := url.Values{"title": {"劳动仲裁<b>一年</b>"}, "channel": {"mass"}, "entries": {"laodong-shixiao"}, "when": {"once"}, "at": {"后天"}, "clock": {"09:00"}}
	if page := editor.post("/push/new", http.StatusBadRequest, form); !strings.Contains(page, "劳动仲裁&lt;b&gt;一年&lt;/b&gt;") || !strings.Contains(page, "后天") {
		t.Errorf("a bad time: %.2000s", page)
	}
	form.Set("at", when.Format(time.DateOnly)+"T09:30")
	page := editor.get("/entries?q=" + url.QueryEscape("仲裁"))
	form.Set("entries", editor.find(page, `href="/console/entries/(laodong-[a-z0-9-]+)"`))
	page = editor.post("/push/new", http.StatusOK, form)
	if !strings.Contains(page, "现在有</dt><dd>1 人") {
		t.Errorf("the plan: %.3000s", page)
	}
	plan := "/push/" + editor.find(page, `action="/console/push/([0-9a-f-]{36})/step"`)
	editor.post(plan+"/step", http.StatusOK, url.Values{"do": {"submit"}, "revision": {"1"}})
	if page = editor.get(plan); strings.Contains(page, `value="approve"`) {
		t.Error("who has written it may approve it")
	}
	editor.post(plan+"/step", http.StatusForbidden, url.Values{"do": {"approve"}, "revision": {"2"}})
	if page = adviser.post(plan+"/step", http.StatusConflict, url.Values{"do": {"approve"}, "revision": {"1"}}); !strings.Contains(page, "刚被别人动过") {
		t.Errorf("a stale page: %.2000s", page)
	}
	adviser.post(plan+"/step", http.StatusOK, url.Values{"do": {"approve"}, "revision": {"2"}})
	month := viewer.get("/push?month=" + when.Format("2006-01"))
	if !strings.Contains(month, "09:30 劳动仲裁&lt;b&gt;一年&lt;/b&gt;") || !strings.Contains(month, "将发") || !strings.Contains(month, "还排了 1 次群发") || strings.Contains(month, "/push/new") {
		t.Errorf("the month: %.4000s", month)
	}
	if page = viewer.get("/push?month=2026-12"); !strings.Contains(page, "宪法") {
		t.Errorf("December knows no day of the constitution: %.3000s", page)
	}
	viewer.post(plan+"/step", http.StatusForbidden, url.Values{"do": {"pause"}, "revision": {"3"}})
	stale := url.Values{"revision": {"1"}, "title": {"改"}, "channel": {"mass"}, "when": {"once"}, "at": {when.Format(time.DateOnly) + "T09:30"}}
	if page = editor.post(plan+"/edit", http.StatusConflict, stale); !strings.Contains(page, "刚被别人改过") {
		t.Errorf("a stale form: %.2000s", page)
	}
}
