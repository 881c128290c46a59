package store

import (
	"bytes"
	"strings"
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

// What was uploaded with a form that never came is thrown away; what an event names or named stays.
func TestPhotosThatNoEventNamesGoAfterAWeek(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		photos, clerk := NewPhotos(db), reach.NewClerk(NewEvents(db), reach.EventRules{})
		kept, removed, orphan, fresh := strings.Repeat("1a", 32), strings.Repeat("2b", 32), strings.Repeat("3c", 32), strings.Repeat("4d", 32)
		put := func(id string, at time.Time) {
			t.Helper()
			if err := photos.PutPhoto(t.Context(), photo.Picture{Photo: reach.Photo{ID: id}, Content: []byte{1}, Thumb: []byte{2}}, at); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{kept, removed, orphan} {
			put(id, noon)
		}
		by := pufa.Staff{Name: "小李", Role: pufa.Editor}
		e, _, err := clerk.Enter(t.Context(), reach.Event{State: reach.EventDone, Name: "讲座", Form: "讲座", Start: noon,
			Photos: []reach.Photo{{ID: kept}, {ID: removed}}}, by, noon)
		if err != nil {
			t.Fatal(err)
		}
		e.Photos = e.Photos[:1]
		if _, err := clerk.Correct(t.Context(), e, by, noon, "拿掉一张"); err != nil {
			t.Fatal(err)
		}
		week := noon.Add(8 * 24 * time.Hour)
		put(fresh, week)
		for range 2 {
			if err := db.Prune(t.Context(), week, noon); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[string]pufa.Kind{kept: 0, removed: 0, fresh: 0, orphan: pufa.NotFound} {
			if _, err := photos.Photo(t.Context(), id); pufa.KindOf(err) != want || (err == nil) != (want == 0) {
				t.Errorf("photo %.4s: %v", id, err)
			}
		}
	})
}
