package schedule

import "testing"

func TestADeliveryIsWhatBecameOfItsParts(t *testing.T) {
	for name, test := range map[string]struct {
		parts []PartState
		want  DeliveryState
	}{
		"all sent":              {[]PartState{PartSent, PartSent}, Sent},
		"none sent":             {[]PartState{PartFailed, PartFailed}, Failed},
		"all missed":            {[]PartState{PartMissed}, Missed},
		"all called off":        {[]PartState{PartCancelled, PartCancelled}, CalledOff},
		"one failed":            {[]PartState{PartSent, PartFailed}, Partial},
		"one called off":        {[]PartState{PartSent, PartCancelled}, Partial},
		"one unclear":           {[]PartState{PartSent, PartUnclear, PartFailed}, Unclear},
		"missed and called off": {[]PartState{PartMissed, PartCancelled}, Failed},
	} {
		var parts []Part
		for _, s := range test.parts {
			parts = append(parts, Part{State: s, Why: "原因"})
		}
		got, why := Sum(parts)
		if got != test.want || (why == "") != (got == Sent) {
			t.Errorf("%s: %s, %q", name, got.Chinese(), why)
		}
	}
}
