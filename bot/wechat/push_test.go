package wechat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/schedule"
)

// album is where the pictures of these tests are.
type album map[string][]byte

func (a album) File(_ context.Context, name string) ([]byte, error) {
	content, ok := a[name]
	if !ok {
		return nil, pufa.Errorf(pufa.NotFound, "没有这张图片")
	}
	return content, nil
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 5))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stage is an account on the simulated platform with so many followers.
func stage(t *testing.T, account wechatsim.Account, followers int) (Pusher, *wechatsim.Platform, []string) {
	t.Helper()
	p := wechatsim.New(wechatsim.Options{AppID: testAppID, AppSecret: testSecret, Account: account, Verified: true})
	server := httptest.NewServer(p.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(p.Close)
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: server.URL}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	var openIDs []string
	for i := range followers {
		id := p.Introduce(fmt.Sprintf("居民甲%d", i), wechatsim.Resident)
		if _, err := p.FollowAs(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		openIDs = append(openIDs, id)
	}
	return NewPusher(g, album{"cover": picture(t)}), p, openIDs
}

func shipment(n int, channel schedule.Channel, piece schedule.Piece, to []string) schedule.Shipment {
	return schedule.Shipment{ID: fmt.Sprintf("%032d", n), Channel: channel, Pieces: []schedule.Piece{piece}, To: to, Tag: len(to) < 2}
}

// seen returns the messages on a phone that came by the way.
func seen(p *wechatsim.Platform, openID, via string) (found []wechatsim.Shown) {
	for _, s := range p.Conversation(openID) {
		if s.Via == via {
			found = append(found, s)
		}
	}
	return found
}

var (
	words = schedule.Piece{Kind: schedule.Text, Body: "12 月 4 日是国家宪法日"}
	paper = schedule.Piece{Kind: schedule.Article, Title: "宪法与生活", Author: "司法所", Digest: "国家宪法日", Body: "<p>正文</p>", File: "cover"}
	photo = schedule.Piece{Kind: schedule.Image, File: "cover"}
)

func TestEveryPieceArrivesOnEveryChannel(t *testing.T) {
	for _, account := range []wechatsim.Account{wechatsim.Service, wechatsim.Subscription} {
		for n, piece := range []schedule.Piece{words, paper, photo} {
			p, sim, people := stage(t, account, 3)
			s := shipment(n, schedule.Mass, piece, people[:2])
			s.Tag = account == wechatsim.Subscription
			media, err := p.Prepare(t.Context(), s.Channel, s.Pieces)
			if err != nil {
				t.Fatal(err)
			}
			s.Media = media
			receipt, err := p.Send(t.Context(), s)
			if err != nil || receipt.Job == "" || receipt.Data == "" {
				t.Fatalf("%s, %s: %+v, %v", account, piece.Kind, receipt, err)
			}
			if o, err := p.Outcome(t.Context(), s.Channel, receipt.Job); err != nil || o.Done {
				t.Errorf("before it is sent: %+v, %v", o, err)
			}
			sim.Advance(t.Context(), time.Minute)
			if o, err := p.Outcome(t.Context(), s.Channel, receipt.Job); err != nil || !o.Done || !o.OK {
				t.Errorf("after it is sent: %+v, %v", o, err)
			}
			for i, want := range []int{1, 1, 0} {
				got := seen(sim, people[i], "mass")
				if len(got) != want {
					t.Errorf("%s, %s: person %d got it %d times, want %d", account, piece.Kind, i, len(got), want)
				}
			}
		}
	}
}

func TestCustomerMessagesAndPublishing(t *testing.T) {
	p, sim, people := stage(t, wechatsim.Subscription, 1)
	for n, piece := range []schedule.Piece{words, photo} {
		s := shipment(n, schedule.Customer, piece, people)
		var err error
		if s.Media, err = p.Prepare(t.Context(), s.Channel, s.Pieces); err != nil {
			t.Fatal(err)
		}
		if r, err := p.Send(t.Context(), s); err != nil || r.Job != "" || r.Count != (schedule.Count{Known: true, Sent: 1}) {
			t.Errorf("%s: %+v, %v", piece.Kind, r, err)
		}
	}
	if n := len(seen(sim, people[0], "custom")); n != 2 {
		t.Errorf("%d customer messages", n)
	}
	sim.Advance(t.Context(), 2*time.Minute)
	if _, err := p.Send(t.Context(), shipment(9, schedule.Customer, words, people)); pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "48 小时") {
		t.Errorf("after the window: %v", err)
	}

	page := shipment(3, schedule.Publish, paper, nil)
	media, err := p.Prepare(t.Context(), page.Channel, page.Pieces)
	if err != nil {
		t.Fatal(err)
	}
	page.Media = media
	receipt, err := p.Send(t.Context(), page)
	if err != nil || receipt.Job == "" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	sim.Advance(t.Context(), time.Minute)
	if o, err := p.Outcome(t.Context(), page.Channel, receipt.Job); err != nil || !o.Done || !o.OK {
		t.Errorf("published: %+v, %v", o, err)
	}
	page.Doubt = true
	if r, err := p.Send(t.Context(), page); err != nil || r.Job != "" {
		t.Errorf("asked again in doubt: %+v, %v", r, err)
	}
}

