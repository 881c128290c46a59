package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// noticeFlags say which template a notification takes, and what stands in it.
type noticeFlags struct {
	Notice  string            `help:"订阅通知用哪个模板，写设置 wechat.notices 里的 name；只有一个时可以不写" placeholder:"模板"`
	Keyword map[string]string `help:"订阅通知里另写一个关键词，如 thing1=短标题，可写多次" placeholder:"词=文字" mapsep:"none"`
}

// notification writes the words of the template into the plan, as the plan's article has them now.
func (f noticeFlags) notification(s *session, c *schedule.Campaign) error {
	if c.Channel != schedule.Notice {
		c.Notice = schedule.Notification{}
		if f.Notice != "" || len(f.Keyword) > 0 {
			return usageError{pufa.Errorf(pufa.Invalid, "--notice 和 --keyword 要和 --channel notice 一起写")}
		}
		return nil
	}
	template, err := f.template(s, c.Notice.Name)
	if err != nil {
		return err
	}
	var piece schedule.Piece
	if len(c.Pieces) > 0 {
		piece = c.Pieces[0]
	}
	was := c.Notice
	c.Notice = template.Fill(piece, s.cfg.Office.Name)
	keepOwnWords(&c.Notice, was)
	for _, key := range slices.Sorted(maps.Keys(f.Keyword)) {
		at := slices.IndexFunc(c.Notice.Words, func(w schedule.Word) bool { return w.Key == key })
		if at < 0 {
			return usageError{pufa.Errorf(pufa.Invalid, "模板“%s”里没有“%s”，可写：%s", template.Name, key, strings.Join(keysOf(template), "、"))}
		}
		c.Notice.Words[at] = schedule.Word{Key: key, Says: f.Keyword[key], Own: true}
	}
	return nil
}

// keepOwnWords leaves what staff have written themselves, as long as the template stays the same.
func keepOwnWords(n *schedule.Notification, was schedule.Notification) {
	if n.Template != was.Template {
		return
	}
	for _, old := range was.Words {
		for i, w := range n.Words {
			if old.Own && w.Key == old.Key {
				n.Words[i] = old
			}
		}
	}
}

func (f noticeFlags) template(s *session, before string) (schedule.Notification, error) {
	list := s.cfg.notifications()
	name := f.Notice
	if name == "" {
		name = before
	}
	if name == "" && len(list) == 1 {
		return list[0], nil
	}
	var names []string
	for _, n := range list {
		if n.Name == name {
			return n, nil
		}
		names = append(names, n.Name)
	}
	if f.Notice == "" {
		return schedule.Notification{}, nil // what is missing the review says
	}
	return schedule.Notification{}, usageError{unknownName("模板", name, names, "模板写在设置的 wechat.notices 里")}
}

func keysOf(n schedule.Notification) (keys []string) {
	for _, w := range n.Words {
		keys = append(keys, w.Key)
	}
	return keys
}
