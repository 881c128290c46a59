// Package photo turns what somebody uploads as a picture into one that can be kept: decoded by its
// content, bounded before it is decoded, turned upright, and encoded anew from its pixels alone, so that
// no place, device or foreign byte of the upload remains.
package photo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Bounds of what is taken and what is kept.
const (
	MaxBytes  = 20 << 20   // of one upload
	MaxPixels = 50_000_000 // of one upload
	MaxEach   = 12         // photos of one event

	maxDecoded = 4 * MaxPixels // bytes that decoding may take
	maxScans   = 100           // passes of a progressive JPEG; cameras write about ten
	longSide   = 1920          // pixels of what is kept
	thumbSide  = 480           // pixels of its small picture
	quality    = 82
)

// Picture is a photo as it is kept, with its small picture. Both are JPEG without any metadata.
type Picture struct {
	reach.Photo
	Content []byte
	Thumb   []byte
}

// Reader reads uploads, one at a time: each may take 200 MB while it is decoded.
type Reader struct{ turn chan struct{} }

// NewReader returns a Reader.
func NewReader() *Reader { return &Reader{turn: make(chan struct{}, 1)} }

// Read makes a Picture of an upload. The same upload gives the same Picture. The error is Invalid and says
// what to do for what is not a photo, is too large, or ends too early.
func (r *Reader) Read(ctx context.Context, upload []byte) (Picture, error) {
	if len(upload) > MaxBytes {
		return Picture{}, TooLarge()
	}
	f, err := formatOf(upload)
	if err != nil {
		return Picture{}, err
	}
	if err := f.bounded(upload); err != nil {
		return Picture{}, err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	m, err := f.decode(bytes.NewReader(upload))
	if err != nil {
		return Picture{}, broken(err)
	}
	return keep(m, f.orientation(upload))
}

// TooLarge is why an upload of more than MaxBytes is refused.
func TooLarge() error {
	return pufa.Errorf(pufa.Invalid, "这张照片超过 20 MB，没有收下。请在手机上选“压缩”或截小一些再选。")
}

func broken(err error) error {
	return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: "这张照片不完整或已损坏，可能没有传完。请重新拍一张或重新选。"}
}

func keep(m image.Image, o orientation) (Picture, error) {
	whole := o.apply(shrink(m, longSide))
	var p Picture
	var err error
	if p.Content, err = encode(whole); err != nil {
		return Picture{}, err
	}
	if p.Thumb, err = encode(shrink(whole, thumbSide)); err != nil {
		return Picture{}, err
	}
	sum := sha256.Sum256(p.Content)
	p.ID = hex.EncodeToString(sum[:])
	p.Width, p.Height = whole.Bounds().Dx(), whole.Bounds().Dy()
	return p, nil
}

// encode writes pixels only: image/jpeg adds no metadata.
func encode(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode photo: %w", err)
	}
	return b.Bytes(), nil
}

// IsID reports whether the text has the form of a photo's ID.
func IsID(id string) bool {
	raw, err := hex.DecodeString(id)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == id
}
