package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// Bounds of what a form brings.
const (
	uploadMost  = 64 << 20  // bytes of a form that are looked at; the photos after them are refused
	uploadRead  = 256 << 20 // bytes that are read at all: a browser shows no answer before it has sent everything
	fieldMost   = 64 << 10  // bytes of one field
	fieldsMost  = 1 << 20   // bytes of all fields
	uploadLasts = 10 * time.Minute
)

// upload is what a form brought: its fields, with the IDs of the photos that came with it among them, and
// what is wrong with the photos that are not.
type upload struct {
	fields  url.Values
	faults  []reach.Fault
	tooLong bool // it was cut off
}

// receive reads a form with photos part by part: fields come before photos, so that they are kept
// whatever is wrong with those. Nothing is written to a disk.
func (s *Site) receive(w http.ResponseWriter, r *http.Request) (upload, error) {
	defer patient(w, r)()
	in := upload{fields: url.Values{}}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		r.Body = http.MaxBytesReader(w, r.Body, fieldsMost)
		if err := r.ParseForm(); err != nil {
			return in, halfSent(err)
		}
		in.fields = r.PostForm
		return in, nil
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return in, halfSent(err)
	}
	room := room{fields: fieldsMost, all: uploadMost}
	for {
		part, err := parts.NextPart()
		var over *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return in, nil
		case errors.As(err, &over):
			in.tooLong = true
			in.fault("一次传的照片太多太大，没有收完。请把照片压缩，或分几次传：先保存，再在更正页里加。")
			return in, nil
		case err != nil:
			return in, halfSent(err)
		}
		if err := s.takePart(r.Context(), part, &in, &room); err != nil && !errors.As(err, &over) {
			return in, err
		}
	}
}

func halfSent(err error) error {
	return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: "表没有传完整，可能是网络断了，没有保存。请返回上一页，再按一次保存。"}
}

// room is how much more is taken.
type room struct{ fields, all int64 }

func (s *Site) takePart(ctx context.Context, part *multipart.Part, in *upload, left *room) error {
	if part.FormName() != "photo.new" {
		text, err := io.ReadAll(io.LimitReader(part, min(fieldMost, left.fields)+1))
		if err != nil {
			return halfSent(err)
		}
		if left.fields -= int64(len(text)); left.fields < 0 || len(text) > fieldMost {
			return pufa.Errorf(pufa.Invalid, "表里有一栏太长，没有保存。请返回上一页写短些。")
		}
		in.fields.Add(part.FormName(), string(text))
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(part, min(photo.MaxBytes, left.all)+1))
	if err != nil {
		return halfSent(err)
	}
	if len(content) == 0 && part.FileName() == "" { // nothing was chosen
		return nil
	}
	name := cut(cmp.Or(strings.TrimSpace(part.FileName()), "照片"), 40)
	switch left.all -= int64(len(content)); {
	case len(in.fields["photo"])-len(in.fields["photo.drop"]) >= photo.MaxEach:
		in.fault(fmt.Sprintf("%s：一场活动最多 %d 张照片，这张没有收下。", name, photo.MaxEach))
		return nil
	case left.all < 0:
		in.fault(name + "：一次最多传 64 MB，这张没有收下。请先保存，再在更正页里加。")
		return nil
	}
	kept, err := s.keepPhoto(ctx, content)
	if pufa.KindOf(err) == pufa.Invalid {
		in.fault(name + "：" + pufa.Say(err))
		return nil
	}
	if err != nil {
		return err
	}
	in.fields.Add("photo", kept.ID)
	return nil
}

func (in *upload) fault(say string) {
	in.faults = append(in.faults, reach.Fault{Field: "photos", Say: say})
}

// patient gives a slow network time to send: more than the server gives its other pages, but no end.
func patient(w http.ResponseWriter, r *http.Request) (done func()) {
	control := http.NewResponseController(w)
	// A connection that knows no deadlines has none that could cut a photo off.
	_ = errors.Join(control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{})) //nolint:errcheck // as said
	ctx, cancel := context.WithTimeout(r.Context(), uploadLasts)
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			_ = control.SetReadDeadline(time.Unix(1, 0)) //nolint:errcheck // as said
		}
	})
	return func() { stop(); cancel() }
}
