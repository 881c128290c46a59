package wechat

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/silenceper/wechat/v2/util"
)

// upload gives WeChat a picture under the path and returns its media_id. The SDK's uploads take no
// context and so would reach the real WeChat past the gateway.
func (g *Gateway) upload(ctx context.Context, op, path string, picture []byte) (string, error) {
	var answer struct {
		ID string `json:"media_id"`
	}
	err := g.retried(ctx, func(token string) *Error {
		uri := "https://" + apiHost + path + "?type=image&access_token=" + url.QueryEscape(token)
		return g.exchange(ctx, op, &answer, []string{token}, func(ctx context.Context) ([]byte, error) {
			return postPicture(ctx, uri, picture)
		})
	})
	if err == nil && answer.ID == "" {
		err = g.failed(op, errors.New("an answer without media_id"), true)
	}
	return answer.ID, err
}

func postPicture(ctx context.Context, uri string, picture []byte) (answer []byte, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("media", "picture"+extension(picture))
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(picture); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, uri, &body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	response, err := util.DefaultHTTPClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	return io.ReadAll(response.Body)
}

// extension is by what WeChat knows the format.
func extension(picture []byte) string {
	if http.DetectContentType(picture) == "image/jpeg" {
		return ".jpg"
	}
	return ".png"
}
