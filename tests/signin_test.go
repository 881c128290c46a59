package tests

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const serviceOffice = "wechat: {account: service}\noffice:\n  communities: [幸福社区]\n  staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]\n"

// lecture enters an event that begins now and returns its number and code.
func lecture(t *testing.T, run func(args ...string) string) (number, code string) {
	t.Helper()
	now := time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60))
	var e struct{ Number, Code string }
	out := run("event", "new", "--name", "宪法进社区讲座", "--start", now.Format("2006-01-02 15:04"), "--form", "讲座",
		"--place", "幸福社区活动室", "--community", "幸福社区", "--heads", "80", "--basis", "现场估算", "--by", "小李", "--json")
	if err := json.Unmarshal([]byte(out), &e); err != nil || e.Number == "" || e.Code == "" {
		t.Fatal(out, err)
	}
	return e.Number, e.Code
}

// visitor is somebody at a browser.
type visitor struct {
	h      *house
	client *http.Client
	agent  string
}

func (h *house) inWeChat(openid string) visitor {
	h.t.Helper()
	w := h.browser("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.44")
	at, err := url.Parse(h.phone)
	if err != nil {
		h.t.Fatal(err)
	}
	w.client.Jar.SetCookies(at, []*http.Cookie{{Name: "wechatsim_openid", Value: openid, Path: "/"}})
	return w
}

func (h *house) browser(agent string) visitor {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return visitor{h, &http.Client{Jar: jar}, agent}
}

func (w visitor) open(method, path string, form url.Values) (status int, body string) {
	w.h.t.Helper()
	req, err := http.NewRequestWithContext(w.h.t.Context(), method, w.h.pages+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.h.t.Fatal(err)
	}
	req.Header.Set("User-Agent", w.agent)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := w.client.Do(req)
	if err != nil {
		w.h.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.h.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// signsIn opens the event's page and presses its button.
func (w visitor) signsIn(code string) string {
	w.h.t.Helper()
	_, page := w.open(http.MethodGet, "/i/"+code, nil)
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if token == nil {
		return page
	}
	_, after := w.open(http.MethodPost, "/i/"+code, url.Values{"token": {token[1]}})
	return after
}

func (h *house) scans(openid, code string) {
	h.t.Helper()
	h.call("POST", "/sim/followers/"+openid+"/scan", map[string]string{"scene": "event-" + code}, nil)
}

type signIns struct{ People, WeChat, Browser int }

// In the chat and on the page a person signs in once, at a real door: service account, OAuth, ledger.
func TestSigningInByChatAndPageIsOnePerson(t *testing.T) {
	h, _, run := office(t, serviceOffice)
	number, code := lecture(t, run)

	auntie, _ := h.follower("王阿姨", "resident", "")
	h.scans(auntie, code)
	h.scans(auntie, code)
	if !h.sees(auntie, "您已签到：宪法进社区讲座") || !h.sees(auntie, "地点　幸福社区活动室") {
		t.Error("a scan in WeChat says nothing of the sign-in")
	}
	if page := h.inWeChat(auntie).signsIn(code); !strings.Contains(page, "您已签到") {
		t.Errorf("the page does not know who scanned: %s", page)
	}
	uncle, welcome := h.follower("李大爷", "resident", "event-"+code)
	if text := welcome.Reply.Text; !strings.Contains(text, "欢迎关注") || !strings.Contains(text, "您已签到") {
		t.Errorf("who follows at the door reads %q", text)
	}
	shop, _ := h.follower("小李饭馆", "enterprise", "")
	if page := h.inWeChat(shop).signsIn(code); !strings.Contains(page, "签到成功") {
		t.Errorf("on the page: %s", page)
	}
	h.scans(shop, code)
	if page := h.browser("Mozilla/5.0 (Linux; Android 14) Chrome/130").signsIn(code); !strings.Contains(page, "签到成功") {
		t.Errorf("outside WeChat: %s", page)
	}

	var got signIns
	if err := json.Unmarshal([]byte(run("event", "signin", number, "--json")), &got); err != nil || got != (signIns{4, 3, 1}) {
		t.Errorf("%+v, %v", got, err)
	}
	out := run("event", "signin", number)
	for _, want := range []string{"现在可以签到", "/i/" + code, "扫码签到　4 人（微信认得的 3，只认得浏览器的 1）", "现场人数　80 人（现场估算）；和扫码签到是同一批人，不相加", "■"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s lacks %q", out, want)
		}
	}
	if show := run("event", "show", number); !strings.Contains(show, "扫码签到　4 人次") || !strings.Contains(show, "活动到场　80 人次") {
		t.Errorf("the event: %s", show)
	}

	run("event", "cancel", number, "--by", "小李", "--note", "登记错了")
	h.scans(uncle, code)
	if !h.sees(uncle, "这个活动已经取消，不用签到") {
		t.Error("a scan after the event was cancelled does not say so")
	}
	if _, page := h.inWeChat(uncle).open(http.MethodGet, "/i/"+code, nil); strings.Contains(page, "<form") {
		t.Errorf("the page of a cancelled event: %s", page)
	}
	if err := json.Unmarshal([]byte(run("event", "signin", number, "--json")), &got); err != nil || got != (signIns{}) {
		t.Errorf("of a cancelled event %+v are left, %v", got, err)
	}
	h.scans(uncle, "zzzzzzzz")
	if !h.sees(uncle, "没有找到这个活动") {
		t.Error("an unknown code is not told")
	}
}

func TestForgedSignInsAreStruckOnTheCommandLine(t *testing.T) {
	h, data, run := office(t, serviceOffice)
	now := time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60))
	minutes := now.Format("2006-01-02 15:04-") + now.Add(10*time.Minute).Format("15:04")
	number, code := lecture(t, run)
	for range 3 {
		h.browser("Mozilla/5.0 (Linux; Android 14) Chrome/130").signsIn(code)
	}
	for want, args := range map[string][]string{
		"加上 --by 姓名 --why 原因":  {"--strike", "10:02-10:04"},
		"不是一段时间":               {"--strike", "昨天", "--why", "刷的", "--by", "小李"},
		"要和 --strike 一起写":      {"--why", "刷的"},
		"不在设置的 office.staff 里": {"--strike", "00:00-23:59", "--why", "刷的", "--by", "路人"},
		"这段时间里没有签到":            {"--strike", "2020-01-01 00:00-23:59", "--why", "刷的", "--by", "小李"},
	} {
		_, errs, status := pufa(t, data, "", append([]string{"event", "signin", number, "--config", data + "/config.yaml"}, args...)...)
		if status == 0 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d, %s, want %q", args, status, errs, want)
		}
	}
	out := run("event", "signin", number, "--strike", minutes, "--why", "有人用程序刷", "--by", "小李")
	for _, want := range []string{"已划去 3 人次", "扫码签到　0 人", "有人用程序刷（小李）"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s lacks %q", out, want)
		}
	}
}

