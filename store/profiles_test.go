package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

func TestPulledFollowersAreThereOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		followers := NewFollowers(db)
		people := []Pulled{
			{Key: "aaaaaa01", Address: "o-1", Followed: noon, Scene: "market", Tags: []string{"重点", "老人"}},
			{Key: "aaaaaa02", Address: "o-2", Followed: noon},
		}
		for i, want := range [][2]int{{2, 0}, {0, 0}} {
			added, changed, err := followers.PutPulled(t.Context(), people, noon)
			if err != nil || added != want[0] || changed != want[1] {
				t.Errorf("pull %d: %d new, %d changed, %v", i+1, added, changed, err)
			}
		}
		people[0].Tags = []string{"老人"}
		if added, changed, err := followers.PutPulled(t.Context(), people, noon); err != nil || added != 0 || changed != 1 {
			t.Errorf("after a tag was taken away: %d new, %d changed, %v", added, changed, err)
		}
		all, err := followers.All(t.Context())
		if err != nil || len(all) != 2 || !cmp.Equal(all[0].Tags, []string{"老人"}) || all[0].Address != "o-1" {
			t.Errorf("followers %+v, %v", all, err)
		}
	})
}

func TestAPullDoesNotBringBackWhoLeftMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		left := bot.Person{Follower: pufa.Follower{Key: "p", Address: "o-p", Topics: []string{"婚姻家庭"}, Followed: noon}}
		x := bot.Exchange{MessageID: "m", At: noon.Add(time.Minute), Person: left}
		if _, _, err := NewInbox(db).Settle(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		pulled := []Pulled{{Key: "p", Address: "o-p", Followed: noon}}
		if _, changed, err := NewFollowers(db).PutPulled(t.Context(), pulled, noon); err != nil || changed != 0 {
			t.Errorf("%d changed, %v", changed, err)
		}
		if _, changed, err := NewFollowers(db).PutPulled(t.Context(), pulled, noon.Add(time.Hour)); err != nil || changed != 1 {
			t.Errorf("asked later, WeChat says that they follow: %d changed, %v", changed, err)
		}
		p, err := NewInbox(db).Person(t.Context(), "p")
		if err != nil || !p.Following || !cmp.Equal(p.Topics, []string{"婚姻家庭"}) {
			t.Errorf("person %+v, %v", p, err)
		}
	})
}

func TestProfilesReachThoseWhoChoose(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		followers := NewFollowers(db)
		_, _, err := followers.PutPulled(t.Context(), []Pulled{{Key: "abcdef01", Address: "o-1", Followed: noon, Tags: []string{"老人"}}}, noon)
		if err != nil {
			t.Fatal(err)
		}
		community, trade := "幸福社区", "餐饮"
		profiles := []Profile{{Key: "nobody"}, {Key: "abcdef01", Community: &community, Trade: &trade, Tags: &[]string{"重点", "重点"}}}
		for i, want := range []int{1, 0} {
			changed, unknown, err := followers.PutProfiles(t.Context(), profiles)
			if err != nil || changed != want || !cmp.Equal(unknown, []int{0}) {
				t.Errorf("file %d: %d changed, %v unknown, %v", i+1, changed, unknown, err)
			}
		}
		var got []pufa.Follower
		err = followers.EachFollower(t.Context(), func(f pufa.Follower) bool { got = append(got, f); return true })
		want := []pufa.Follower{{Key: "abcdef01", Following: true, Community: "幸福社区", Trade: "餐饮", Tags: []string{"重点", "老人"}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		if tags, err := followers.Tags(t.Context()); err != nil || len(tags) != 2 {
			t.Errorf("tags %v, %v", tags, err)
		}
		if key, err := followers.Find(t.Context(), "abcdef"); err != nil || key != "abcdef01" {
			t.Errorf("found %q, %v", key, err)
		}
	})
}

// A message that was being answered while a file came in does not undo the file.
func TestAnExchangeDoesNotUndoAProfile(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		before := bot.Person{Follower: pufa.Follower{Key: "p", Address: "o-p", Following: true}}
		settle := func(id string, told *bot.Told) {
			if _, _, err := NewInbox(db).Settle(t.Context(), bot.Exchange{MessageID: id, At: noon, Person: before, Told: told}); err != nil {
				t.Fatal(err)
			}
		}
		settle("1", nil)
		community := "幸福社区"
		if _, _, err := NewFollowers(db).PutProfiles(t.Context(), []Profile{{Key: "p", Community: &community}}); err != nil {
			t.Fatal(err)
		}
		settle("2", nil)
		if p, err := NewInbox(db).Person(t.Context(), "p"); err != nil || p.Community != "幸福社区" {
			t.Errorf("community %q, %v", p.Community, err)
		}
		settle("3", &bot.Told{Community: "和平社区", Trade: "餐饮"})
		if p, err := NewInbox(db).Person(t.Context(), "p"); err != nil || p.Community != "和平社区" || p.Trade != "餐饮" {
			t.Errorf("told %q %q, %v", p.Community, p.Trade, err)
		}
	})
}