// Whatever happens to the answer, the same name again tells what became of the first call.
func TestAnAnswerThatIsLostIsAskedFor(t *testing.T) {
	for _, tag := range []bool{false, true} {
		for _, kind := range []wechatsim.FaultKind{wechatsim.FaultCut, wechatsim.FaultTruncate} {
			p, sim, people := stage(t, wechatsim.Service, 3)
			s := shipment(1, schedule.Mass, words, people)
			s.Tag = tag
			sim.InjectFault(wechatsim.Fault{Kind: kind, Path: "cgi-bin/message/mass/"})
			_, err := p.Send(t.Context(), s)
			var e *Error
			if !errors.As(err, &e) || !e.OutcomeUnknown() {
				t.Fatalf("%s: %v, want an unknown outcome", kind, err)
			}
			if _, err := p.Send(t.Context(), s); pufa.KindOf(err) != pufa.Limited {
				t.Errorf("%s: asked within the minute: %v", kind, err)
			}
			sim.Advance(t.Context(), 2*time.Minute)
			receipt, err := p.Send(t.Context(), s)
			if err != nil || receipt.Job == "" {
				t.Errorf("%s: %+v, %v", kind, receipt, err)
			}
			sim.Advance(t.Context(), 2*time.Minute)
			for _, id := range people {
				if n := len(seen(sim, id, "mass")); n != 1 {
					t.Errorf("%s, tag %v: got it %d times", kind, tag, n)
				}
			}
		}
	}
}

// What goes wrong before the send has sent nothing, and says so.
func TestAFaultOfATagSendsNothing(t *testing.T) {
	for _, path := range []string{"cgi-bin/tags/get", "cgi-bin/tags/create", "cgi-bin/tags/members/"} {
		p, sim, people := stage(t, wechatsim.Subscription, 60)
		sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultCut, Path: path})
		s := shipment(1, schedule.Mass, words, people[:55])
		s.Tag = true
		_, err := p.Send(t.Context(), s)
		var e *Error
		if !errors.As(err, &e) || e.OutcomeUnknown() || pufa.KindOf(err) != pufa.Limited {
			t.Errorf("%s: %v, want one that may be tried again", path, err)
		}
		s.To = people[5:] // meanwhile some have left, and others come
		if _, err := sim.Unfollow(t.Context(), people[59]); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Send(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		sim.Advance(t.Context(), time.Minute)
		got := 0
		for i, id := range people {
			n := len(seen(sim, id, "mass"))
			if n > 1 || n == 1 && (i < 5 || i == 59) {
				t.Errorf("%s: person %d got it %d times", path, i, n)
			}
			got += n
		}
		if got != 54 {
			t.Errorf("%s: %d got it, want 54", path, got)
		}
	}
}

func TestTagsOfEarlierPushesGo(t *testing.T) {
	p, sim, people := stage(t, wechatsim.Subscription, 2)
	for n := range 8 {
		if _, err := p.Send(t.Context(), shipment(n, schedule.Mass, words, people[:1])); err != nil {
			t.Fatal(err)
		}
		sim.Advance(t.Context(), 24*time.Hour)
	}
	tags, err := p.tags(t.Context())
	if err != nil || len(tags) != keptTags+1 {
		t.Errorf("%d tags are left, %v", len(tags), err)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	p, sim, people := stage(t, wechatsim.Subscription, 2)
	if _, err := p.Prepare(t.Context(), schedule.Mass, []schedule.Piece{{Kind: schedule.Image, File: "none"}}); pufa.KindOf(err) != pufa.NotFound {
		t.Errorf("a missing picture: %v", err)
	}
	if _, err := p.Send(t.Context(), shipment(1, schedule.Mass, words, people[:1])); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Send(t.Context(), shipment(2, schedule.Mass, words, people[:1])); pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "群发次数已用完") {
		t.Errorf("a second one on a day: %v", err)
	}
	sim.Advance(t.Context(), 24*time.Hour)
	sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultBusy, Path: "cgi-bin/message/mass/"})
	if _, err := p.Send(t.Context(), shipment(3, schedule.Mass, words, people[:1])); pufa.KindOf(err) != pufa.Limited {
		t.Errorf("busy: %v", err)
	}
	sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultToken, Path: "cgi-bin/message/mass/"})
	if _, err := p.Send(t.Context(), shipment(3, schedule.Mass, words, people[:1])); err != nil {
		t.Errorf("a token that ended: %v", err)
	}
	sim.Advance(t.Context(), 24*time.Hour)
	sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultToken, Path: "cgi-bin/message/mass/", Times: 2})
	if _, err := p.Send(t.Context(), shipment(5, schedule.Mass, words, people[:1])); pufa.KindOf(err) != pufa.Limited {
		t.Errorf("a token that ends again at once: %v", err)
	}
	if _, err := p.Send(t.Context(), shipment(4, schedule.Offline, words, people)); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("offline: %v", err)
	}
}

