package tests

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// What was entered by command is seen, checked and moved on the staff pages, by who came with a link.
func TestStaffWorkOnTheirPages(t *testing.T) {
	h, _, run := office(t, "office: {communities: [幸福社区], staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]}\n")
	day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	run("stock", "add", "宪法宣传册")
	run("stock", "in", "宪法宣传册", "500", "--by", "小李", "--day", day)
	run("event", "new", "--name", "宪法进社区讲座", "--start", day+" 09:00", "--form", "讲座", "--community", "幸福社区",
		"--heads", "62", "--basis", "签到", "--gave", "宪法宣传册=200", "--by", "小李")
	link, _, _ := strings.Cut(run("link", "--by", "王律师"), "\n")
	if !strings.HasPrefix(link, h.pages+"/console/enter?t=") {
		t.Fatalf("the link is %q, the pages are at %s", link, h.pages)
	}
	tab := browser(t)
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(h.pages+"/console/"), chromedp.WaitVisible(chromedp.CSS("form.enter input[name=password]")),
		chromedp.Navigate(link), chromedp.Click(chromedp.CSS("form.enter button")), chromedp.WaitVisible(chromedp.Search("//*[contains(@class,'who')]//*[contains(., '王律师')]")),
		chromedp.Navigate(h.pages+"/console/events?q=宪法"), chromedp.Click(chromedp.Search("//a[text()='宪法进社区讲座']")),
		chromedp.WaitVisible(chromedp.CSS("img.code")), picture("console-event"),
		chromedp.Click(chromedp.Search("//a[contains(., '在台账里的明细')]")), chromedp.WaitVisible(chromedp.Search("//*[contains(@class,'sum')][contains(., '3 行')][contains(., '不能相加')]")),
		picture("console-rows"), chromedp.Click(chromedp.Search("(//a[text()='宪法进社区讲座'])[1]")), chromedp.WaitVisible(chromedp.CSS("img.code")),
		chromedp.Click(chromedp.Search("//button[text()='核对无误']")), chromedp.WaitVisible(chromedp.Search("//span[contains(., '王律师已核对')]")))
	if out := run("event", "list"); !strings.Contains(out, "核对") {
		t.Errorf("the command does not know that it is checked: %s", out)
	}
	do(t, tab, chromedp.EmulateViewport(375, 812), chromedp.Navigate(h.pages+"/console/stock"), chromedp.Click(chromedp.CSS("details.card summary")),
		chromedp.SendKeys(chromedp.CSS("input[name=copies]"), "100"), chromedp.SendKeys(chromedp.CSS("form.filters input[name=note]"), "印刷厂送来"),
		chromedp.Click(chromedp.Search("//button[text()='记下']")), chromedp.WaitVisible(chromedp.Search("//p[text()='记好了。']")), picture("console-stock-375"))
	if out := run("stock", "list"); !strings.Contains(out, "库房 400") {
		t.Errorf("the stock after the page: %s", out)
	}
	tells, err := http.Get(h.pages + "/console/events")
	if err != nil {
		t.Fatal(err)
	}
	tells.Body.Close()
	if tells.StatusCode != http.StatusForbidden {
		t.Errorf("a stranger sees the register: %s", tells.Status)
	}
	pass := link[strings.Index(link, "t=")+2:]
	if strings.Contains(h.log.String(), pass) || strings.Contains(h.log.String(), "王律师") {
		t.Error("the log holds the pass or the name")
	}
}
