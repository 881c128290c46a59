package console

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestScreens opens every page in a browser, on a desk and on a phone, in light and in dark.
func TestScreens(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no browser")
	}
	o := newOffice()
	h := open(t, func(p *Parts) {
		o.wire(p)
		stocked(t, p)
	})
	if _, err := o.Lock(t.Context(), "2026-01-01", "2026-12-04", adviser); err != nil {
		t.Fatal(err)
	}
	o.heads += 20
	tab := browser(t, path)
	see := func(name, path string) {
		t.Helper()
		for _, width := range []int64{1280, 375, 320} {
			do(t, tab, chromedp.EmulateViewport(width, 900), chromedp.Navigate(h.address+path), chromedp.WaitVisible(chromedp.CSS("main")))
			wide, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
			if err != nil || wide {
				t.Errorf("%s at %d px scrolls sideways: %t, %v", name, width, wide, err)
			}
			do(t, tab, picture(name+"-"+strconv.FormatInt(width, 10)))
		}
	}
	see("door", "/console/")
	do(t, tab, chromedp.Navigate(h.address+"/console/enter?t="+h.link(t, adviser)), chromedp.Click(chromedp.CSS("form.enter button")), chromedp.WaitVisible(chromedp.CSS("header.side")))
	pages := map[string]string{"home": "/console/", "reach": "/console/reach", "rows": "/console/reach/rows?kind=attended&from=2026-01-01&to=2026-12-31",
		"locked": "/console/reach/snapshots/snapshot-1", "events": "/console/events", "event": "/console/events/" + string(lectureID),
		"stock": "/console/stock?done=1", "rows-none": "/console/reach/rows?kind=referred", "missing": "/console/nowhere"}
	for name, path := range pages {
		see(name, path)
	}
}

func browser(t *testing.T, path string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("force-dark-mode", os.Getenv("PUFA_DARK") != ""))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(allocator)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
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

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
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

// picture keeps the page as a file where PUFA_SCREENS names the folder.
func picture(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		folder := os.Getenv("PUFA_SCREENS")
		if folder == "" {
			return nil
		}
		data, err := chromedp.FullScreenshot(100)(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), data, 0o644)
	})
}
