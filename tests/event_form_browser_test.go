package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/pufa/pufa/reach"
)

const formOffice = `office:
  name: 示例街道司法所
  communities: [幸福社区, 和平社区]
  staff:
    - {name: 小李, role: editor}
`

// air is the network between a telephone and the server: it can be away, and it can lose the answers to
// what the server has done already.
type air struct {
	address string
	mu      sync.Mutex
	away    bool
	losing  bool // answers to forms
	lost    int  // answers of the server that never came back
	posts   int  // forms that reached the server
}

func newAir(t *testing.T, server string) *air {
	t.Helper()
	a := &air{}
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		away, losing := a.state()
		form := r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/console/events/")
		if away {
			hangUp(w)
			return
		}
		if !form {
			proxy.ServeHTTP(w, r)
			return
		}
		if losing {
			answer := httptest.NewRecorder()
			proxy.ServeHTTP(answer, r)
			a.count(answer.Code)
			hangUp(w)
			return
		}
		a.count(0)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	a.address = front.URL
	return a
}

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

func (a *air) state() (away, losing bool) { a.mu.Lock(); defer a.mu.Unlock(); return a.away, a.losing }

func (a *air) set(away, losing bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.away, a.losing = away, losing
}

func (a *air) count(lost int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.posts++
	if lost == http.StatusOK {
		a.lost++
	}
}

func (a *air) lostSome(t *testing.T) {
	t.Helper()
	for range 400 {
		a.mu.Lock()
		n := a.lost
		a.mu.Unlock()
		if n > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server has not stored the form")
}

// enter opens the staff pages through the air.
func (a *air) enter(link string) step {
	_, pass, _ := strings.Cut(strings.Fields(link)[0], "/console/enter?")
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		return errors.Join(chromedp.Do(ctx, chromedp.Navigate(a.address+"/console/enter?"+pass)), chromedp.Do(ctx, chromedp.Click(chromedp.CSS("form.enter button"))),
			chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("header.side"))))
	})
}

// truth waits until the expression is true on the page, whatever pages come and go meanwhile.
func truth(expression string) step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		var last error
		for ctx.Err() == nil {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
			if ok {
				return nil
			}
			last = err
			time.Sleep(50 * time.Millisecond)
		}
		return fmt.Errorf("%s: %w", expression, errors.Join(ctx.Err(), last))
	})
}

func says(words string) step {
	return truth(fmt.Sprintf("document.querySelector('main')?.innerText.includes(%q)", words))
}

