package reach

import (
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
)

func TestAPassOpensItsHoldersPageForAWhile(t *testing.T) {
	keyer, err := NewKeyer([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewKeyer([]byte(strings.Repeat("o", 32)))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1795320000, 0)
	key := keyer.Key("o-somebody")
	pass := keyer.Pass(key, now.Add(PassLasts))
	if strings.Contains(pass, "o-somebody") || pass == "" {
		t.Fatalf("pass %q", pass)
	}
	if got, err := keyer.Holder(pass, now.Add(29*time.Minute)); err != nil || got != key {
		t.Errorf("holder %q, %v", got, err)
	}
	if _, err := keyer.Holder(pass, now.Add(31*time.Minute)); pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "30 分钟") {
		t.Errorf("a pass that is over: %v", err)
	}
	if _, err := other.Holder(pass, now); pufa.KindOf(err) != pufa.Denied {
		t.Errorf("a pass of another house: %v", err)
	}
	for i := range pass {
		forged := pass[:i] + "x" + pass[i+1:]
		if pass[i] == 'x' {
			forged = pass[:i] + "y" + pass[i+1:]
		}
		if got, err := keyer.Holder(forged, now); err == nil && got != key {
			t.Errorf("changed at %d it opens another's page", i)
		}
	}
	for _, bad := range []string{"", "x", strings.Repeat("A", 48), keyer.Pass("", now)} {
		if _, err := keyer.Holder(bad, now); pufa.KindOf(err) != pufa.Denied {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
