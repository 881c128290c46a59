package wechat

import (
	"context"
	"errors"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Recall implements schedule.Eraser. WeChat deletes the articles behind what was sent; the cards in
// people's conversations stay, and lead to its notice that they were deleted.
func (p Pusher) Recall(ctx context.Context, c schedule.Channel, job string) error {
	if c != schedule.Publish {
		return p.post(ctx, "mass/delete", "/cgi-bin/message/mass/delete", map[string]any{"msg_id": number(job), "article_idx": 0})
	}
	var answer struct {
		ID string `json:"article_id"`
	}
	err := p.ask(ctx, "freepublish/get", "/cgi-bin/freepublish/get", map[string]string{"publish_id": job}, &answer)
	switch {
	case err != nil:
		return err
	case answer.ID == "":
		return pufa.Errorf(pufa.Conflict, "微信还没有发布完，请过一会儿再删")
	}
	err = p.post(ctx, "freepublish/delete", "/cgi-bin/freepublish/delete", map[string]any{"article_id": answer.ID, "index": 0})
	var refused *Error
	if errors.As(err, &refused) && refused.Code == 53600 { // there is no such publication any more
		return nil
	}
	return err
}
