package wechatsim

import (
	"crypto/rand"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// media is an uploaded file. Temporary ones end after three days; permanent ones have no end.
type media struct {
	kind    string
	data    []byte
	expires time.Time
}

func mediaEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/media/upload":          {method: post, raw: true, daily: 100_000, serve: (*Platform).mediaUpload},
		"cgi-bin/media/uploadimg":       {method: post, raw: true, daily: 100_000, serve: (*Platform).mediaUploadImage},
		"cgi-bin/material/add_material": {method: post, raw: true, daily: 1000, serve: (*Platform).materialAdd},
	}
}

// upload reads and judges the multipart field "media".
func (c *call) upload(kind string) ([]byte, error) {
	file, header, err := c.http.FormFile("media")
	if err != nil {
		return nil, fail(41005)
	}
	defer file.Close()
	most, code := uploadLimit(kind)
	if most == 0 {
		return nil, fail(40004)
	}
	if header.Size > most {
		return nil, fail(code)
	}
	data, err := io.ReadAll(file)
	if err != nil || len(data) == 0 {
		return nil, fail(41005)
	}
	if kind == "image" || kind == "thumb" {
		if !isPicture(data) {
			return nil, fail(40005)
		}
	}
	return data, nil
}

// uploadLimit is the most bytes of a kind and the errcode beyond; 0 for an unknown kind.
func uploadLimit(kind string) (int64, int) {
	switch kind {
	case "image":
		return 10 << 20, 40009
	case "voice":
		return 2 << 20, 40010
	case "video":
		return 10 << 20, 40011
	case "thumb":
		return 64 << 10, 40012
	}
	return 0, 0
}

func isPicture(data []byte) bool {
	return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/bmp"}, http.DetectContentType(data))
}

func (p *Platform) mediaUpload(c *call) (object, error) {
	kind := c.query.Get("type")
	data, err := c.upload(kind)
	if err != nil {
		return nil, err
	}
	id := p.addMedia(media{kind: kind, data: data, expires: c.now.Add(72 * time.Hour)})
	name := "media_id"
	if kind == "thumb" {
		name = "thumb_media_id"
	}
	return object{"type": kind, name: id, "created_at": c.now.Unix()}, nil
}

// mediaUploadImage is for pictures inside articles: PNG or JPEG under 1 MB.
func (p *Platform) mediaUploadImage(c *call) (object, error) {
	data, err := c.upload("image")
	if err != nil {
		return nil, err
	}
	kind := http.DetectContentType(data)
	if len(data) >= 1<<20 {
		return nil, fail(40009)
	}
	if kind != "image/png" && kind != "image/jpeg" {
		return nil, fail(40005)
	}
	id := p.addMedia(media{kind: "image", data: data})
	return object{"url": p.origin(c) + "/mmbiz/" + id}, nil
}

func (p *Platform) materialAdd(c *call) (object, error) {
	kind := c.query.Get("type")
	data, err := c.upload(kind)
	if err != nil {
		return nil, err
	}
	id := p.addMedia(media{kind: kind, data: data})
	answer := object{"media_id": id}
	if kind == "image" || kind == "thumb" {
		answer["url"] = p.origin(c) + "/mmbiz/" + id
	}
	return answer, nil
}

// addMedia keeps a file. The caller holds mu.
func (p *Platform) addMedia(m media) string {
	id := rand.Text() + rand.Text()
	p.media[id] = m
	return id
}

func (p *Platform) keepMedia(kind string, data []byte) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.addMedia(media{kind: kind, data: data, expires: p.Now().Add(72 * time.Hour)})
}

func (p *Platform) hasMedia(id string, now time.Time) bool {
	m, ok := p.media[id]
	return ok && (m.expires.IsZero() || now.Before(m.expires))
}

// mediaURL is where a file can be fetched from this platform.
func (p *Platform) mediaURL(id string) string {
	base := p.opts.BaseURL
	def(&base, "http://mmbiz.qpic.cn")
	return strings.TrimSuffix(base, "/") + "/mmbiz/" + id
}

// showMedia serves pictures to the phone page; other files only as downloads.
func (p *Platform) showMedia(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	m, ok := p.media[r.PathValue("id")]
	p.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind := "application/octet-stream"
	if isPicture(m.data) {
		kind = http.DetectContentType(m.data)
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	send(w, m.data)
}
