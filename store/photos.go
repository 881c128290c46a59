package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// Photos is the photos of events.
type Photos struct{ db *DB }

// NewPhotos returns the photos in db.
func NewPhotos(db *DB) Photos { return Photos{db} }

// PutPhoto stores a picture. One that is there stays, as if it had been uploaded now.
func (s Photos) PutPhoto(ctx context.Context, p photo.Picture, at time.Time) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `
			INSERT INTO photos (id, width, height, content, thumb, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO UPDATE SET at = excluded.at`, p.ID, p.Width, p.Height, p.Content, p.Thumb, micros(at))
		return err
	})
	if err != nil {
		return fmt.Errorf("put photo: %w", err)
	}
	return nil
}

// Photo returns what is known of a photo. The error is NotFound for one that is not there.
func (s Photos) Photo(ctx context.Context, id string) (reach.Photo, error) {
	p, err := one(ctx, s.db.read, scanPhoto, `SELECT id, width, height FROM photos WHERE id = $1`, id)
	if err != nil {
		return p, fmt.Errorf("photo %s: %w", id, absentPhoto(err))
	}
	return p, nil
}

// PhotoContent returns the JPEG of a photo.
func (s Photos) PhotoContent(ctx context.Context, id string) ([]byte, error) {
	b, err := one(ctx, s.db.read, scanBytes, `SELECT content FROM photos WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("photo %s: %w", id, absentPhoto(err))
	}
	return b, nil
}

// PhotoThumb returns the small JPEG of a photo.
func (s Photos) PhotoThumb(ctx context.Context, id string) ([]byte, error) {
	b, err := one(ctx, s.db.read, scanBytes, `SELECT thumb FROM photos WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("thumb of photo %s: %w", id, absentPhoto(err))
	}
	return b, nil
}

func absentPhoto(err error) error { return absent(err, "没有这张照片，可能已经删除。") }

func scanPhoto(r row) (p reach.Photo, err error) {
	err = r.Scan(&p.ID, &p.Width, &p.Height)
	return p, err
}

func scanBytes(r row) (b []byte, err error) { err = r.Scan(&b); return b, err }
