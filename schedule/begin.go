package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// begin chooses the receivers of deliveries that are due and cuts them into parts.
func (e *Engine) begin(ctx context.Context) error {
	for range deliveriesAtOnce {
		d, err := e.Deliveries.ClaimDelivery(ctx, e.Now())
		if pufa.KindOf(err) == pufa.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		err = e.beginOne(ctx, d)
		if err != nil && pufa.KindOf(err) != pufa.Conflict { // called off, or in other hands
			return err
		}
	}
	return nil
}

func (e *Engine) beginOne(ctx context.Context, d Delivery) error {
	now := e.Now()
	if now.After(e.deadline(d)) {
		if d.Why != "" { // it was tried in time
			return e.endNow(ctx, d, Failed, d.Why)
		}
		return e.endNow(ctx, d, Missed, e.missed(d.Plan.Channel))
	}
	if why := moved(e.Almanac, d.Plan.Rule, d.Occurrence); why != "" {
		return e.endNow(ctx, d, Failed, why)
	}
	if why := rests(e.Almanac, d.Plan.Rule, d.Occurrence); why != "" {
		return e.endNow(ctx, d, CalledOff, why)
	}
	changed, err := e.changed(ctx, d, now)
	if err != nil {
		return e.putOff(ctx, d, err)
	}
	if len(changed) > 0 {
		return e.endNow(ctx, d, Failed, "引用的"+strings.Join(changed, "、")+"已修改或废止，没有发送；请改好内容后重新提交审核")
	}
	if d.Plan.Channel == Offline {
		return e.display(ctx, d)
	}
	chosen, err := Select(ctx, e.Followers, d.Plan, now)
	if err != nil {
		return e.putOff(ctx, d, err)
	}
	chosen, full, err := e.spare(ctx, d, chosen, now)
	if err != nil {
		return e.putOff(ctx, d, err)
	}
	if len(chosen) == 0 && d.Plan.Channel != Publish {
		return e.endNow(ctx, d, Failed, "受众里现在没有能收到的人，没有发送；请换受众或渠道"+full)
	}
	if d.Media, err = e.Gateway.Prepare(ctx, d.Plan.Channel, d.Plan.Pieces); err != nil {
		return e.putOff(ctx, d, err)
	}
	d.Selected, d.Why = len(chosen), full
	parts, receivers := e.cut(d, chosen, now)
	return e.Deliveries.BeginDelivery(context.WithoutCancel(ctx), d, parts, receivers)
}

// display makes the posters of a delivery. Nobody is written to: it is done as soon as they can be scanned.
func (e *Engine) display(ctx context.Context, d Delivery) error {
	if e.Printer == nil {
		return e.endNow(ctx, d, Failed, "这台机器不能做海报")
	}
	where, err := e.Printer.Display(ctx, d.Plan)
	if err != nil {
		return e.putOff(ctx, d, err)
	}
	return e.endNow(ctx, d, Sent, where)
}

// Select returns who belongs to the campaign's audience at that moment and can be reached.
func Select(ctx context.Context, from Followers, c Campaign, now time.Time) (chosen []pufa.FollowerKey, err error) {
	err = EachSelected(ctx, from, c, now, func(f pufa.Follower) { chosen = append(chosen, f.Key) })
	return chosen, err
}

// EachSelected hands out those whom Select returns.
func EachSelected(ctx context.Context, from Followers, c Campaign, now time.Time, yield func(pufa.Follower)) (err error) {
	if !c.Channel.chooses() {
		return nil
	}
	var accepted map[pufa.FollowerKey]bool
	if c.Channel == Notice {
		if accepted, err = from.Accepted(ctx, c.Notice.Template); err != nil {
			return err
		}
	}
	return from.EachFollower(ctx, func(f pufa.Follower) bool {
		if c.Audience.Selects(f) && c.Channel.reaches(f, now) && (c.Channel != Notice || accepted[f.Key]) {
			yield(f)
		}
		return true
	})
}

// spare leaves out those who have had a service account's mass messages of the month: WeChat would
// pass them over without a word. Who has joined an audience since its plan was approved can be among them.
func (e *Engine) spare(ctx context.Context, d Delivery, chosen []pufa.FollowerKey, now time.Time) ([]pufa.FollowerKey, string, error) {
	if d.Plan.Channel != Mass || !e.Account.Service {
		return chosen, "", nil
	}
	usage, err := e.Followers.MassUsage(ctx, monthBegins(now))
	if err != nil {
		return nil, "", err
	}
	all := len(chosen)
	chosen = slices.DeleteFunc(chosen, func(key pufa.FollowerKey) bool { return usage.People[key] >= massAMonth })
	if len(chosen) == all {
		return chosen, "", nil
	}
	return chosen, fmt.Sprintf("有 %d 人本月的 %d 次群发已满，没有选他们", all-len(chosen), massAMonth), nil
}

func (e *Engine) changed(ctx context.Context, d Delivery, now time.Time) (found []string, err error) {
	if e.Law == nil {
		return nil, nil
	}
	for _, p := range d.Plan.Pieces {
		names, err := e.Law.Changed(ctx, p.Cites, pufa.DayOf(now))
		if err != nil {
			return nil, err
		}
		found = append(found, names...)
	}
	return found, nil
}

func (e *Engine) cut(d Delivery, chosen []pufa.FollowerKey, now time.Time) (parts []Part, receivers [][]pufa.FollowerKey) {
	sizes := e.Account.parts(d.Plan.Channel, len(chosen))
	if d.Plan.Channel == Publish {
		sizes = []int{0}
	}
	for _, n := range sizes {
		parts = append(parts, Part{
			ID: pufa.NewID(), Delivery: d.ID, Campaign: d.Plan.ID, Channel: d.Plan.Channel, State: PartWaiting, Size: n, Due: now,
		})
		receivers = append(receivers, chosen[:n])
		chosen = chosen[n:]
	}
	return parts, receivers
}

// putOff lets a delivery that nothing was sent of wait, or gives it up.
func (e *Engine) putOff(ctx context.Context, d Delivery, err error) error {
	d.Why = pufa.Say(err)
	due := e.later(e.Now(), d.Attempts)
	if !outcomeUnknown(err) && !transient(err) || d.Attempts >= mostTries || due.After(e.deadline(d)) {
		return e.endNow(ctx, d, Failed, d.Why)
	}
	e.Log.Warn("a delivery could not begin", "delivery", d.ID, "attempts", d.Attempts, "err", err)
	d.Due = due
	return e.Deliveries.SettleDelivery(context.WithoutCancel(ctx), d)
}

// endNow ends a delivery that has no parts.
func (e *Engine) endNow(ctx context.Context, d Delivery, state DeliveryState, why string) error {
	d.State, d.Why, d.Ended = state, why, e.Now()
	if err := e.Deliveries.SettleDelivery(context.WithoutCancel(ctx), d); err != nil {
		return err
	}
	e.tell(ctx, d)
	return nil
}
