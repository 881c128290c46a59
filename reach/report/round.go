package report

import (
	"fmt"
	"strings"
)

// Rounded writes a number as the yearly sentence does: down to a round number with 余 after it, never up.
// Below ten it stands as it is, below ten thousand its first digit stays (8456 → 8000余), above that the
// thousands (12345 → 1.2万余). A number that is round has no 余.
func Rounded(n int) string {
	unit := 1
	for n/unit >= 10 && unit < 1000 {
		unit *= 10
	}
	down := n / unit * unit
	text := fmt.Sprint(down)
	if down >= 10_000 {
		text = strings.TrimSuffix(fmt.Sprintf("%d.%d", down/10_000, down/1000%10), ".0") + "万"
	}
	if down != n {
		text += "余"
	}
	return text
}
