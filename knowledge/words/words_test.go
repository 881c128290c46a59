package words

import (
	"slices"
	"strings"
	"testing"
)

func TestReadLeadsFromEverydayWordsToThoseOfLaw(t *testing.T) {
	for question, want := range map[string]string{
		"借钱给他扣了砍头息": "利息", "公司让我走人要炒鱿鱼": "解除", "算不算公伤": "工伤", "压金不退": "押金",
	} {
		if q := Read(question); !slices.Contains(q.More, want) || slices.Contains(q.Terms, want) {
			t.Errorf("%q: %v does not lead to %s", question, q.More, want)
		}
	}
	if q := Read("工伤"); slices.Contains(q.More, "工伤") {
		t.Errorf("what the question says itself is added: %v", q.More)
	}
}

func TestALongStoryIsReadInStretches(t *testing.T) {
	story := "我是去年三月份来的这边，先在饭店干，后来饭店关门了，又到一个快递站，站长人挺好的，就是一直不给签合同，上个月我说要走，他说那就没有工资"
	q := Read(story)
	if len(q.Parts) < 3 {
		t.Fatalf("%d stretches", len(q.Parts))
	}
	if !slices.ContainsFunc(q.Parts, func(p []string) bool { return slices.Contains(p, "合同") && !slices.Contains(p, "去年") }) {
		t.Errorf("no stretch has what is asked without the beginning: %v", q.Parts)
	}
	if q := Read("老板拖欠工资"); q.Parts != nil {
		t.Errorf("a short question has stretches: %v", q.Parts)
	}
}

func TestSoundsAlike(t *testing.T) {
	for a, b := range map[string]string{"公伤": "工伤", "压金": "押金", "离昏": "离婚", "陪偿": "赔偿", "仲材": "仲裁", "自杀": "知啥", "房租": "房竹"} {
		if Sound(a) == "" || Sound(a) != Sound(b) {
			t.Errorf("%s is %q, %s is %q", a, Sound(a), b, Sound(b))
		}
	}
	if Sound("工伤") == Sound("公司") || Sound("ab") != "" {
		t.Error("what sounds differently is taken for alike")
	}
}

func TestPlainWordsCanBeRead(t *testing.T) {
	table, err := plainWords()
	if err != nil {
		t.Fatal(err)
	}
	if len(table) < 6000 {
		t.Errorf("%d articles have plain words", len(table))
	}
	if said := Plain("民法典", "2020-05-28", 1079*1000); !strings.Contains(said, "离") {
		t.Errorf("the article on divorce is said to be %q", said)
	}
	if Plain("民法典", "1900-01-01", 1079*1000) != "" {
		t.Error("plain words are given to another version")
	}
}

func TestTheThesaurusIsInForm(t *testing.T) {
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSpace(thesaurusText), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		everyday, legal, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(legal) == "" || strings.Contains(legal, "\t") {
			t.Errorf("line %d: %q is not a word, a tab and what it is called", i+1, line)
		}
		for key := range strings.SplitSeq(everyday, "|") {
			if n := len([]rune(key)); n < shortestWord || n > longestWord || seen[key] {
				t.Errorf("line %d: %q has %d characters, or stands twice", i+1, key, n)
			}
			seen[key] = true
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"老板拖欠工资怎么办", "\xff\xfe工", strings.Repeat("的工资，", 400)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := Read(text)
		if len(q.Terms) > len(text) || len(q.Parts) > len(text) {
			t.Errorf("%d terms, %d stretches", len(q.Terms), len(q.Parts))
		}
	})
}
