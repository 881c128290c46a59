package wechatsim

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// require skips a test for want of something, or fails it where PUFA_TEST_REQUIRE names it.
func require(t *testing.T, what, reason string) {
	t.Helper()
	for name := range strings.SplitSeq(os.Getenv("PUFA_TEST_REQUIRE"), ",") {
		if name == what {
			t.Fatal(reason)
		}
	}
	t.Skip(reason)
}

// browser opens a tab of Chromium at a width and collects the errors of its console.
func browser(t *testing.T, width, height int) (context.Context, func() []string) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		require(t, "browser", "Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(allocator)
	var mu sync.Mutex
	var complaints []string
	var listener sync.WaitGroup
	messages := chromedp.Console(tab)
	listener.Go(func() {
		for message, err := range messages {
			if err != nil {
				return
			}
			if message.Type == chromedp.ConsoleError || message.Type == chromedp.ConsoleException {
				mu.Lock()
				complaints = append(complaints, message.Text)
				mu.Unlock()
			}
		}
	})
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil {
			t.Log(err)
		}
		closeTab()
		stop()
		listener.Wait()
	})
	return tab, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(complaints)
	}
}

// drive does steps in a tab, each within 20 seconds.
func drive(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for n, step := range steps {
		ctx, cancel := context.WithTimeout(tab, 20*time.Second)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			t.Fatalf("step %d: %v", n+1, err)
		}
	}
}

// shot keeps a picture of the page in PUFA_TEST_SHOTS, where that is set.
func shot(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		folder := os.Getenv("PUFA_TEST_SHOTS")
		if folder == "" {
			return nil
		}
		picture, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644)
	})
}

// office is an account that answers as a legal publicity account might.
func office(page string) func(in incoming, n int) string {
	return func(in incoming, _ int) string {
		switch {
		case in.Event == "subscribe":
			return reply(in, "您好，这里是示例街道普法公众号。👋\n直接输入您遇到的事就行，比如“老板拖欠工资怎么办？”\n本号内容是普法宣传，不是法律意见。")
		case in.Event == "CLICK":
			return reply(in, "您可以直接提问，也可以选一项：\n"+choiceLine("1", "劳动用工")+"\n"+choiceLine("2", "邻里纠纷")+"\n"+choiceLine("3", "我是企业"))
		case in.MsgType == "text":
			return reply(in, "可以先和单位协商，协商不成可以向劳动监察大队投诉，也可以申请劳动仲裁。\n\n【依据】《中华人民共和国劳动法》第五十条\n"+
				"【怎么做】\n1. 保留考勤、聊天记录、转账记录；\n2. 打 12333 或 12348 咨询。\n\n"+
				`<a href="`+page+`">查看全文</a>`+"\n\n您是不是还想问：\n"+choiceLine("11", "没有签合同怎么办？")+"\n"+choiceLine("12", "仲裁要多久？")+
				"\n<script>alert(1)</script>")
		}
		return "success"
	}
}

func choiceLine(id, words string) string {
	return fmt.Sprintf(`<a href="weixin://bizmsgmenu?msgmenucontent=%s&msgmenuid=%s">%s</a>`, words, id, words)
}

func browserWorld(t *testing.T) *world {
	w := newWorld(t, func(o *Options) {
		o.Mode, o.Name = Plain, "示例街道普法"
	})
	page := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(out, "<!doctype html><meta charset=utf-8><title>全文</title><h1>工资应当按月支付</h1>")
	}))
	t.Cleanup(page.Close)
	w.account.answers(office(page.URL))
	w.wantCode("menu/create", w.post("cgi-bin/menu/create", object{"button": []object{
		{"name": "我要问法", "sub_button": []object{
			{"type": "click", "name": "常见问题", "key": "FAQ"}, {"type": "click", "name": "人工咨询", "key": "HUMAN"},
			{"type": "view", "name": "法律条文", "url": page.URL},
		}},
		{"type": "click", "name": "以案释法", "key": "CASE"},
		{"name": "我的", "sub_button": []object{{"type": "click", "name": "我是企业", "key": "ENTERPRISE"}, {"type": "click", "name": "大字版", "key": "LARGE"}}},
	}}), 0)
	return w
}

// seen waits until the words stand in the conversation.
func seen(words string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](fmt.Sprintf("document.querySelector('#talk').innerText.includes(%q)", words))
}