func TestAFinishEventSaysWhatBecameOfIt(t *testing.T) {
	for status, want := range map[string]schedule.Outcome{
		"send success": {Done: true, OK: true, Count: schedule.Count{Known: true, Sent: 90, Failed: 10}},
		"err(40002)":   {Done: true, Why: "微信没有发出这次群发：管理员没有在 30 分钟内确认"},
		"send fail":    {Done: true, Why: "微信没有发出这次群发（send fail）：请登录微信公众平台查看原因"},
	} {
		e := received{Status: status, TotalCount: "100", SentCount: "90"}.event(testClock())
		if got := e.Outcome(); got != want {
			t.Errorf("%s: %+v", status, got)
		}
	}
	if got := (received{Status: "send success"}).event(testClock()).Outcome(); got.Count.Known {
		t.Errorf("an event without counts: %+v", got)
	}
}

var _ schedule.Gateway = Pusher{}

func TestAPreviewComesToStaffAlone(t *testing.T) {
	second := paper
	second.Title = "民法典与生活"
	for name, test := range map[string]struct {
		pieces []schedule.Piece
		kinds  string
	}{
		"a text":      {[]schedule.Piece{words}, "text text"},
		"a picture":   {[]schedule.Piece{photo}, "text image"},
		"an article":  {[]schedule.Piece{paper}, "text news"},
		"two of them": {[]schedule.Piece{paper, second}, "text news text"},
	} {
		p, sim, people := stage(t, wechatsim.Subscription, 3)
		sim.Advance(t.Context(), time.Hour)
		if _, err := sim.Say(t.Context(), people[0], "在"); err != nil {
			t.Fatal(err)
		}
		results, err := p.Preview(t.Context(), "宪法宣传周", test.pieces, people[:2])
		if err != nil || results[0] != nil || pufa.KindOf(results[1]) != pufa.Denied || !strings.Contains(pufa.Say(results[1]), "48 小时") {
			t.Errorf("%s: %v, %v", name, results, err)
		}
		var kinds []string
		for _, s := range seen(sim, people[0], "custom") {
			kinds = append(kinds, s.Kind)
			for _, a := range s.Articles {
				if a.Title != paper.Title || a.URL == "" || a.Description != paper.Digest {
					t.Errorf("%s: %+v", name, a)
				}
			}
		}
		if got := strings.Join(kinds, " "); got != test.kinds {
			t.Errorf("%s: %q, want %q", name, got, test.kinds)
		}
		for _, other := range people {
			if len(seen(sim, other, "mass")) > 0 || other != people[0] && len(seen(sim, other, "custom")) > 0 {
				t.Errorf("%s: somebody else got something", name)
			}
		}
	}
	p, _, people := stage(t, wechatsim.Subscription, 1)
	if _, err := p.Preview(t.Context(), "空", nil, people); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("no pieces: %v", err)
	}
}

func TestWhatWasSentCanBeDeleted(t *testing.T) {
	for _, channel := range []schedule.Channel{schedule.Mass, schedule.Publish} {
		p, sim, people := stage(t, wechatsim.Service, 3)
		s := shipment(1, channel, paper, people)
		media, err := p.Prepare(t.Context(), s.Channel, s.Pieces)
		if err != nil {
			t.Fatal(err)
		}
		s.Media = media
		receipt, err := p.Send(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if channel == schedule.Publish {
			if err := p.Recall(t.Context(), channel, receipt.Job); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("before it is published: %v", err)
			}
		}
		sim.Advance(t.Context(), time.Minute)
		for range 2 {
			if err := p.Recall(t.Context(), channel, receipt.Job); err != nil {
				t.Errorf("%s: %v", channel, err)
			}
		}
		if got := seen(sim, people[0], "mass"); channel == schedule.Mass {
			page, err := http.Get(got[0].Articles[0].URL)
			if err != nil {
				t.Fatal(err)
			}
			page.Body.Close()
			if page.StatusCode != http.StatusNotFound {
				t.Errorf("the article is still there: %d", page.StatusCode)
			}
		}
		if err := p.Recall(t.Context(), channel, "1"); err == nil {
			t.Errorf("%s: one that is none", channel)
		}
	}
}
