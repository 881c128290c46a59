package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// sourceLines names the first sources with the day since when each is in force, and what is to be
// known about it.
func sourceLines(sources []knowledge.Source) []string {
	var lines []string
	shown := sources[:min(shownSources, len(sources))]
	missing := "" // said once where it holds for all of them
	if !slices.ContainsFunc(shown, func(s knowledge.Source) bool { return s.Notice != knowledge.NotImported }) {
		missing = "（" + knowledge.NotImported + "）"
	}
	for i := 0; i < len(shown); {
		alike := i + 1
		for alike < len(shown) && sameBut(shown[i], shown[alike]) {
			alike++
		}
		line := articlesOf(shown[i:alike]) + since(shown[i].Since)
		if shown[i].Notice != "" && missing == "" {
			line += "——" + shown[i].Notice
		}
		lines, i = append(lines, line), alike
	}
	if more := len(sources) - len(shown); more > 0 {
		lines = append(lines, "另有"+strconv.Itoa(more)+"条，见全文")
	}
	switch len(lines) {
	case 0:
		return nil
	case 1:
		return []string{"依据：" + lines[0] + missing}
	default:
		return []string{"依据：" + missing + "\n· " + strings.Join(lines, "\n· ")}
	}
}

// sameBut reports whether two sources are articles of one law of which the same is to be known.
func sameBut(a, b knowledge.Source) bool {
	return a.Citation.Law == b.Citation.Law && a.Since == b.Since && a.Notice == b.Notice
}

// articlesOf names articles of one law: 《民法典》第一条、第三条第二款.
func articlesOf(sources []knowledge.Source) string {
	line := sources[0].Citation.String()
	for _, s := range sources[1:] {
		line += "、" + strings.TrimPrefix(s.Citation.String(), "《"+s.Citation.Law+"》")
	}
	return line
}

// besideLine names the articles that were found for the question but that the entry does not cite.
func besideLine(beside []knowledge.Source) string {
	var names []string
	for _, s := range beside {
		names = append(names, s.Citation.String())
	}
	if len(names) == 0 {
		return ""
	}
	return "也可以看：" + strings.Join(names, "、")
}

// shownSources is how many sources a reply names; the page names them all.
const shownSources = 3

func since(day pufa.Day) string {
	if day == "" {
		return ""
	}
	return "（" + day.Chinese() + "起施行）"
}