func photograph(t *testing.T, name string, c color.Color) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 2400, 1600))
	for y := range 1600 {
		for x := range 2400 {
			if (x/200+y/200)%2 == 0 {
				m.Set(x, y, c)
			} else {
				m.Set(x, y, color.White)
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func eventsOf(t *testing.T, run func(...string) string) (events []reach.Event) {
	t.Helper()
	lines := json.NewDecoder(strings.NewReader(run("event", "list", "--json")))
	for {
		var e reach.Event
		err := lines.Decode(&e)
		if errors.Is(err, io.EOF) {
			return events
		}
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
}

func fill(name string) []step {
	return []step{
		chromedp.SendKeys(chromedp.CSS("#name"), name),
		chromedp.SetValue(chromedp.CSS("#community"), "幸福社区"),
		chromedp.SendKeys(chromedp.CSS("#place"), "文化广场"),
		chromedp.SendKeys(chromedp.CSS("[name='heads.people']"), "85"),
		chromedp.SendKeys(chromedp.CSS("[name='handouts.name']"), "民法典手册"),
		chromedp.Click(chromedp.CSS(".line [name='handouts.copies'] + button")),
	}
}

// The whole way of an event from a place without a network: the form opens, what is typed and photographed
// outlives the tab, and comes to be one event however often the answer is lost.
func TestAnEventFromAPlaceWithoutANetworkArrivesOnce(t *testing.T) {
	h, _, run := office(t, formOffice)
	a := newAir(t, h.pages)
	red, blue := photograph(t, "red.jpg", color.RGBA{200, 30, 30, 255}), photograph(t, "blue.jpg", color.RGBA{30, 30, 200, 255})
	tab := browser(t)
	form := a.address + "/console/events/new"
	do(t, tab,
		chromedp.EmulateViewport(375, 812), a.enter(run("link", "--by", "小李")), inside(),
		chromedp.Navigate(form), truth("document.querySelector('#event-form[data-kept]')"),
		picture("event-form-375"),
	)
	a.set(true, false)
	do(t, tab, chromedp.Navigate(form), truth("document.querySelector('#event-form[data-ready]')?.dataset.mode === 'shell'"))
	do(t, tab, fill("民法典进社区讲座")...)
	do(t, tab,
		chromedp.SetUploadFiles(chromedp.CSS("input[multiple]"), []string{red, blue}),
		truth("document.querySelectorAll('.photos canvas').length === 2"), picture("event-form-typed-375"),
		chromedp.Reload(), says("接着上次没写完的写"),
		truth("document.querySelector('#name').value === '民法典进社区讲座' && document.querySelector('[name=\"handouts.copies\"]').value === '10' && document.querySelectorAll('.photos canvas').length === 2"),
		chromedp.Click(chromedp.CSS(".save button")), says("没有网络，已存在手机里，连上网会自动送出"), picture("event-form-away-375"),
	)
	do(t, tab, fill("校园法治课")...)
	do(t, tab, chromedp.Click(chromedp.CSS(".save button")), truth("document.querySelectorAll('#unsent li').length === 2"))
	if got := eventsOf(t, run); len(got) != 0 {
		t.Fatalf("%d events without a network", len(got))
	}

	a.set(false, true)
	do(t, tab, chromedp.Navigate(form), truth("document.querySelector('#event-form[data-ready]')"))
	a.lostSome(t) // the server has it, the telephone does not know
	a.set(true, false)
	do(t, tab, chromedp.Navigate("about:blank"))
	a.set(false, false)
	do(t, tab, chromedp.Navigate(a.address+"/console/"),
		truth("document.querySelector('#unsent .done') && !document.querySelector('#unsent li')"), picture("event-sent-375"))

	kept, err := chromedp.Run(tab, chromedp.Evaluate[[]string](
		`(async () => (await (await caches.open('pufa-shell-1')).keys()).map((r) => new URL(r.url).pathname))()`, chromedp.EvalAwaitPromise))
	for _, path := range kept {
		if path != "/console/events/shell" && !strings.HasPrefix(path, "/console/static/") {
			t.Errorf("the telephone keeps %s", path)
		}
	}
	if err != nil || len(kept) == 0 {
		t.Errorf("kept %v, %v", kept, err)
	}
	events := eventsOf(t, run)
	if len(events) != 2 {
		t.Fatalf("%d events, want 2", len(events))
	}
	for _, e := range events {
		want := map[string]int{"民法典进社区讲座": 2, "校园法治课": 0}[e.Name]
		if len(e.Photos) != want || e.Community != "幸福社区" || len(e.Heads) != 1 || e.Heads[0] != (reach.Heads{Basis: reach.Estimated, People: 85}) ||
			len(e.Handouts) != 1 || e.Handouts[0].Copies != 10 || e.EnteredBy.Name != "小李" {
			t.Errorf("%+v", e)
		}
		for _, p := range e.Photos {
			if p.Width != 1920 || p.Height != 1280 {
				t.Errorf("photo %+v", p)
			}
		}
	}
	if a.posts < 3 || a.lost < 1 {
		t.Errorf("%d forms were sent and %d answers lost: the test has tried nothing", a.posts, a.lost)
	}
}

// A pass that has ended does not cost what was entered: it waits for a new one.
func TestAFormWaitsForANewPass(t *testing.T) {
	h, _, run := office(t, formOffice)
	a := newAir(t, h.pages)
	tab := browser(t)
	do(t, tab, chromedp.EmulateViewport(375, 812), a.enter(run("link", "--by", "小李")), inside(),
		chromedp.Navigate(a.address+"/console/events/new"), truth("document.querySelector('#event-form[data-ready][data-kept]')"))
	do(t, tab, fill("宪法宣传")...)
	do(t, tab, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}),
		chromedp.Click(chromedp.CSS(".save button")), says("登录过期了"), picture("event-pass-375"))
	if got := eventsOf(t, run); len(got) != 0 {
		t.Fatalf("%d events without a pass", len(got))
	}
	do(t, tab, // what waits can still be put right
		chromedp.Click(chromedp.Search("//section[@id='unsent']//button[text()='打开改']")),
		truth("document.querySelector('#event-form[data-ready]') && document.querySelector('#name').value === '宪法宣传'"),
		chromedp.SendKeys(chromedp.CSS("#name"), "周"), chromedp.Click(chromedp.CSS(".save button")), says("登录过期了"),
		truth("document.querySelectorAll('#unsent li').length === 1"))
	do(t, tab, a.enter(run("link", "--by", "小李")), truth("document.querySelector('#unsent .done')"))
	if got := eventsOf(t, run); len(got) != 1 || got[0].Name != "宪法宣传周" {
		t.Errorf("%+v", got)
	}
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Click(chromedp.CSS(".who button")), says("没有密码，或者忘了"),
		chromedp.Navigate(a.address+"/console/events/new"), says("没有密码，或者忘了")) // who has left finds no form
}

// Without a script the form is a form: refused it keeps every word and names what is wrong.
func TestTheFormWorksWithoutAScript(t *testing.T) {
	h, _, run := office(t, formOffice)
	a := newAir(t, h.pages)
	notAPhoto := filepath.Join(t.TempDir(), "假照片.jpg")
	if err := os.WriteFile(notAPhoto, []byte("<script>alert(1)</script>"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := photograph(t, "good.jpg", color.RGBA{30, 150, 60, 255})
	tab := browser(t)
	do(t, tab, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.EmulateViewport(375, 812), a.enter(run("link", "--by", "小李")),
		chromedp.Navigate(a.address+"/console/events/new"), chromedp.WaitVisible(chromedp.CSS("#event-form")))
	do(t, tab, fill("")[1:4]...)
	do(t, tab, chromedp.SetUploadFiles(chromedp.CSS("input[multiple]"), []string{good, notAPhoto}),
		chromedp.Click(chromedp.CSS(".save button")),
		chromedp.WaitVisible(chromedp.Search("//*[@role='alert'][contains(., '缺少活动名称')][contains(., '假照片.jpg：这个文件不是照片')]")),
		chromedp.WaitVisible(chromedp.CSS(".photos img")), picture("event-refused-375"),
		chromedp.EmulateViewport(1280, 900), picture("event-refused-1280"), chromedp.EmulateViewport(375, 812),
		chromedp.SendKeys(chromedp.CSS("#name"), "没有脚本的登记"), chromedp.Click(chromedp.CSS(".save button")),
		chromedp.WaitVisible(chromedp.Search("//*[@role='status'][contains(., '已登记')]")), picture("event-done-375"))
	got := eventsOf(t, run)
	if len(got) != 1 || len(got[0].Photos) != 1 || got[0].Place != "文化广场" || got[0].Heads[0].People != 85 {
		t.Errorf("%+v", got)
	}
}

// The form stands in the width of a telephone with all that an event may have, and shows at once that a
// code is wrong.
func TestTheFormOfAnEventFitsTheScreen(t *testing.T) {
	h, _, run := office(t, formOffice)
	a := newAir(t, h.pages)
	tab := browser(t)
	do(t, tab, chromedp.EmulateViewport(375, 812), a.enter(run("link", "--by", "小李")), inside())
	form := a.address + "/console/events/new"
	do(t, tab, chromedp.Navigate(form), truth("document.querySelector('#event-form[data-ready]')"))
	do(t, tab, fill("走进企业")...)
	do(t, tab, chromedp.Click(chromedp.Search("//summary[contains(., '走访的企业')]")),
		chromedp.SendKeys(chromedp.CSS("[name='enterprises.name']"), "某某餐馆"), chromedp.SendKeys(chromedp.CSS("[name='enterprises.code']"), "91110000600037341X"),
		says("校验码"), chromedp.Click(chromedp.Search("//summary[contains(., '还有一种数法')]")), chromedp.Click(chromedp.Search("//summary[contains(., '其余的')]")),
		chromedp.SetUploadFiles(chromedp.CSS("input[multiple]"), []string{photograph(t, "a.jpg", color.RGBA{30, 90, 160, 255})}),
		truth("document.querySelectorAll('.photos canvas').length === 1"))
	for _, width := range []int64{320, 375, 1280} {
		do(t, tab, chromedp.EmulateViewport(width, 3000))
		wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
		if err != nil || wide {
			t.Errorf("at %d px it scrolls sideways: %t, %v", width, wide, err)
		}
		do(t, tab, picture(fmt.Sprintf("event-whole-%d", width)))
	}
	do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Click(chromedp.CSS(".save button")), truth("document.querySelector('[data-fault]')?.innerText.includes('校验码')"), picture("event-fault-1280"),
		truth("(document.querySelector('[name=\"enterprises.code\"]').value = '') === ''"), chromedp.Click(chromedp.CSS(".save button")), says("已登记"))
	if got := eventsOf(t, run); len(got) != 1 || len(got[0].Photos) != 1 || len(got[0].Enterprises) != 1 {
		t.Errorf("%+v", got)
	}
}

// inside waits until the staff pages are open.
func inside() step { return truth("document.querySelector('nav')") }
