package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// bookCiter recognises 《law》第…条第…款第…项 and resolves nothing: enough for tests of files.
type bookCiter struct{}

var bookForm = regexp.MustCompile(`《([^》]+)》(第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)?` +
	`(?:第([一二三四五六七八九十]+)款)?(?:第（?([一二三四五六七八九十]+)）?项)?`)

func (bookCiter) Cite(text string, _ pufa.Day) []knowledge.Citation {
	var cites []knowledge.Citation
	for _, m := range bookForm.FindAllStringSubmatchIndex(text, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		c := knowledge.Citation{Law: strings.TrimPrefix(part(1), "中华人民共和国"), Start: m[0], End: m[1]}
		c.Article, _ = knowledge.ParseNumber(part(2))
		c.Paragraph, _ = knowledge.ParseNumeral(part(3))
		c.Item, _ = knowledge.ParseNumeral(part(4))
		cites = append(cites, c)
	}
	return cites
}

const wellFormed = `---
编号: lin-li-da-sao                 # 小写字母
类型: 问答
问题: 楼上天天半夜拖椅子怎么办？
问法:
  - 邻居太吵 睡不着
  - "楼上: 噪音 #没完"
领域: 邻里
主题: [噪音, 相邻关系]
对象: [居民]
依据:
  - 《示例邻里互助促进法》第五条
  - 《示例邻里互助促进法》（2021-03-01）第十二条之一第二款第三项
相关: [lin-li-tiao-jie]
电话: [12345, "0571-12345678"]
状态: 已审
审核人: 示例律师
审核日: 2026-11-22
复核日: 2027-11-01
来源: 起始库
---
先好好说；说不通，找居委会调解，不收钱。

## 怎么办
1. 记下时间。
2. 找居委会。

### 录音要点
别录进别人家里的话。

##找谁
居委会
`

func wellFormedEntry() knowledge.Entry {
	const law = "示例邻里互助促进法"
	return knowledge.Entry{
		Slug: "lin-li-da-sao", Kind: knowledge.KindQA, Title: "楼上天天半夜拖椅子怎么办？",
		Asks: []string{"邻居太吵 睡不着", "楼上: 噪音 #没完"},
		Body: "先好好说；说不通，找居委会调解，不收钱。",
		Sections: []knowledge.Section{
			{Heading: "怎么办", Text: "1. 记下时间。\n2. 找居委会。\n\n### 录音要点\n别录进别人家里的话。"},
			{Heading: "找谁", Text: "居委会"},
		},
		Field: "邻里", Topics: []string{"噪音", "相邻关系"}, For: []pufa.Group{pufa.Residents},
		Cites: []knowledge.Citation{
			{Law: law, Article: knowledge.Number{Main: 5}},
			{Law: law, Article: knowledge.Number{Main: 12, Sub: 1}, Paragraph: 2, Item: 3, Version: "2021-03-01"},
		},
		Related: []string{"lin-li-tiao-jie"}, Phones: []string{"12345", "0571-12345678"},
		State: knowledge.Reviewed, Source: "起始库", Reviewer: "示例律师",
		Reviewed: "2026-11-22", Review: "2027-11-01",
	}
}

