package wechatsim

import (
	"crypto/rand"
	"net/http"
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
