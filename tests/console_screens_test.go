package tests

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Every page of the staff pages fits a desk's screen and a telephone's. With PUFA_SCREENS=docs/screens the
// pictures are kept, full and empty, light and (PUFA_DARK=1) dark.
func TestScreensOfTheStaffPages(t *testing.T) {
	h, _, run := office(t, "office: {name: 示例司法所, communities: [幸福社区, 和平社区]}\n")
	admin := h.enters(run("user", "add", "主任", "--role", "admin"))
	editor := h.enters(run("user", "add", "小李", "--role", "editor"))
	h.enters(run("user", "add", "王律师", "--role", "adviser"))
	tab := browser(t)
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(h.pages+"/console/"), chromedp.WaitVisible(chromedp.CSS("input[name=password]")))
	shoot(t, tab, h, map[string]string{"door": "/login"})
	link := strings.Fields(run("user", "link", "主任"))[0]
	do(t, tab, chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS("form.enter button")), picture("link-1280"),
		chromedp.Click(chromedp.CSS("form.enter button")), chromedp.WaitVisible(chromedp.CSS("header.side")))
	empty := map[string]string{}
	for name, path := range map[string]string{"today": "/", "inbox": "/inbox", "duty": "/inbox/duty", "canned": "/inbox/canned", "times": "/inbox/times", "push": "/push", "stock": "/stock", "reach": "/reach"} {
		empty[name+"-empty"] = path
	}
	shoot(t, tab, h, empty)

	who, _ := h.follower("周先生", "resident", "")
	for _, q := range []string{"祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争", "祠堂的牌位到底怎么摆，各房都争着要排前头，谁说了算"} {
		h.say(who, q)
	}
	one := "/inbox/" + admin.find(admin.get("/inbox"), `href="/console/inbox/([0-9a-f-]{36})"`)
	admin.post("/inbox/canned", 200, url.Values{"title": {"请来所里"}, "text": {"请带上身份证和材料，工作日来所里，我们当面帮您看。"}})
	admin.post("/inbox/duty", 200, url.Values{"weekday": {"1"}, "from": {"09:00"}, "to": {"17:00"}, "who": {"主任"}})
	slug := editor.find(editor.get("/entries?q="+url.QueryEscape("仲裁")), `href="/console/entries/(laodong-[a-z0-9-]+)"`)
	form := url.Values{"title": {"宪法周：仲裁只有一年"}, "channel": {"mass"}, "entries": {slug}, "when": {"once"}, "clock": {"09:00"}, "at": {time.Now().AddDate(0, 0, 5).Format(time.DateOnly) + "T09:00"}}
	plan := "/push/" + editor.find(editor.post("/push/new", 200, form), `action="/console/push/([0-9a-f-]{36})/step"`)
	editor.post(plan+"/step", 200, url.Values{"do": {"submit"}, "revision": {"1"}})
	shoot(t, tab, h, map[string]string{"today": "/", "inbox": "/inbox", "inquiry": one, "canned": "/inbox/canned", "duty": "/inbox/duty", "times": "/inbox/times",
		"entries": "/entries", "entry": "/entries/" + slug, "entry-form": "/entries/" + slug + "/edit", "push": "/push", "push-one": plan, "push-form": plan + "/edit",
		"users": "/users", "audit": "/audit?verify=1", "me": "/me", "me-code": "/me/code", "events": "/events", "missing": "/nowhere"})
}

// shoot opens each page in both widths and keeps its picture. None scrolls sideways.
func shoot(t *testing.T, tab context.Context, h *house, pages map[string]string) {
	t.Helper()
	dark := map[bool]string{true: "-dark"}[os.Getenv("PUFA_DARK") != ""]
	for name, path := range pages {
		do(t, tab, chromedp.Navigate(h.pages+"/console"+path), chromedp.WaitVisible(chromedp.CSS("main h1")))
		for _, width := range []int64{1280, 375} {
			do(t, tab, chromedp.EmulateViewport(width, 900))
			wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
			if err != nil || wide {
				t.Errorf("%s at %d px scrolls sideways: %t, %v", name, width, wide, err)
			}
			do(t, tab, picture(fmt.Sprintf("%s-%d%s", name, width, dark)))
		}
	}
}
