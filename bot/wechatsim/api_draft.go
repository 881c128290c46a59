package wechatsim

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"
)

// draftArticle is one article of a draft.
type draftArticle struct {
	Title        string `json:"title"`
	Author       string `json:"author"`
	Digest       string `json:"digest"`
	Content      string `json:"content"`
	SourceURL    string `json:"content_source_url"`
	ThumbMediaID string `json:"thumb_media_id"`
}

func draftEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"cgi-bin/draft/add": {method: http.MethodPost, daily: 1000, serve: (*Platform).draftAdd},
		"cgi-bin/draft/get": {method: http.MethodPost, daily: 500, serve: (*Platform).draftGet},
	}
}

func (p *Platform) draftAdd(c *call) (object, error) {
	var in struct {
		Articles []draftArticle `json:"articles"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if n := len(in.Articles); n < 1 || n > 8 {
		return nil, fail(45008)
	}
	for _, a := range in.Articles {
		if err := p.checkArticle(a); err != nil {
			return nil, err
		}
	}
	id := rand.Text() + rand.Text()
	p.drafts[id] = in.Articles
	return object{"media_id": id}, nil
}

// draftGet returns a draft with links under which it can be looked at for a while.
func (p *Platform) draftGet(c *call) (object, error) {
	var in mediaRef
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	articles, ok := p.drafts[in.ID]
	if !ok {
		return nil, fail(40007)
	}
	var items []object
	for n, a := range articles {
		items = append(items, object{
			"title": a.Title, "author": a.Author, "digest": a.Digest, "content": a.Content, "thumb_media_id": a.ThumbMediaID,
			"thumb_url": (&issue{origin: p.origin(c)}).picture(a), "url": fmt.Sprintf("%s/draft/%s/%d", p.origin(c), in.ID, n+1),
		})
	}
	return object{"news_item": items}, nil
}

// showDraft is the page behind such a link.
func (p *Platform) showDraft(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	articles := p.drafts[r.PathValue("id")]
	p.mu.Unlock()
	idx, err := strconv.Atoi(r.PathValue("idx"))
	if err != nil || idx < 1 || idx > len(articles) {
		http.Error(w, "临时链接已失效", http.StatusNotFound)
		return
	}
	p.renderArticle(w, &issue{at: p.Now()}, articles[idx-1])
}

// checkArticle: title ≤ 32, author ≤ 16, digest ≤ 128 characters, content < 20,000 characters and
// < 1 MB, and a cover that is permanent material.
func (p *Platform) checkArticle(a draftArticle) error {
	cover, ok := p.media[a.ThumbMediaID]
	switch {
	case a.Title == "" || utf8.RuneCountInString(a.Title) > 32:
		return fail(45003)
	case utf8.RuneCountInString(a.Author) > 16:
		return fail(45110)
	case utf8.RuneCountInString(a.Digest) > 128:
		return fail(45004)
	case a.Content == "":
		return fail(44004)
	case utf8.RuneCountInString(a.Content) >= 20_000 || len(a.Content) >= 1<<20:
		return fail(45002)
	case !ok || !cover.expires.IsZero():
		return fail(40007)
	}
	return nil
}
