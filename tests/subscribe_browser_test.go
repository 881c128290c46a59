package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The link in the chat opens the page in the phone, where what is chosen is kept, also at 320 pixels
// and without a script.
func TestSubscribingOnThePhone(t *testing.T) {
	data, config := t.TempDir(), filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, []byte("office: {communities: [幸福社区, 和平社区]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := open(t, data, "--config", config)
	who, _ := h.follower("王阿姨", "resident", "")
	h.say(who, "我在幸福社区")
	reply := h.say(who, "订阅")
	_, after, _ := strings.Cut(reply.Reply.Text, `href="`+h.pages+"/subscribe")
	query, _, _ := strings.Cut(after, `"`)
	if query == "" {
		t.Fatalf("no link in %q", reply.Reply.Text)
	}
	tab := browser(t)
	for _, width := range []int64{320, 375, 1280} {
		do(t, tab, chromedp.EmulateViewport(width, 812), chromedp.Navigate(h.pages+"/subscribe"+query), chromedp.WaitVisible(chromedp.CSS("form.wish")))
		wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth || document.querySelectorAll('script').length > 0"))
		if err != nil || wide {
			t.Errorf("at %d px the page scrolls sideways or needs a script: %t, %v", width, wide, err)
		}
	}
	do(t, tab,
		chromedp.EmulateViewport(375, 812), chromedp.WaitVisible(chromedp.Search("//option[@selected][text()='幸福社区']/..")), picture("subscribe-375"),
		chromedp.Click(chromedp.CSS("input[value='婚姻家庭']")), chromedp.Click(chromedp.CSS("form.wish button")),
		chromedp.WaitVisible(chromedp.Search("//*[@role='status'][contains(., '已保存')]")), picture("subscribe-saved-375"),
	)
	out, errs, status := pufa(t, data, "", "follower", "list", "--config", config)
	if status != 0 || !strings.Contains(out, "幸福社区　婚姻家庭") {
		t.Errorf("%q %q", out, errs)
	}
	do(t, tab, chromedp.Click(chromedp.CSS("input[name=stop]")), chromedp.Click(chromedp.CSS("form.wish button")),
		chromedp.WaitVisible(chromedp.Search("//*[@role='status'][contains(., '不再给您推送')]")))
	if out, _, _ := pufa(t, data, "", "follower", "list", "--config", config); !strings.Contains(out, "已退订") {
		t.Errorf("%q", out)
	}
}
