package store

import (
	"bytes"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// A photo is bytes of any value, which both databases must give back as they were.
func TestPhotosComeBackAsTheyWerePut(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		content := make([]byte, 300<<10)
		for i := range content {
			content[i] = byte(i * 7)
		}
		p := photo.Picture{Photo: reach.Photo{ID: "0a", Width: 1920, Height: 1080}, Content: content, Thumb: []byte("\x00\xff\xfe'--")}
		photos := NewPhotos(db)
		for _, at := range []time.Time{noon, noon.Add(time.Hour)} {
			if err := photos.PutPhoto(t.Context(), p, at); err != nil {
				t.Fatal(err)
			}
		}
		known, err := photos.Photo(t.Context(), "0a")
		if err != nil || known != p.Photo {
			t.Errorf("%+v, %v", known, err)
		}
		whole, err := photos.PhotoContent(t.Context(), "0a")
		if err != nil || !bytes.Equal(whole, content) {
			t.Errorf("%d bytes, %v", len(whole), err)
		}
		small, err := photos.PhotoThumb(t.Context(), "0a")
		if err != nil || !bytes.Equal(small, p.Thumb) {
			t.Errorf("%q, %v", small, err)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM photos WHERE at = $1`, micros(noon.Add(time.Hour))); n != 1 {
			t.Errorf("%d photos, want 1 as of the later upload", n)
		}
		if _, err := photos.Photo(t.Context(), "0b"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("a photo that is not there: %v", err)
		}
	})
}
