package knowledge

// CitationJSON is a citation as programs read it: numbers in their canonical Chinese form, null
// where the citation does not name them.
type CitationJSON struct {
	Law       string  `json:"law"`       // Law.Name
	Article   *string `json:"article"`   // 第二百八十七条之二
	Paragraph *string `json:"paragraph"` // 第三款
	Item      *string `json:"item"`      // 第二项
	Repealed  bool    `json:"repealed"`
	Successor string  `json:"successor"` // "" where none
}

// JSON returns the citation as programs read it.
func (c Citation) JSON() CitationJSON {
	return CitationJSON{
		Law:       c.Law,
		Article:   textOrNull(c.Article.String()),
		Paragraph: numeralOrNull(c.Paragraph, "款"),
		Item:      numeralOrNull(c.Item, "项"),
		Repealed:  c.Repealed,
		Successor: c.Successor,
	}
}

func numeralOrNull(n int, unit string) *string {
	if n <= 0 {
		return nil
	}
	return textOrNull("第" + Numeral(n) + unit)
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
