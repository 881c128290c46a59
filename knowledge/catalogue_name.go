package knowledge

import "strings"

const republic = "中华人民共和国"

// LawName turns a printed title into Law.Name: without 中华人民共和国, spaces and the book-title
// marks around it. Marks inside a title stay: 最高人民法院关于适用《民法典》时间效力的若干规定.
func LawName(title string) string {
	s := strings.Join(strings.Fields(title), " ")
	s = strings.ReplaceAll(s, "最高人民法院 最高人民检察院", "最高人民法院、最高人民检察院")
	s = strings.ReplaceAll(s, " ", "")
	s = strings.ReplaceAll(s, republic, "")
	if inner, ok := strings.CutPrefix(s, "《"); ok && strings.HasSuffix(inner, "》") {
		if inner = strings.TrimSuffix(inner, "》"); balanced(inner) {
			return inner
		}
	}
	return s
}

func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '《':
			depth++
		case '》':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
