package wechat

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/pufa/pufa/bot"
)

const testBase = "https://pufa.example.cn"

func TestRender(t *testing.T) {
	for _, c := range []struct {
		name  string
		reply bot.Reply
		base  string
		want  string
	}{
		{"words", bot.Reply{Text: " 您好。\n"}, testBase, "您好。"},
		{"nothing", bot.Reply{Path: "/e/wages"}, testBase, ""},
		{"a page", bot.Reply{Text: "好。", Path: "/e/wages"}, testBase, "好。\n\n<a href=\"https://pufa.example.cn/e/wages?from=answer\">看全文</a>"},
		{"a page in large print", bot.Reply{Text: "好。", Path: "/search?q=工资", Large: true}, testBase + "/", "好。\n\n<a href=\"https://pufa.example.cn/search?from=answer&large=1&q=%E5%B7%A5%E8%B5%84\">看全文</a>"},
		{"a page with a Chinese name", bot.Reply{Text: "好。", Path: "/law/民法典/1079"}, testBase, "好。\n\n<a href=\"https://pufa.example.cn/law/%E6%B0%91%E6%B3%95%E5%85%B8/1079?from=answer\">看全文</a>"},
		{"a page that says how one comes", bot.Reply{Text: "好。", Path: "/e/wages?from=qr"}, testBase, "好。\n\n<a href=\"https://pufa.example.cn/e/wages?from=qr\">看全文</a>"},
		{"a page without our address", bot.Reply{Text: "好。", Path: "/e/wages"}, "", "好。"},
		{"a page under no web address", bot.Reply{Text: "好。", Path: "/e/wages"}, "javascript:alert(1)//", "好。"},
		{"a page that would end the link", bot.Reply{Text: "好。", Path: `/e/"><b>`}, testBase, "好。\n\n<a href=\"https://pufa.example.cn/e/%22%3E%3Cb%3E?from=answer\">看全文</a>"},
		{"choices", bot.Reply{Text: "您是想问：", Choices: []bot.Choice{{ID: "31", Text: "试用期工资"}, {ID: "32", Text: "A&B \"100%\""}, {Text: "加班"}}}, testBase,
			"您是想问：\n\n1. <a href=\"weixin://bizmsgmenu?msgmenucontent=试用期工资&msgmenuid=31\">试用期工资</a>" +
				"\n2. <a href=\"weixin://bizmsgmenu?msgmenucontent=A%26B%20%22100%25%22&msgmenuid=32\">A&B \"100%\"</a>" +
				"\n3. <a href=\"weixin://bizmsgmenu?msgmenucontent=加班&msgmenuid=3\">加班</a>"},
		{"choices that say what they are about", bot.Reply{Text: "您是想问：", Choices: []bot.Choice{{ID: "31", Text: "试用期工资", Gist: "最多\n6个月<b>"}, {ID: "32", Text: "加班"}}}, testBase,
			"您是想问：\n\n1. <a href=\"weixin://bizmsgmenu?msgmenucontent=试用期工资&msgmenuid=31\">试用期工资</a>\n   最多 6个月＜b＞" +
				"\n2. <a href=\"weixin://bizmsgmenu?msgmenucontent=加班&msgmenuid=32\">加班</a>"},
		{"a long choice goes back by its number", bot.Reply{Choices: []bot.Choice{{ID: "7", Text: strings.Repeat("长", 50)}}}, testBase,
			"1. <a href=\"weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=7\">" + strings.Repeat("长", 40) + "…</a>"},
		{"markup of a stranger", bot.Reply{Text: `您问的“<a href="weixin://bizmsgmenu?msgmenucontent=x">点我</a>”`}, testBase,
			`您问的“＜a href="weixin://bizmsgmenu?msgmenucontent=x"＞点我＜/a＞”`},
		{"characters that XML cannot hold", bot.Reply{Text: "a\x00b\x1bc\r\nd\xff"}, testBase, "abc\nd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Render(c.reply, c.base); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestRenderCutsAtTheEndOfASentenceAndLeadsOn(t *testing.T) {
	sentence := "劳动者可以先向用人单位所在地的劳动保障监察机构投诉。"
	reply := bot.Reply{Text: strings.Repeat(sentence, 60), Path: "/e/wages", Choices: []bot.Choice{{ID: "1", Text: "怎么投诉"}, {ID: "2", Text: "要多久"}}}
	got := Render(reply, testBase)
	body, rest, found := strings.Cut(got, more+"\n\n1. <a")
	if !found || !strings.HasSuffix(body, "。") || !strings.HasSuffix(rest, "看全文</a>") {
		t.Errorf("got %q", got)
	}
	if utf8.RuneCountInString(body) < 300 {
		t.Errorf("only %d characters are left of it", utf8.RuneCountInString(body))
	}
	withinLimits(t, got)
}

func TestAnAnswerKeepsItsSourcesBesideRelatedQuestions(t *testing.T) {
	tail := "依据：《示例邻里互助促进法》第三条\n电话：12348\n【起始库·待本单位审核】\n以上是普法宣传，不是对您这件事的法律意见。"
	related := []bot.Choice{
		{ID: "1", Text: "办的卡商家跑路了，或者我不想用了，钱能退吗？"},
		{ID: "2", Text: "试用期最长多久？工资打几折？能不能随便辞人？"},
		{ID: "3", Text: "老板拖欠工资不给怎么办？"},
	}
	for _, sentences := range []int{2, 10, 14, 40} {
		reply := bot.Reply{
			Verdict: bot.VerdictAnswer, Path: "/e/wages", Choices: related,
			Text: strings.Repeat("劳动者可以先向用人单位所在地的劳动保障监察机构投诉。", sentences) + "\n\n" + tail,
		}
		got := Render(reply, testBase)
		withinLimits(t, got)
		if !strings.Contains(got, tail) || sentences <= 14 && strings.Contains(got, more) {
			t.Errorf("%d sentences: got %q", sentences, got)
		}
		if strings.Contains(got, "您可能还想问：") != strings.Contains(got, "\n1. ") {
			t.Errorf("%d sentences: a title without questions or questions without a title: %q", sentences, got)
		}
	}
}

func TestAnAnswerEndsByAskingWhetherItHelped(t *testing.T) {
	for _, sentences := range []int{1, 10, 60} {
		reply := bot.Reply{
			Verdict: bot.VerdictAnswer, Entry: "wages", Path: "/e/wages", Choices: []bot.Choice{{ID: "1", Text: "要多久"}},
			Text: strings.Repeat("劳动者可以先向用人单位所在地的劳动保障监察机构投诉。", sentences) + "\n\n以上是普法宣传。",
		}
		got := Render(reply, testBase)
		withinLimits(t, got)
		plain := anchor.ReplaceAllStringFunc(got, func(a string) string { return a[strings.Index(a, ">")+1 : len(a)-len("</a>")] })
		if !strings.HasSuffix(plain, "以上是普法宣传。\n\n您可能还想问：\n1. 要多久\n\n有没有帮到您？回复“有用”或“没用”。\n\n看全文") {
			t.Errorf("%d sentences: %q", sentences, plain)
		}
		if tappable := strings.Contains(got, "msgmenucontent=没用&msgmenuid="); tappable != (sentences < 60) {
			t.Errorf("%d sentences: the words can be tapped: %v", sentences, tappable)
		}
	}
}

func TestRenderShowsManyChoicesAsFarAsTheyFit(t *testing.T) {
	reply := bot.Reply{Text: strings.Repeat("请选择您关心的主题。", 60)}
	for i := range 12 {
		reply.Choices = append(reply.Choices, bot.Choice{ID: fmt.Sprint(i), Text: fmt.Sprintf("第%d个比较长的主题名称", i+1)})
	}
	got := Render(reply, testBase)
	withinLimits(t, got)
	if !strings.Contains(got, "\n12. 第12个") || strings.Count(got, "<a ") < 2 {
		t.Errorf("got %q", got)
	}
}

var anchor = regexp.MustCompile(`<a href="([^"<>]*)">[^<>]*</a>`)

type fataler interface{ Fatalf(string, ...any) }

// withinLimits checks what must hold of everything that is rendered.
func withinLimits(t fataler, text string) {
	if n := utf8.RuneCountInString(text); n > 600 || len(text) > 2048 || !utf8.ValidString(text) {
		t.Fatalf("%d characters in %d bytes: %q", n, len(text), text)
	}
	for _, found := range anchor.FindAllStringSubmatch(text, -1) {
		u, err := url.Parse(found[1])
		if err != nil || u.Scheme != "weixin" && u.Scheme != "https" {
			t.Fatalf("a link leads to %q: %v", found[1], err)
		}
		if q := u.Query(); u.Scheme == "weixin" && (len(q) != 2 || q.Get("msgmenucontent") == "" || q.Get("msgmenuid") == "") {
			t.Fatalf("a choice sends %v", q)
		}
	}
	if strings.Contains(anchor.ReplaceAllString(text, ""), "<") {
		t.Fatalf("markup outside of whole links: %q", text)
	}
}

func TestWhateverIsRenderedKeepsTheLimits(t *testing.T) {
	words := rapid.StringOf(rapid.RuneFrom([]rune("法律。，\n<a href=\"weixin://\">& ]%👩\u200d👧🇨🇳e\u0301\x00")))
	rapid.Check(t, func(t *rapid.T) {
		reply := bot.Reply{
			Text:  strings.Repeat(words.Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times")),
			Path:  "/" + words.Draw(t, "path"),
			Large: rapid.Bool().Draw(t, "large"),
		}
		for range rapid.IntRange(0, 9).Draw(t, "choices") {
			reply.Choices = append(reply.Choices, bot.Choice{Text: "选" + words.Draw(t, "choice"), ID: rapid.StringMatching(`[0-9]{0,4}`).Draw(t, "id")})
		}
		withinLimits(t, Render(reply, testBase))
	})
}

// What choices say in a line goes before a choice goes, the last ones first.
func TestGistsGiveWayToChoices(t *testing.T) {
	reply := bot.Reply{Verdict: bot.VerdictChoices, Text: strings.Repeat("问", 60)}
	for i := range 3 {
		reply.Choices = append(reply.Choices, bot.Choice{ID: fmt.Sprint(i), Text: strings.Repeat("长", 30), Gist: fmt.Sprint("要点", i, strings.Repeat("点", 60))})
	}
	got := Render(reply, testBase)
	if !strings.Contains(got, "\n3. <a") || !strings.Contains(got, "要点0") || strings.Contains(got, "要点2") {
		t.Errorf("got %s", got)
	}
	if n := utf8.RuneCountInString(got); n > maxRunes || len(got) > maxBytes {
		t.Errorf("%d characters, %d bytes", n, len(got))
	}
}
