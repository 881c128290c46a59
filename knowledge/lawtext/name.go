package lawtext

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// The day of a version at the end of a file name: (2020-07-05), _20200705.
var fileDay = regexp.MustCompile(`[\s_（(\-]*([12]\d{3})[-.]?(\d{2})[-.]?(\d{2})[)）]?$`)

// fileName reads the law's name and the day of its version from the name of its file.
func fileName(file string) (name string, day pufa.Day) {
	name = filepath.Base(file)
	name = strings.TrimSpace(strings.TrimSuffix(name, filepath.Ext(name)))
	m := fileDay.FindStringSubmatchIndex(name)
	if m == nil {
		return name, ""
	}
	if day = dayOf(name[m[2]:m[3]], name[m[4]:m[5]], name[m[6]:m[7]]); day == "" {
		return name, ""
	}
	return strings.TrimSpace(name[:m[0]]), day
}

var republic = regexp.MustCompile(`(^|[《〈<])中华人民共和国`)

// short turns a title into the name by which the law is cited: 民法典.
func short(title string) string {
	t := strings.TrimSpace(title)
	if strings.HasPrefix(t, "《") && strings.HasSuffix(t, "》") && strings.Count(t, "《") == 1 {
		t = strings.TrimSuffix(strings.TrimPrefix(t, "《"), "》")
	}
	if s := republic.ReplaceAllString(t, "$1"); s != "" {
		return s
	}
	return t
}

// folderLevels are the folders of the collection and the levels of the laws in them.
func folderLevel(folder string) string {
	switch folder {
	case "宪法", "行政法规", "司法解释", "部门规章", "地方性法规":
		return folder
	case "宪法相关法", "民法典", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法":
		return "法律"
	default:
		return ""
	}
}

var (
	court    = regexp.MustCompile(`最高人民(?:法院|检察院)|审判委员会|检察委员会`)
	place    = regexp.MustCompile(`^[^，。]{1,12}?(?:省|市|自治区|自治州|自治县|特区|新区)`)
	congress = regexp.MustCompile(`全国人民代表大会|全国人大常委会|主席令`)
	council  = regexp.MustCompile(`国务院令|国务院第|国务院(?:公布|发布|批准)|中华人民共和国国务院|^国务院`)
	ministry = regexp.MustCompile(`[部局委会署行]令|(?:部|总局|委员会|银行|署)(?:公布|发布)`)
)

// level tells the level from the folder, else from the title and the history.
func level(file string, l knowledge.Law) string {
	for dir := path.Dir(file); dir != "." && dir != "/"; dir = path.Dir(dir) {
		if found := folderLevel(path.Base(dir)); found != "" {
			return found
		}
	}
	history := strings.Join(l.History, "\n")
	local := place.MatchString(l.Name) && !court.MatchString(l.Title)
	switch {
	case l.Name == "宪法" || strings.HasPrefix(l.Name, "宪法修正案"):
		return "宪法"
	case court.MatchString(l.Title), !local && court.MatchString(history):
		return "司法解释"
	case local && strings.Contains(l.Name, "条例"):
		return "地方性法规"
	case !local && (congress.MatchString(l.Title) || congress.MatchString(history) || strings.HasPrefix(l.Title, "中华人民共和国") && strings.HasSuffix(l.Title, "法")):
		return "法律"
	case council.MatchString(l.Title) || !local && council.MatchString(history):
		return "行政法规"
	case !local && ministry.MatchString(history):
		return "部门规章"
	default:
		return "其他"
	}
}
