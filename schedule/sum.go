package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Sum returns what has become of a delivery whose parts are all settled, and why.
func Sum(parts []Part) (DeliveryState, string) {
	n := map[PartState]int{}
	var whys []string
	for _, p := range parts {
		n[p.State]++
		if p.Why != "" && p.State != PartSent && !slices.Contains(whys, p.Why) && len(whys) < 3 {
			whys = append(whys, p.Why)
		}
	}
	why := strings.Join(whys, "；")
	switch len(parts) {
	case n[PartSent]:
		return Sent, ""
	case n[PartFailed]:
		return Failed, why
	case n[PartMissed]:
		return Missed, why
	case n[PartCancelled]:
		return CalledOff, why
	}
	switch {
	case n[PartUnclear] > 0:
		return Unclear, why
	case n[PartSent] > 0:
		return Partial, why
	default:
		return Failed, why
	}
}

// Rows returns the ledger's rows of a delivery that has ended. They count contacts and no people:
// whom the platform reached it does not say, and the same people are reached by the next push.
func Rows(d Delivery, parts []Part, now time.Time) []reach.Entry {
	accepted := 0
	for _, p := range parts {
		if p.State == PartSent {
			accepted += p.Size
		}
	}
	key := "delivery:" + string(d.ID)
	return []reach.Entry{
		row(key+":selected", d.Plan.ID, reach.PushSelected, reach.System, d.Selected, now),
		row(key+":accepted", d.Plan.ID, reach.PushAccepted, reach.Platform, accepted, now),
	}
}

// counted returns the ledger's rows of what the platform counted of a part.
func counted(p Part, now time.Time) []reach.Entry {
	if !p.Count.Known {
		return nil
	}
	key := "part:" + string(p.ID)
	rows := []reach.Entry{row(key+":delivered", p.Campaign, reach.PushDelivered, reach.Platform, p.Count.Sent, now)}
	if p.Count.Failed > 0 {
		rows = append(rows, row(key+":failed", p.Campaign, reach.PushFailed, reach.Platform, p.Count.Failed, now))
	}
	return rows
}

func row(key string, campaign pufa.ID, kind reach.Kind, basis reach.Basis, times int, now time.Time) reach.Entry {
	return reach.Entry{Key: key, At: now, Kind: kind, Basis: basis, Times: times, Subject: "campaign:" + string(campaign)}
}
