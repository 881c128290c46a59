package console

import (
	"slices"

	"github.com/pufa/pufa/reach"
)

// factsShown lists what an event says but for what the page shows in places of its own.
func factsShown(e reach.Event) []reach.Fact {
	elsewhere := []string{"名称", "状态", "到场", "另记到场（不计入报表）", "照片"}
	return slices.DeleteFunc(e.Facts(), func(f reach.Fact) bool { return slices.Contains(elsewhere, f.Name) })
}

// showHeads lists the head-counts of an event: the first of a held one is the one that counts.
func showHeads(e reach.Event) (out []headsShown) {
	for i, h := range e.Heads {
		out = append(out, headsShown{h.Basis.Chinese(), digits(h.People), digits(max(h.Times, h.People)), i == 0 && e.State == reach.EventDone})
	}
	return out
}

// showSteps lists the trail, the latest step first, each with what it changed.
func showSteps(steps []reach.EventStep) []stepShown {
	out := make([]stepShown, len(steps))
	for i, step := range steps {
		shown := stepShown{Action: step.Action.Chinese(), By: step.By.Name + "（" + step.By.Role.Chinese() + "）", At: moment(step.At), Note: step.Note}
		if i > 0 {
			shown.Changes = step.Event.ChangesFrom(steps[i-1].Event)
		}
		out[len(steps)-1-i] = shown
	}
	return out
}