func TestPhonePageCarriesAConversation(t *testing.T) {
	for _, size := range []struct{ width, height int }{{1280, 900}, {375, 740}} {
		t.Run(fmt.Sprint(size.width), func(t *testing.T) {
			w := browserWorld(t)
			ctx, complaints := browser(t, size.width, size.height)
			name := fmt.Sprint(size.width)
			drive(t, ctx,
				chromedp.EmulateViewport(int64(size.width), int64(size.height)),
				chromedp.Navigate(w.url), seen("示例街道普法公众号"), shot(name+"-welcome"),
				chromedp.SendKeys(chromedp.CSS("#words"), "老板拖欠工资怎么办？\n"), seen("查看全文"), shot(name+"-answer"),
				seen("<script>alert(1)</script>"),
				chromedp.Click(chromedp.Search("//li//button[text()='仲裁要多久？']")), seen("仲裁要多久？"),
				chromedp.Click(chromedp.Search("//button[text()='我要问法']")), shot(name+"-menu"),
				chromedp.Click(chromedp.Search("//button[text()='常见问题']")), seen("邻里纠纷"),
				chromedp.Click(chromedp.Search("(//a[text()='查看全文'])[last()]")), chromedp.WaitVisible(chromedp.CSS("#sheet")),
				chromedp.Sleep(400*time.Millisecond), shot(name+"-sheet"),
				chromedp.Click(chromedp.CSS("#sheet-close")), chromedp.WaitNotVisible(chromedp.CSS("#sheet")),
			)
			order, err := chromedp.Run(ctx, chromedp.Evaluate[string](
				"[...document.querySelectorAll('#talk > li')].map(li => li.className).join(' ')"))
			if want := "stamp line msg theirs msg mine msg theirs msg mine msg theirs line msg theirs"; err != nil || order != want {
				t.Errorf("the screen holds %q, %v; want %q", order, err, want)
			}
			wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
			if err != nil || wide {
				t.Errorf("the page scrolls sideways: %t, %v", wide, err)
			}
			if list := complaints(); len(list) > 0 {
				t.Error(list)
			}
			taps := w.account.events("text")
			if last := taps[len(taps)-1]; last.MenuID != "12" {
				t.Errorf("the tapped choice came as %+v", last)
			}
			if n := len(w.account.events("subscribe")); n != 1 {
				t.Errorf("%d subscribe events", n)
			}
		})
	}
}

func TestPhonePageOnASmallScreenChangesHandsAndShowsTrouble(t *testing.T) {
	w := browserWorld(t)
	ctx, complaints := browser(t, 375, 740)
	drive(t, ctx,
		chromedp.EmulateViewport(375, 740), chromedp.Navigate(w.url), seen("示例街道普法公众号"),
		chromedp.Click(chromedp.CSS("#open-panel")), chromedp.WaitVisible(chromedp.CSS("#people")), shot("375-panel"),
		chromedp.Click(chromedp.Search("//button[@role='radio'][contains(., '小李饭馆')]")),
		chromedp.WaitNotVisible(chromedp.CSS("#panel")), chromedp.WaitVisible(chromedp.Search("//div[@id='chips']/button[text()='我是企业']")), seen("你已关注该公众号"),
		shot("375-enterprise"),
	)
	shop := w.Introduce("小李饭馆", Enterprise)
	w.account.answers(func(in incoming, _ int) string { return "<html>oops</html>" })
	drive(t, ctx, chromedp.Click(chromedp.Search("//div[@id='chips']/button[text()='我是企业']")), seen(Unavailable))
	w.wantCode("news", w.post("cgi-bin/message/custom/send", object{"touser": shop, "msgtype": "news", "news": object{"articles": []object{{
		"title": "餐饮店用工，这三件事要写进合同", "description": "试用期、社保、加班费：小店最常见的三类纠纷", "url": w.url + "/s/1/1",
	}}}}), 0)
	w.pass(26 * time.Hour)
	if _, err := w.SendImage(ctx, shop, samplePicture()); err != nil {
		t.Fatal(err)
	}
	drive(t, ctx, seen("餐饮店用工"), chromedp.Sleep(300*time.Millisecond), shot("375-trouble"))
	if list := complaints(); len(list) > 0 {
		t.Error(list)
	}
}
