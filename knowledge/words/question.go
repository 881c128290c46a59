package words

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// longest bounds what is looked at of a question, in runes.
const longest = 600

// filler is what people say around a question. It is taken out of questions and of the ways people
// ask, never out of statutes, whose words are what is looked for.
var filler = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`
		请问一下 请问 您好 你好 在吗 有人吗 想问一下 想问下 想问问 我想问 我就想问 问一下 问下 咨询一下 咨询下 想咨询
		麻烦问 帮忙看看 求助 求解 在线等 急急急 谢谢 谢了 多谢 律师
		是否 如何 怎么办 怎么样 怎么 怎样 咋办 咋整 咋个 咋弄 咋 点算 点办 什么样 什么 啥子 啥
		哪些 哪个 哪里 多少 多久 能不能 可不可以 会不会 是不是 有没有 可以吗 应该 应当 可以 需要 能否 的话 为何 为啥
		这个 那个 就是 然后 现在 还有 但是 而且 因为 所以 我们 你们 他们 俺们 咱们 自己 一个 这种 那种 这样 那样
		吗 呢 吧 啊 呀 哦 哈 嘛 呗 哎 唉 诶 噢 哇 哟 啦 咯 伐 谁 了 的 俺`) {
		words[w] = true
	}
	return words
})

// longestFiller is in runes.
const longestFiller = 5

// withoutFiller puts a blank in the place of each word of filler, the longest where several begin.
func withoutFiller(text string) string {
	fillers := filler()
	var b strings.Builder
	b.Grow(len(text))
	for at := 0; at < len(text); {
		if n := fillerAt(fillers, text[at:]); n > 0 {
			b.WriteByte(' ')
			at += n
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		b.WriteString(text[at : at+size])
		at += size
	}
	return b.String()
}

// fillerAt returns how many bytes of filler the text begins with.
func fillerAt(fillers map[string]bool, text string) (longest int) {
	end := 0
	for range longestFiller {
		if end >= len(text) {
			break
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
		if fillers[text[:end]] {
			longest = end
		}
	}
	return longest
}

// Question is a question split for search.
type Question struct {
	Terms []string   // its distinct terms, in order
	Runes []string   // its distinct Chinese characters
	More  []string   // distinct terms that it does not hold: what law calls its everyday words
	Parts [][]string // where it is long: the terms of each of its stretches
}

// masks stand in the place of private data: nobody asked for them.
var masks = strings.NewReplacer("[手机号]", " ", "[身份证号]", " ", "[电话]", " ", "[银行卡号]", " ")

// Read splits a question or a way of asking.
func Read(text string) Question {
	text = Fold(masks.Replace(text))
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest])
	}
	bare := withoutFiller(text)
	q := Question{Terms: distinct(bare), Runes: runes(bare)}
	q.More = more(text, q.Terms)
	q.Parts = parts(text)
	return q
}

// Terms returns the distinct terms of a way of asking, and its distinct Chinese characters.
func Terms(text string) (terms, characters []string) {
	bare := withoutFiller(Fold(text))
	return distinct(bare), runes(bare)
}

func distinct(text string) (found []string) {
	seen := map[string]bool{}
	Split(text, func(term string) {
		if !seen[term] {
			seen[term] = true
			found = append(found, term)
		}
	})
	return found
}

func runes(text string) (found []string) {
	seen := map[rune]bool{}
	for at, r := range text {
		if kindOf(r) == han && !seen[r] {
			seen[r] = true
			found = append(found, text[at:at+utf8.RuneLen(r)])
		}
	}
	return found
}

// A question longer than story, in runes, is read in stretches of about this many, each overlapping the
// next by half: one of them carries what is asked.
const (
	story   = 45
	stretch = 30
)

// parts returns the terms of the stretches of a long question, cut where the writer paused.
func parts(text string) (found [][]string) {
	if utf8.RuneCountInString(text) <= story {
		return nil
	}
	clauses := strings.FieldsFunc(text, func(r rune) bool { return kindOf(r) == other })
	var pieces []string
	for _, c := range clauses {
		for run := []rune(c); len(run) > 0; {
			n := min(stretch/2, len(run))
			pieces = append(pieces, string(run[:n]))
			run = run[n:]
		}
	}
	for from := range pieces {
		length, to := 0, from
		for to < len(pieces) && length < stretch {
			length += utf8.RuneCountInString(pieces[to])
			to++
		}
		joined := withoutFiller(strings.Join(pieces[from:to], ""))
		found = append(found, distinct(joined))
		if to == len(pieces) {
			break
		}
	}
	return found
}
