package console

import "strings"

// diffLine is a line of two texts side by side.
type diffLine struct {
	Mark string // "-" only in the first, "+" only in the second, "" in both
	Text string
}

// diffMost bounds the lines that are compared: an entry has dozens.
const diffMost = 1500

// diffLines compares two texts line by line, by their longest common subsequence.
func diffLines(before, after string) (out []diffLine) {
	a, b := strings.Split(strings.TrimSpace(before), "\n"), strings.Split(strings.TrimSpace(after), "\n")
	if len(a) > diffMost || len(b) > diffMost {
		return []diffLine{{"", "太长了，不逐行比较。"}}
	}
	common := make([][]int16, len(a)+1) // of the lines from there to the end
	for i := range common {
		common[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, diffLine{"", a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, diffLine{"-", a[i]})
			i++
		default:
			out = append(out, diffLine{"+", b[j]})
			j++
		}
	}
	return out
}
