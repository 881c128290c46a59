package h5_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// Wishes and Wish make the shelf h5.Wishes: it knows one follower.
func (s *shelf) Wishes(_ context.Context, key pufa.FollowerKey) (topics, communities []string, has bot.Person, err error) {
	has.Key, has.Following, has.Topics = key, true, []string{"婚姻家庭"}
	return []string{"劳动用工", "婚姻家庭"}, []string{"幸福社区"}, has, nil
}

func (s *shelf) Wish(_ context.Context, key pufa.FollowerKey, w bot.Wish) error {
	s.wisher, s.wish = key, w
	return nil
}

func passOf(t *testing.T, until time.Time) (pufa.FollowerKey, string) {
	t.Helper()
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	key := keyer.Key("o-somebody")
	return key, keyer.Pass(key, until)
}

func post(t *testing.T, c *http.Client, address, origin string, form url.Values) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", origin)
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestAFollowerChoosesByTheirPass(t *testing.T) {
	s, client, base := open(t)
	key, pass := passOf(t, noon.Add(30*time.Minute))
	status, body := fetch(t, client, base+"/subscribe?t="+pass)
	if status != 200 || !strings.Contains(body, `value="婚姻家庭" checked`) || strings.Contains(body, `value="劳动用工" checked`) || !strings.Contains(body, "幸福社区") {
		t.Fatalf("status %d: %s", status, body)
	}
	form := url.Values{"t": {pass}, "topic": {"劳动用工"}, "community": {"幸福社区"}, "trade": {"餐饮"}}
	if status, body = post(t, client, base+"/subscribe", "same-origin", form); status != 200 || !strings.Contains(body, "已保存") {
		t.Fatalf("status %d: %s", status, body)
	}
	want := bot.Wish{Topics: []string{"劳动用工"}, Told: bot.Told{Community: "幸福社区", Trade: "餐饮"}}
	if diff := cmp.Diff(want, s.wish); diff != "" || s.wisher != key {
		t.Errorf("by %q: %s", s.wisher, diff)
	}
	form.Set("stop", "1")
	if post(t, client, base+"/subscribe", "same-origin", form); !s.wish.OptedOut {
		t.Errorf("wish %+v", s.wish)
	}
}

func TestNobodyElseChoosesForAFollower(t *testing.T) {
	s, client, base := open(t)
	_, pass := passOf(t, noon.Add(30*time.Minute))
	_, over := passOf(t, noon.Add(-time.Second))
	form := url.Values{"t": {pass}, "stop": {"1"}}
	for name, c := range map[string]struct {
		pass, origin string
		want         int
	}{
		"from another site":          {pass, "cross-site", 403},
		"with a pass that is over":   {over, "same-origin", 403},
		"with a pass of one's own":   {strings.Repeat("A", 48), "same-origin", 403},
		"without a pass":             {"", "same-origin", 403},
		"with somebody's key for it": {"00112233445566778899aabbccddeeff", "same-origin", 403},
	} {
		form.Set("t", c.pass)
		if status, _ := post(t, client, base+"/subscribe", c.origin, form); status != c.want || s.wisher != "" {
			t.Errorf("%s: status %d, chosen for %q", name, status, s.wisher)
		}
	}
	if status, body := fetch(t, client, base+"/subscribe"); status != 200 || !strings.Contains(body, "发“订阅”") {
		t.Errorf("without a pass the page says nothing of the way: %d", status)
	}
	if status, body := fetch(t, client, base+"/subscribe?t="+over); status != 403 || !strings.Contains(body, "再发一次“订阅”") {
		t.Errorf("a pass that is over: %d %s", status, body)
	}
}