func parse(t *testing.T, path, text string) knowledge.Entry {
	t.Helper()
	e, err := ParseEntry(path, []byte(text), "", bookCiter{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestParseEntryReadsEveryKey(t *testing.T) {
	got := parse(t, "x/lin-li-da-sao.md", wellFormed)
	want := sealed(wellFormedEntry())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	windows := "\ufeff" + strings.ReplaceAll(wellFormed, "\n", "\r\n")
	if diff := cmp.Diff(want, parse(t, "lin-li-da-sao.md", windows)); diff != "" {
		t.Errorf("as Notepad saves it: %s", diff)
	}
}

func TestParseEntryDefaults(t *testing.T) {
	const brief = "---\n问题: 谁管？\n---\n居委会。\n"
	e := parse(t, "shei-guan.md", brief)
	if e.Slug != "shei-guan" || e.Kind != knowledge.KindQA || e.State != knowledge.Draft {
		t.Errorf("got %q %q %q", e.Slug, e.Kind, e.State)
	}
	e, err := ParseEntry("shei-guan.md", []byte(brief), knowledge.Starter, bookCiter{})
	if err != nil || e.State != knowledge.Starter {
		t.Errorf("imported as starter: %q, %v", e.State, err)
	}
	const open = "---\n问题: 谁管？\n状态: 已审\n待核: 电话要核对\n对象: [居民, 企业]\n---\n居委会。\n"
	e = parse(t, "shei-guan.md", open)
	if e.State != knowledge.Draft || e.For != nil {
		t.Errorf("an entry with something left to check is %q for %v", e.State, e.For)
	}
}

func TestParseEntryTellsEveryProblemWithItsLine(t *testing.T) {
	const head, body = "---\n", "---\n答。\n"
	tests := map[string]struct {
		text string
		want []string
	}{
		"no front matter":      {"# 标题\n", []string{"1: 第一行要是三个短横线"}},
		"front matter open":    {"---\n问题: 谁管？\n", []string{"1: 开头的说明没有结束"}},
		"not a mapping":        {head + "- 问题\n" + body, []string{"2: 开头的说明要写成"}},
		"full-width colon":     {head + "类型：问答\n问题：谁管\n" + body, []string{"2: “类型”后面要用英文冒号", "3: “问题”后面"}},
		"no blank after colon": {head + "类型:问答\n" + body, []string{"2: “类型”后面要用英文冒号"}},
		"syntax":               {head + "类型: 问答\n问题: \"谁管\n" + body, []string{"3: 这一行不合格式"}},
		"several problems": {head + "类型: 文章\n题目: 谁管？\n电话: 12348\n状态: 好\n复核日: 明年\n编号: 甲\n" + body,
			[]string{"2: 类型“文章”", "3: 没有“题目”这个键", "4: “电话”要写成列表", "5: 状态“好”", "6: “复核日”", "7: 编号“甲”", "1: 没有问题"}},
		"list for a text":    {head + "问题: [谁管, 谁问]\n" + body, []string{"2: “问题”只写一个值"}},
		"mapping in a list":  {head + "问题: 谁管？\n问法:\n  - 楼上: 吵\n" + body, []string{"4: “问法”的每一项"}},
		"twice":              {head + "问题: 谁管？\n领域: 甲\n领域: 乙\n" + body, []string{"4: "}},
		"anchor":             {head + "问题: 谁管？\n领域: &a 邻里\n来源: *a\n" + body, []string{"3: “领域”只写一个值", "4: “来源”只写一个值"}},
		"title of a case":    {head + "类型: 以案释法\n问题: 谁管？\n" + body, []string{"3: 以案释法要写“标题”"}},
		"no answer":          {head + "问题: 谁管？\n---\n## 怎么办\n找人\n", []string{"1: 没有正文"}},
		"heading of level 1": {head + "问题: 谁管？\n---\n答。\n# 怎么办\n", []string{"5: 正文里的小标题用两个井号"}},
		"empty heading":      {head + "问题: 谁管？\n---\n答。\n##\n", []string{"5: ## 后面没有"}},
		"no citation":        {head + "问题: 谁管？\n依据: [按规定办]\n" + body, []string{"3: 认不出“按规定办”"}},
		"words in a citation": {head + "问题: 谁管？\n依据:\n  - 《示例法》第五条要求邻居安静\n" + body,
			[]string{"4: “依据”里只写法律和条号，“要求邻居安静”"}},
		"two laws, one version": {head + "问题: 谁管？\n依据:\n  - 《示例法》（2021-03-01）第五条、《样例法》第一条\n" + body,
			[]string{"4: 写了版本日期的“依据”"}},
		"impossible version": {head + "问题: 谁管？\n依据: [《示例法》（2021-13-01）第五条]\n" + body, []string{"3: 版本日期“2021-13-01”不是日期"}},
		"group":              {head + "问题: 谁管？\n对象: [老人]\n" + body, []string{"3: 对象“老人”"}},
		"related":            {head + "问题: 谁管？\n相关: [另一条]\n" + body, []string{"3: “相关”里的“另一条”"}},
		"phone":              {head + "问题: 谁管？\n电话: [打给老王]\n" + body, []string{"3: 电话“打给老王”"}},
		"NUL in the file":    {head + "问题: 谁\x00管？\n" + body, []string{"2: 这一行里有看不见的控制字符"}},
		"NUL in an escape":   {head + "问题: \"谁\\0管\"\n" + body, []string{"2: “问题”里有看不见的控制字符"}},
		"not UTF-8":          {head + "问题: \xc4\xe3\n" + body, []string{"2: 不是 UTF-8"}},
		"other file name":    {head + "编号: b\n问题: 谁管？\n" + body, []string{"1: 编号“b”与文件名“a.md”不同"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantProblems(t, tt.text, tt.want) })
	}
}

func wantProblems(t *testing.T, text string, want []string) {
	t.Helper()
	e, err := ParseEntry("a.md", []byte(text), "", bookCiter{})
	var problems *Error
	if !errors.As(err, &problems) || pufa.KindOf(err) != pufa.Invalid {
		t.Fatalf("taken: %+v, %v", e, err)
	}
	if len(problems.Refusals) != len(want) {
		t.Fatalf("got\n%v\nwant %d: %q", err, len(want), want)
	}
	for i, r := range problems.Refusals {
		if got := fmt.Sprintf("%d: %s", r.Line, r.Reason); !strings.HasPrefix(got, want[i]) {
			t.Errorf("got %q, want %q…", got, want[i])
		}
	}
}

func TestBombsAreRefusedQuickly(t *testing.T) {
	bombs := map[string]string{
		"nesting":   "问题: " + strings.Repeat("[", 20000),
		"mappings":  strings.Repeat("{a: ", 5000),
		"sequences": strings.Repeat("- ", 10000) + "x",
		"aliases":   "问题: &a [x]\n问法: &b [*a,*a,*a]\n主题: &c [*b,*b,*b]\n相关: [*c,*c,*c]\n",
		"too long":  "问题: " + strings.Repeat("长", maxFront),
	}
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			if e, err := ParseEntry("a.md", []byte("---\n"+bomb+"\n---\n答。\n"), "", bookCiter{}); err == nil {
				t.Errorf("taken: %.100v", e)
			}
		})
	}
	if _, err := ParseEntry("a.md", make([]byte, maxEntry+1), "", bookCiter{}); err == nil {
		t.Error("an oversize file is taken")
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add([]byte(wellFormed))
	f.Add([]byte("---\n问题: |\n  谁\n  管\n问法: [\"甲: 乙\", '丙']\n---\n答\n## 节\n文"))
	f.Add([]byte("---\n? 问题\n: 谁\n---\n答"))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := ParseEntry("a.md", file, "", bookCiter{})
		if err != nil {
			var problems *Error
			if !errors.As(err, &problems) {
				t.Fatalf("a problem without a line: %v", err)
			}
			return
		}
		again, err := ParseEntry("a.md", FormatEntry(e), "", bookCiter{})
		if err != nil {
			t.Fatalf("%v\n%s", err, FormatEntry(e))
		}
		if diff := cmp.Diff(e, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, FormatEntry(e))
		}
	})
}

