package tests

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser opens a tab of Chromium.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	need(t, "browser", err)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(allocator)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil { // starts it, for as long as tab lives
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil {
			t.Log(err)
		}
		closeTab()
		stop()
	})
	return tab
}

type step = chromedp.Action[chromedp.Void]

// do takes steps in a tab, each within 20 seconds.
func do(t *testing.T, tab context.Context, steps ...step) {
	t.Helper()
	for n, s := range steps {
		ctx, cancel := context.WithTimeout(tab, 20*time.Second)
		err := chromedp.Do(ctx, s)
		cancel()
		if err != nil {
			t.Fatalf("step %d: %v", n+1, err)
		}
	}
}

// picture keeps the page as docs/images/NAME.png where PUFA_SCREENS names the folder.
func picture(name string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		folder := os.Getenv("PUFA_SCREENS")
		if folder == "" {
			return nil
		}
		data, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), data, 0o644)
	})
}

// backToQuestion scrolls the conversation up to what was asked, so that the beginning of the answer shows.
func backToQuestion() step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.querySelector('#talk .mine').scrollIntoView(), true"))
		return err
	})
}

// onPhone waits until the words stand in the phone's conversation.
func onPhone(words string) step {
	return chromedp.Poll[chromedp.Void](fmt.Sprintf("document.querySelector('#talk').innerText.includes(%q)", words))
}

func TestScreensOfThePhone(t *testing.T) {
	h := open(t, t.TempDir())
	tab := browser(t)
	do(t, tab,
		chromedp.EmulateViewport(1280, 900), chromedp.Navigate(h.phone), onPhone("本街道司法所"),
		chromedp.SendKeys(chromedp.CSS("#words"), "干了三个月活 老板一分钱没给 找谁要啊\n"), onPhone("劳动合同法"),
		chromedp.Sleep(500*time.Millisecond), backToQuestion(), picture("phone"),
		chromedp.Click(chromedp.Search("(//a[contains(text(),'看全文')])[last()]")), chromedp.WaitVisible(chromedp.CSS("#sheet")),
		chromedp.Sleep(800*time.Millisecond), picture("phone-page"),
		chromedp.Click(chromedp.CSS("#sheet-close")),
		chromedp.EmulateViewport(375, 740), chromedp.Sleep(300*time.Millisecond), picture("phone-375"),
		chromedp.SendKeys(chromedp.CSS("#words"), "他又打我了 我躲厕所里\n"), onPhone("110"),
		chromedp.Sleep(500*time.Millisecond), picture("phone-danger-375"),
	)
}

func TestScreensOfThePages(t *testing.T) {
	data := t.TempDir()
	laws := t.TempDir()
	if err := os.WriteFile(filepath.Join(laws, "示例邻里互助促进法(2020-05-01).md"), []byte(sampleLaw), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := pufa(t, data, "", "import", laws); status != 0 {
		t.Fatalf("import ends with %d: %s", status, errs)
	}
	h := open(t, data)
	tab := browser(t)
	law := "/law/" + url.PathEscape("示例邻里互助促进法")
	pages := map[string]string{
		"home": "/", "entry": "/e/laodong-tuoqian-gongzi", "case": "/e/laodong-anli-wu-hetong", "law": law, "article": law + "/2",
		"search": "/search?q=" + url.QueryEscape("邻居 梯子"), "ask": "/ask", "privacy": "/privacy", "cases": "/cases", "missing": "/e/nothing",
	}
	for name, path := range pages {
		for _, width := range []int64{1280, 375, 320} {
			do(t, tab, chromedp.EmulateViewport(width, 812), chromedp.Navigate(h.pages+path), chromedp.WaitVisible(chromedp.CSS("main")))
			wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
			if err != nil || wide {
				t.Errorf("%s at %d px scrolls sideways: %t, %v", name, width, wide, err)
			}
			do(t, tab, picture(fmt.Sprintf("%s-%d", name, width)))
		}
	}
	do(t, tab,
		chromedp.EmulateViewport(375, 812), chromedp.Navigate(h.pages+"/ask"),
		chromedp.SendKeys(chromedp.CSS("#q"), "老板拖欠工资怎么办"), chromedp.Click(chromedp.CSS("form.ask button")),
		chromedp.WaitVisible(chromedp.CSS(".answer")), picture("answer-375"),
		chromedp.Navigate(h.pages+"/print/large?back=/e/laodong-tuoqian-gongzi"), chromedp.WaitVisible(chromedp.CSS("html.large")), picture("entry-large-375"),
	)
}

const sampleLaw = `# 中华人民共和国示例邻里互助促进法

2020年5月1日 示例会议通过

2020年6月1日 施行

<!-- INFO END -->

## 第一章 总则

第一条 为了让邻居好好相处，制定本法。

第二条 邻居借用梯子的，应当及时归还。

有下列情形之一的，可以不借：

（一）梯子坏了；

（二）正在使用。

## 第二章 附则

第三条 本法自2020年6月1日起施行。
`
