package poster

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lines breaks a text into the fewest lines that are within the width, as even as can be, so that no line
// holds a single character; breaks after punctuation are liked.
func (f *Face) lines(text string, size, width float64) []string {
	words := unbroken(text)
	wide := make([]float64, len(words)+1)
	for i, w := range words {
		wide[i+1] = wide[i] + f.width(w, size)
	}
	costs, from := make([]float64, len(words)+1), make([]int, len(words)+1)
	for end := 1; end <= len(words); end++ {
		costs[end] = math.Inf(1)
		for start := end - 1; start >= 0; start-- {
			long := wide[end] - wide[start]
			if long > width && start < end-1 {
				break
			}
			if cost := costs[start] + raggedness(long/width, words[end-1]); cost < costs[end] {
				costs[end], from[end] = cost, start
			}
		}
	}
	var found []string
	for end := len(words); end > 0; end = from[end] {
		found = append([]string{strings.Join(words[from[end]:end], "")}, found...)
	}
	return found
}

// raggedness is what a line costs that is filled to such a part: another line costs more than any gap.
func raggedness(filled float64, last string) float64 {
	gap := 1 - filled
	cost := 10 + gap*gap
	if strings.ContainsAny(last, "，。？！；：、") {
		cost -= 0.12
	}
	return cost
}

const (
	notFirst = "，。！？；：、）》”’…·%％.,!?;:)]~—"
	notLast  = "（《“‘([¥￥"
)

// unbroken cuts a text where a line may end: between Chinese characters, not before closing and after
// opening marks, and not within numbers and foreign words.
func unbroken(text string) (words []string) {
	runes := []rune(strings.TrimSpace(text))
	start := 0
	for i := 1; i < len(runes); i++ {
		before, after := runes[i-1], runes[i]
		switch {
		case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
		case narrow(before) && narrow(after), isDigit(before) && strings.ContainsRune("年月日天元万次个倍小", after):
		default:
			words = append(words, string(runes[start:i]))
			start = i
		}
	}
	return append(words, string(runes[start:]))
}

func narrow(r rune) bool  { return r < unicode.MaxASCII && r != ' ' }
func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// fit returns the text's lines at the largest size from most down to least at which there are at most so many.
func (f *Face) fit(text string, most, least, width float64, count int) (float64, []string) {
	size := most
	lines := f.lines(text, size, width)
	for size > least && len(lines) > count {
		size = max(size-most/40, least)
		lines = f.lines(text, size, width)
	}
	return size, lines
}

// fitClean is fit for titles: it takes a smaller size, down to clean, where every line then ends with a mark.
func (f *Face) fitClean(text string, most, clean, least, width float64, count int) (float64, []string) {
	for size := most; size >= clean; size -= most / 40 {
		lines := f.lines(text, size, width)
		if len(lines) <= count && endWithMarks(lines[:len(lines)-1]) {
			return size, lines
		}
	}
	return f.fit(text, most, least, width, count)
}

func endWithMarks(lines []string) bool {
	for _, line := range lines {
		last, _ := utf8.DecodeLastRuneInString(line)
		if !strings.ContainsRune("，。？！；：、”）》", last) {
			return false
		}
	}
	return true
}
