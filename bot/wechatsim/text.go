package wechatsim

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	anchor  = regexp.MustCompile(`(?is)<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)</a>`)
	bareURL = regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+`)
)

// parseText splits a text as WeChat draws it: <a> with a web address or a bizmsgmenu is a link, a
// bare web address too, every other tag is shown as it stands.
func parseText(text string) []Part {
	var parts []Part
	rest := 0
	for _, at := range anchor.FindAllStringSubmatchIndex(text, -1) {
		part, ok := linkPart(group(text, at, 1)+group(text, at, 2), group(text, at, 3))
		if !ok {
			continue
		}
		parts = append(parts, plainParts(text[rest:at[0]])...)
		parts = append(parts, part)
		rest = at[1]
	}
	return append(parts, plainParts(text[rest:])...)
}

func group(text string, at []int, n int) string {
	if at[2*n] < 0 {
		return ""
	}
	return text[at[2*n]:at[2*n+1]]
}

func linkPart(href, label string) (Part, bool) {
	if query, ok := strings.CutPrefix(href, "weixin://bizmsgmenu?"); ok {
		choice := Choice{ID: param(query, "msgmenuid"), Text: param(query, "msgmenucontent")}
		return Part{Text: label, Choice: &choice}, choice.Text != ""
	}
	return Part{Text: label, URL: href}, isWeb(href)
}

// param reads a query's parameter; a value that is not escaped properly stands as it is.
func param(query, name string) string {
	for pair := range strings.SplitSeq(query, "&") {
		value, ok := strings.CutPrefix(pair, name+"=")
		if !ok {
			continue
		}
		if plain, err := url.PathUnescape(value); err == nil {
			return plain
		}
		return value
	}
	return ""
}

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func plainParts(text string) []Part {
	var parts []Part
	rest := 0
	for _, at := range bareURL.FindAllStringIndex(text, -1) {
		address := strings.TrimRight(text[at[0]:at[1]], ".,;:!?)]'")
		if !isWeb(address) {
			continue
		}
		parts = appendWords(parts, text[rest:at[0]])
		parts = append(parts, Part{Text: address, URL: address})
		rest = at[0] + len(address)
	}
	return appendWords(parts, text[rest:])
}

func appendWords(parts []Part, text string) []Part {
	if text == "" {
		return parts
	}
	return append(parts, Part{Text: text})
}

// visibleRunes counts the characters that a reader sees.
func visibleRunes(text string) int {
	n := 0
	for _, part := range parseText(text) {
		n += utf8.RuneCountInString(part.Text)
	}
	return n
}
