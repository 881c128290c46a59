package wechatsim

import (
	"fmt"
	"net/http"
	"time"
)

// The platform leaves out figures under three.
const fewest = 3

func statisticsEndpoints() map[string]endpoint {
	on := func(serve func(*Platform, span) []object) endpoint {
		return endpoint{method: http.MethodPost, need: verified, serve: func(p *Platform, c *call) (object, error) {
			s, err := c.span()
			if err != nil {
				return nil, err
			}
			list := serve(p, s)
			if list == nil {
				list = []object{}
			}
			return object{"list": list, "is_delay": s.delayed}, nil
		}}
	}
	return map[string]endpoint{
		"datacube/getarticleread":        on((*Platform).articleRead),
		"datacube/getarticleshare":       on((*Platform).articleShare),
		"datacube/getbizsummary":         on((*Platform).bizSummary),
		"datacube/getarticletotaldetail": on((*Platform).articleTotal),
	}
}

// span are days, first and last included.
type span struct {
	days    []string
	delayed bool // yesterday's figures come after 08:00
}

// span reads begin_date and end_date, yesterday at the latest and 30 days at most.
func (c *call) span() (span, error) {
	var in struct {
		Begin string `json:"begin_date"`
		End   string `json:"end_date"`
	}
	if err := c.decode(&in); err != nil {
		return span{}, err
	}
	begin, err1 := time.ParseInLocation(time.DateOnly, in.Begin, beijing())
	end, err2 := time.ParseInLocation(time.DateOnly, in.End, beijing())
	yesterday := day(c.now.AddDate(0, 0, -1))
	switch {
	case err1 != nil || err2 != nil:
		return span{}, fail(61500)
	case end.Before(begin) || day(end) > yesterday || end.Sub(begin) > 29*24*time.Hour:
		return span{}, fail(61501)
	}
	var s span
	for at := begin; !at.After(end); at = at.AddDate(0, 0, 1) {
		if day(at) == yesterday && c.now.Hour() < 8 {
			s.delayed = true
			continue
		}
		s.days = append(s.days, day(at))
	}
	return s, nil
}

// eachArticle visits every article with figures, in the order of publication.
func (p *Platform) eachArticle(visit func(i *issue, idx int, r *readings)) {
	for _, i := range p.issues.latest {
		for idx := 1; idx <= len(i.articles); idx++ {
			r := i.stats[idx]
			if r == nil {
				r = newReadings()
			}
			visit(i, idx, r)
		}
	}
}

func articleID(i *issue, idx int) string { return fmt.Sprintf("%d_%d", i.dataID, idx) }

func (p *Platform) articleRead(s span) (list []object) {
	for _, today := range s.days {
		p.eachArticle(func(i *issue, idx int, r *readings) {
			if n := len(r.readers[today]); n >= fewest {
				list = append(list, object{"ref_date": today, "msgid": articleID(i, idx), "detail": readDetail(n)})
			}
		})
	}
	return list
}

func (p *Platform) articleShare(s span) (list []object) {
	for _, today := range s.days {
		p.eachArticle(func(i *issue, idx int, r *readings) {
			if n := len(r.sharers[today]); n >= fewest {
				list = append(list, object{"ref_date": today, "msgid": articleID(i, idx), "detail": object{"share_user": n}})
			}
		})
	}
	return list
}

func readDetail(users int) object {
	return object{"read_user": users, "read_user_source": []object{
		{"user_count": users, "scene_desc": "全部"}, {"user_count": users, "scene_desc": "公众号消息"},
	}}
}

// bizSummary adds up the account's articles by day. A person counts once a day.
func (p *Platform) bizSummary(s span) (list []object) {
	for _, today := range s.days {
		readers, sharers := map[string]bool{}, map[string]bool{}
		p.eachArticle(func(_ *issue, _ int, r *readings) {
			join(readers, r.readers[today])
			join(sharers, r.sharers[today])
		})
		if len(readers) < fewest {
			continue
		}
		detail := readDetail(len(readers))
		detail["share_user"] = atLeast(len(sharers))
		detail["zaikan_user"], detail["like_user"], detail["comment_count"] = 0, 0, 0
		list = append(list, object{"ref_date": today, "detail": detail})
	}
	return list
}

func atLeast(n int) int {
	if n < fewest {
		return 0
	}
	return n
}

func join(into, from map[string]bool) {
	for key := range from {
		into[key] = true
	}
}

// articleTotal lists what was published within the days, with running totals for each day since.
func (p *Platform) articleTotal(s span) (list []object) {
	if len(s.days) == 0 {
		return nil
	}
	last := s.days[len(s.days)-1]
	p.eachArticle(func(i *issue, idx int, r *readings) {
		published := day(i.at)
		if published < s.days[0] || published > last {
			return
		}
		kind := 1 // published without notification
		if i.notified {
			kind = 0
		}
		list = append(list, object{
			"ref_date": published, "msgid": articleID(i, idx), "title": i.articles[idx-1].Title,
			"publish_type": kind, "detail_list": totals(r, i.at, last),
		})
	})
	return list
}

func totals(r *readings, from time.Time, last string) []object {
	list := []object{}
	readers, sharers := map[string]bool{}, map[string]bool{}
	for at := from; day(at) <= last; at = at.AddDate(0, 0, 1) {
		join(readers, r.readers[day(at)])
		join(sharers, r.sharers[day(at)])
		if len(readers) < fewest {
			continue
		}
		detail := readDetail(len(readers))
		detail["stat_date"], detail["share_user"] = day(at), atLeast(len(sharers))
		list = append(list, detail)
	}
	return list
}
