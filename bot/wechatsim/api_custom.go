package wechatsim

import (
	"net/http"
	"strings"
	"time"
)

// customRequest is the body of custom/send.
type customRequest struct {
	ToUser  string `json:"touser"`
	MsgType string `json:"msgtype"`
	Text    struct {
		Content string `json:"content"`
	} `json:"text"`
	Image mediaRef `json:"image"`
	Voice mediaRef `json:"voice"`
	Video struct {
		mediaRef
		Title string `json:"title"`
	} `json:"video"`
	Music struct {
		Title string `json:"title"`
		URL   string `json:"musicurl"`
	} `json:"music"`
	News struct {
		Articles []NewsArticle `json:"articles"`
	} `json:"news"`
	MPNews  mediaRef `json:"mpnews"`
	Article struct {
		ID string `json:"article_id"`
	} `json:"mpnewsarticle"`
	Menu struct {
		Head string `json:"head_content"`
		List []struct {
			ID      string `json:"id"`
			Content string `json:"content"`
		} `json:"list"`
		Tail string `json:"tail_content"`
	} `json:"msgmenu"`
}

func customEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/message/custom/send":   {method: post, need: verified, daily: 500_000, serve: (*Platform).customSend},
		"cgi-bin/message/custom/typing": {method: post, need: verified, daily: 500_000, serve: (*Platform).customTyping},
	}
}

// customSend checks the content first, so that a broken call uses up nothing of a window.
func (p *Platform) customSend(c *call) (object, error) {
	var in customRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	shown, err := p.customContent(in, c)
	if err != nil {
		return nil, err
	}
	who, err := p.receiver(in.ToUser)
	if err != nil {
		return nil, err
	}
	if who.refusing {
		return nil, fail(48002)
	}
	if err := who.windows.take(c.now); err != nil {
		return nil, err
	}
	p.stopTyping(who)
	shown.Side, shown.Via = Theirs, "custom"
	p.show(who, c.now, shown)
	return nil, nil
}

// receiver finds a follower who may be written to. The caller holds mu.
func (p *Platform) receiver(openID string) (*person, error) {
	who, ok := p.byOpenID[openID]
	switch {
	case !ok:
		return nil, fail(40003)
	case !who.following:
		return nil, fail(43004)
	case who.blocked:
		return nil, fail(43019)
	}
	return who, nil
}

func (p *Platform) customContent(in customRequest, c *call) (Shown, error) {
	switch in.MsgType {
	case "text":
		return Shown{Kind: "text", Text: in.Text.Content}, p.customText(in.Text.Content)
	case "image":
		return p.customMedia("image", in.Image.ID, c)
	case "voice":
		return p.customMedia("voice", in.Voice.ID, c)
	case "video":
		return p.customMedia("video", in.Video.ID, c)
	case "music":
		return Shown{Kind: "music", Text: in.Music.Title, Link: in.Music.URL}, nil
	case "news":
		if len(in.News.Articles) != 1 {
			return Shown{}, fail(45008)
		}
		return Shown{Kind: "news", Articles: in.News.Articles}, nil
	case "mpnews":
		return p.customDraft(in.MPNews.ID, c)
	case "mpnewsarticle":
		return p.customArticle(in.Article.ID)
	case "msgmenu":
		return p.customMenu(in)
	}
	return Shown{}, fail(40008)
}

func (p *Platform) customText(content string) error {
	if strings.TrimSpace(content) == "" {
		return fail(44004)
	}
	if len(content) > p.opts.Limits.ReplyBytes {
		return fail(45002)
	}
	return nil
}

func (p *Platform) customMedia(kind, id string, c *call) (Shown, error) {
	if !p.hasMedia(id, c.now) {
		return Shown{}, fail(40007)
	}
	return Shown{Kind: kind, Media: id}, nil
}

func (p *Platform) customDraft(id string, c *call) (Shown, error) {
	articles, ok := p.drafts[id]
	if !ok {
		return Shown{}, fail(40007)
	}
	i := &issue{articles: articles, origin: p.origin(c)}
	p.publishIssue(i, 2_247_490_000+p.next(), c.now)
	return Shown{Kind: "news", Articles: i.cards()}, nil
}

func (p *Platform) customArticle(id string) (Shown, error) {
	for _, job := range p.issues.byJob {
		if job.articleID == id && job.done {
			return Shown{Kind: "news", Articles: job.issue.cards()}, nil
		}
	}
	return Shown{}, fail(53600)
}

// customMenu draws a msgmenu: head, clickable lines, tail.
func (p *Platform) customMenu(in customRequest) (Shown, error) {
	if len(in.Menu.List) == 0 {
		return Shown{}, fail(40097)
	}
	shown := Shown{Kind: "card"}
	shown.Parts = appendWords(shown.Parts, in.Menu.Head)
	for _, item := range in.Menu.List {
		shown.Parts = append(shown.Parts, Part{Text: "\n"},
			Part{Text: item.Content, Choice: &Choice{ID: item.ID, Text: item.Content}})
	}
	if in.Menu.Tail != "" {
		shown.Parts = append(shown.Parts, Part{Text: "\n" + in.Menu.Tail})
	}
	return shown, nil
}

// customTyping shows 对方正在输入 for 15 seconds, to somebody who wrote within 30.
func (p *Platform) customTyping(c *call) (object, error) {
	var in struct {
		ToUser  string `json:"touser"`
		Command string `json:"command"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	who, err := p.receiver(in.ToUser)
	switch {
	case err != nil:
		return nil, err
	case in.Command == "CancelTyping":
		p.stopTyping(who)
		return nil, nil
	case in.Command != "Typing":
		return nil, fail(45072)
	case c.now.Sub(who.spoke) > 30*time.Second:
		return nil, fail(45080)
	case c.now.Before(who.typing):
		return nil, fail(45081)
	}
	who.typing = c.now.Add(15 * time.Second)
	p.hub.tell(Update{Kind: "typing", OpenID: who.openID, On: true})
	return nil, nil
}

func (p *Platform) stopTyping(who *person) {
	who.typing = time.Time{}
	p.hub.tell(Update{Kind: "typing", OpenID: who.openID})
}