// A person signs in with a real browser: at the width of a phone, without a script, as the follower
// whom the simulated phone belongs to.
func TestSigningInOnThePhone(t *testing.T) {
	h, _, run := office(t, serviceOffice)
	number, code := lecture(t, run)
	tab := browser(t)
	for _, width := range []int64{320, 375, 1280} {
		do(t, tab, chromedp.EmulateViewport(width, 740), chromedp.Navigate(h.pages+"/i/"+code), chromedp.WaitVisible(chromedp.CSS("form.signin button")))
		wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth || document.querySelectorAll('script').length > 0"))
		if err != nil || wide {
			t.Errorf("at %d px the page scrolls sideways or needs a script: %t, %v", width, wide, err)
		}
		do(t, tab, picture("signin-"+map[int64]string{320: "320", 375: "375", 1280: "1280"}[width]))
	}
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(h.phone), onPhone("本街道司法所"),
		chromedp.SendKeys(chromedp.CSS("#words"), "看案例\n"), onPhone("以案释法的案例"),
		chromedp.Click(chromedp.Search("(//a[contains(text(),'看全文')])[last()]")), chromedp.WaitVisible(chromedp.CSS("#sheet")))
	eventually(t, func() bool { // the frame has been to WeChat and back
		return strings.Contains(run("reach"), "网页阅读")
	})
	button := chromedp.CSS("form.signin button")
	do(t, tab, chromedp.EmulateViewport(375, 740), chromedp.Navigate(h.pages+"/i/"+code), chromedp.WaitVisible(button),
		chromedp.Click(button), chromedp.WaitVisible(chromedp.Search("//*[@role='status'][contains(., '签到成功')]")), picture("signin-done-375"),
		chromedp.Navigate(h.pages+"/i/"+code), chromedp.WaitVisible(chromedp.Search("//*[@role='status'][contains(., '您已签到')]")))
	var got signIns
	if err := json.Unmarshal([]byte(run("event", "signin", number, "--json")), &got); err != nil || got != (signIns{1, 1, 0}) {
		t.Errorf("%+v, %v", got, err)
	}
	// The phone goes to somebody else, whose browser is another.
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(h.phone), onPhone("本街道司法所"),
		chromedp.Click(chromedp.Search("//button[@role='radio'][contains(., '小李饭馆')]")), chromedp.WaitVisible(chromedp.Search("//div[@id='chips']/button[text()='我是企业']")),
		chromedp.Navigate(h.pages+"/i/"+code), chromedp.WaitVisible(button))
}
