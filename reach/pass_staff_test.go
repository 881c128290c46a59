package reach

import (
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
)

func TestAStaffPassNamesItsHolderUntilItEnds(t *testing.T) {
	keyer, other := keyerOf(t, "k"), keyerOf(t, "o")
	now := time.Unix(1795320000, 0)
	who := pufa.Staff{Name: "王律师", Role: pufa.Adviser}
	pass := keyer.StaffPass(who, now.Add(StaffPassLasts))
	got, until, err := keyer.StaffHolder(pass, now.Add(StaffPassLasts-time.Second))
	if err != nil || got != who || !until.Equal(now.Add(StaffPassLasts)) {
		t.Fatalf("holder %v until %v, %v", got, until, err)
	}
	if _, _, err := keyer.StaffHolder(pass, now.Add(StaffPassLasts)); pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "过期") {
		t.Errorf("a pass that is over: %v", err)
	}
	if _, _, err := other.StaffHolder(pass, now); pufa.KindOf(err) != pufa.Denied {
		t.Errorf("a pass of another house: %v", err)
	}
	for i := range pass {
		for _, c := range []string{"x", "A", "_", "", "AA"} {
			forged := pass[:i] + c + pass[i+1:]
			if forged == pass {
				continue
			}
			if got, _, err := keyer.StaffHolder(forged, now); err == nil {
				t.Errorf("changed to %q at %d it is good for %v", c, i, got)
			}
		}
	}
}

func TestWhatIsNoStaffPassOpensNothing(t *testing.T) {
	keyer, now := keyerOf(t, "k"), time.Unix(1795320000, 0)
	follower := keyer.Pass(keyer.Key("o-somebody"), now.Add(PassLasts))
	for _, bad := range []string{"", "x", strings.Repeat("A", 48), strings.Repeat("A", 100_000), "\x00", "王律师", follower,
		keyer.StaffPass(pufa.Staff{Role: pufa.Admin}, now.Add(time.Hour))} {
		if who, _, err := keyer.StaffHolder(bad, now); pufa.KindOf(err) != pufa.Denied {
			t.Errorf("%.40q opens the pages to %v: %v", bad, who, err)
		}
	}
	if _, err := keyer.Holder(keyer.StaffPass(pufa.Staff{Name: "x", Role: pufa.Admin}, now.Add(time.Hour)), now); err == nil {
		t.Error("a staff pass opens a follower's page")
	}
}

func keyerOf(t *testing.T, letter string) Keyer {
	t.Helper()
	keyer, err := NewKeyer([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return keyer
}