// entries makes entries as ParseEntry returns them.
func entries() *rapid.Generator[knowledge.Entry] {
	word := rapid.StringMatching(`([\p{Han}a-zA-Z0-9：:#"'\-\[\]{}&*!|>%@,，。？\\][\p{Han}a-z：:#"'\-\\ \x{3000}]{0,12})?[\p{Han}a-z0-9]`)
	words := rapid.SliceOfNDistinct(word, 0, 3, rapid.ID[string])
	slug := rapid.StringMatching(`[a-z0-9]{1,8}(-[a-z0-9]{1,8})?`)
	day := rapid.SampledFrom([]pufa.Day{"", "2021-03-01", "2026-02-28"})
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "lines"), "\n\n行")
	})
	section := rapid.Custom(func(t *rapid.T) knowledge.Section {
		return knowledge.Section{Heading: "节" + word.Draw(t, "heading"), Text: "文" + text.Draw(t, "text")}
	})
	cite := rapid.Custom(func(t *rapid.T) knowledge.Citation {
		n := rapid.IntRange(0, 20)
		return knowledge.Citation{Law: "示例法", Article: knowledge.Number{Main: 1 + n.Draw(t, "main"), Sub: n.Draw(t, "sub")},
			Paragraph: n.Draw(t, "paragraph"), Item: n.Draw(t, "item"), Version: day.Draw(t, "version")}
	})
	return rapid.Custom(func(t *rapid.T) knowledge.Entry {
		e := knowledge.Entry{
			Slug: slug.Draw(t, "slug"), Kind: rapid.SampledFrom(kinds()).Draw(t, "kind"), Title: word.Draw(t, "title"),
			Asks: words.Draw(t, "asks"), Body: "答" + text.Draw(t, "body"), Sections: rapid.SliceOfN(section, 0, 3).Draw(t, "sections"),
			Field: word.Draw(t, "field"), Topics: words.Draw(t, "topics"), Related: rapid.SliceOfNDistinct(slug, 0, 2, rapid.ID[string]).Draw(t, "related"),
			Cites:  rapid.SliceOfNDistinct(cite, 0, 3, rapid.ID[knowledge.Citation]).Draw(t, "cites"),
			Phones: rapid.SliceOfNDistinct(rapid.StringMatching(`0[0-9]{2,3}-[0-9]{7,8}`), 0, 2, rapid.ID[string]).Draw(t, "phones"),
			For:    rapid.SampledFrom([][]pufa.Group{nil, {pufa.Residents}, {pufa.Enterprises}}).Draw(t, "for"), Keywords: words.Draw(t, "keywords"),
			State:  rapid.SampledFrom([]knowledge.State{knowledge.Draft, knowledge.Starter, knowledge.Reviewed, knowledge.Retired}).Draw(t, "state"),
			Source: word.Draw(t, "source"), Reviewer: word.Draw(t, "reviewer"), Reviewed: day.Draw(t, "reviewed"), Review: day.Draw(t, "review"),
		}
		return e
	})
}

func TestFormatThenParseIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := sealed(entries().Draw(t, "entry"))
		file := FormatEntry(e)
		got, err := ParseEntry(e.Slug+".md", file, "", bookCiter{})
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if diff := cmp.Diff(e, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, file)
		}
	})
}
