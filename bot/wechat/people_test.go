package wechat

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/bot/wechatsim"
)

func TestFollowersArePulledPageByPageWithTheirTags(t *testing.T) {
	sim := wechatsim.New(wechatsim.Options{AppID: testAppID, AppSecret: testSecret, Account: wechatsim.Service, Verified: true,
		Limits: wechatsim.Limits{PageOfUsers: 150}})
	api := httptest.NewServer(sim.Handler())
	t.Cleanup(api.Close)
	t.Cleanup(sim.Close)
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: api.URL}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	p := NewPusher(g, album{})
	var people []string
	for i := range 320 {
		id := sim.Introduce(fmt.Sprintf("居民乙%d", i), wechatsim.Resident)
		if _, err := sim.FollowAs(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		people = append(people, id)
	}
	for _, name := range []string{"重点", tagPrefix + "1"} {
		var made struct{ Tag wechatTag }
		if err := p.ask(t.Context(), "tags/create", "/cgi-bin/tags/create", map[string]any{"tag": map[string]string{"name": name}}, &made); err != nil {
			t.Fatal(err)
		}
		if err := p.batches(t.Context(), "tags/members/batchtagging", made.Tag.ID, people[:2]); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	stopped := errors.New("stopped")
	pull := func(after string, most int) error {
		return p.Followers(t.Context(), after, func(batch []Known) error {
			if len(batch) > infoBatch {
				t.Errorf("%d at once", len(batch))
			}
			for _, k := range batch {
				got = append(got, k.OpenID)
				if tagged := k.OpenID == people[0] || k.OpenID == people[1]; tagged != cmp.Equal(k.Tags, []string{"重点"}) {
					t.Errorf("tags %v", k.Tags)
				}
				if k.Followed.IsZero() {
					t.Error("nobody knows since when they follow")
				}
			}
			if len(got) > most {
				return stopped
			}
			return nil
		})
	}
	if err := pull("", 120); !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	if err := pull(got[len(got)-1], 1000); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(people, got); diff != "" {
		t.Error(diff)
	}
}
