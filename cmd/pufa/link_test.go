package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

func TestAPassIsGoodOnlyForWhoStillStandsInTheSettings(t *testing.T) {
	keyer, err := reach.NewKeyer([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1795320000, 0)
	s := &session{cfg: Config{Office: OfficeConfig{Staff: []pufa.Staff{{Name: "小李", Role: pufa.Editor}, {Name: "王律师", Role: pufa.Adviser}}}}}
	g := gate{s, keyer, func() time.Time { return now }}
	for who, ok := range map[pufa.Staff]bool{
		{Name: "小李", Role: pufa.Editor}: true, {Name: "王律师", Role: pufa.Adviser}: true,
		{Name: "小李", Role: pufa.Admin}: false, {Name: "走了的人", Role: pufa.Editor}: false,
	} {
		got, _, err := g.Holder(keyer.StaffPass(who, now.Add(time.Hour)))
		if ok && (err != nil || got != who) || !ok && (pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "人员已经改过")) {
			t.Errorf("%v: %v, %v", who, got, err)
		}
	}
	if _, _, err := g.Holder(keyer.StaffPass(pufa.Staff{Name: "小李", Role: pufa.Editor}, now)); pufa.KindOf(err) != pufa.Denied {
		t.Errorf("an ended pass: %v", err)
	}
}

func TestTheLinkLeadsToWhereThePagesAre(t *testing.T) {
	for listen, want := range map[string]string{"127.0.0.1:8000": "http://127.0.0.1:8000", ":8000": "http://127.0.0.1:8000",
		"0.0.0.0:80": "http://127.0.0.1:80", "[::]:8000": "http://127.0.0.1:8000", "pufa.lan:8000": "http://pufa.lan:8000"} {
		s := &session{cfg: Config{Listen: listen, Data: t.TempDir()}}
		if got := s.pagesAddress(); got != want {
			t.Errorf("%s: %s, want %s", listen, got, want)
		}
		s.cfg.PublicURL = "https://pufa.example.cn"
		if got := s.pagesAddress(); got != "https://pufa.example.cn" {
			t.Errorf("with a public address: %s", got)
		}
	}
}
