package console

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// Photos is what is kept of photos.
type Photos interface {
	PutPhoto(ctx context.Context, p photo.Picture, at time.Time) error
	Photo(ctx context.Context, id string) (reach.Photo, error)
	PhotoContent(ctx context.Context, id string) ([]byte, error)
	PhotoThumb(ctx context.Context, id string) ([]byte, error)
}

// keepPhoto stores what somebody uploaded. The error is Invalid for what is no photo.
func (s *Site) keepPhoto(ctx context.Context, content []byte) (reach.Photo, error) {
	p, err := s.Form.Pictures.Read(ctx, content)
	if err != nil {
		return reach.Photo{}, err
	}
	return p.Photo, s.Form.Photos.PutPhoto(ctx, p, s.Now())
}

// photoPut takes one photo, alone: on a bad network each that has arrived need not be sent again.
func (s *Site) photoPut(w http.ResponseWriter, r *http.Request) error {
	defer patient(w, r)()
	content, err := io.ReadAll(r.Body)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return reply(w, http.StatusRequestEntityTooLarge, refused{Say: pufa.Say(photo.TooLarge())})
	case err != nil:
		return reply(w, http.StatusBadRequest, refused{Say: "照片没有传完整，请再传一次。"})
	}
	p, err := s.keepPhoto(r.Context(), content)
	if pufa.KindOf(err) == pufa.Invalid {
		return reply(w, http.StatusBadRequest, refused{Say: pufa.Say(err)})
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, p)
}

func (s *Site) photo(w http.ResponseWriter, r *http.Request) error {
	return s.servePhoto(w, r, "", s.Form.Photos.PhotoContent)
}

func (s *Site) thumb(w http.ResponseWriter, r *http.Request) error {
	return s.servePhoto(w, r, "-thumb", s.Form.Photos.PhotoThumb)
}

// servePhoto shows a photo to who has a pass. A browser may keep it but asks each time whether it still may
// show it.
func (s *Site) servePhoto(w http.ResponseWriter, r *http.Request, which string, read func(context.Context, string) ([]byte, error)) error {
	id := r.PathValue("id")
	if !photo.IsID(id) {
		return pufa.Errorf(pufa.NotFound, "没有这张照片，可能是网址抄错了。")
	}
	h, tag := w.Header(), strconv.Quote(id+which)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	content, err := read(r.Context(), id)
	if err != nil {
		h.Del("ETag")
		return err
	}
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Disposition", `inline; filename="`+id[:12]+which+`.jpg"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	w.Write(content) //nolint:errcheck // the reader has gone away: there is nobody to tell
	return nil
}
