package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
)

// inquired stores an inquiry in the data folder, as a conversation would.
func inquired(t *testing.T, data string) (id string) {
	t.Helper()
	q := bot.Inquiry{ID: pufa.NewID(), Follower: "0123456789abcdef", Question: "楼上种的葡萄根把我家阳台撑裂了找谁", Group: pufa.Residents, Asked: time.Now()}
	var errs bytes.Buffer
	s, err := newSession(cli{Data: data}, streams{out: &errs, err: &errs}, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.withBase(t.Context(), func(b *base) error {
		_, _, err := b.inbox.Settle(context.Background(), bot.Exchange{MessageID: "m1", At: q.Asked, Inquiry: &q})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(q.ID)
}

func TestAnInquiryIsPromoted(t *testing.T) {
	data := t.TempDir()
	id := inquired(t, data)
	draft := filepath.Join(t.TempDir(), "linli-putao.md")
	for _, step := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"inquiry", "promote", id}, exitUsage, "--draft"},
		{[]string{"inquiry", "promote", id, "--entry", "laodong-tuoqian-gongzi"}, exitFailed, "还没有答复"},
		{[]string{"inquiry", "answer", id, "先请居委会看，依照《民法典》第二百八十八条和楼上谈。", "--by", "小李"}, exitDone, "已答复"},
		{[]string{"inquiry", "promote", id, "--entry", "nothing"}, exitFailed, "没有编号为“nothing”的条目"},
		{[]string{"inquiry", "promote", id, "--entry", "laodong-tuoqian-gongzi"}, exitDone, "→ laodong-tuoqian-gongzi"},
		{[]string{"inquiry", "promote", id, "--entry", "laodong-tuoqian-gongzi"}, exitDone, "记下了"},
		{[]string{"inquiry", "promote", id, "--draft", filepath.Join(filepath.Dir(draft), "葡萄.md")}, exitUsage, "文件名就是编号"},
		{[]string{"inquiry", "promote", id, "--draft", draft}, exitDone, "草稿写到"},
		{[]string{"inquiry", "promote", id, "--draft", draft}, exitFailed, "已经有了"},
		{[]string{"import", draft}, exitDone, "问答：新增 1"},
		{[]string{"judgement", "list"}, exitDone, "人工答复归入（值班人员）\n　问：楼上种的葡萄"},
	} {
		status, out, errs := command(t, data, step.args...)
		if status != step.status || !strings.Contains(out+errs, step.says) {
			t.Errorf("pufa %s: status %d, want %d, says %q", step.args, status, step.status, out+errs)
		}
	}
	_, out, _ := command(t, data, "judgement", "list", "--json", "--source", "inquiry")
	if strings.Count(out, "\n") != 1 || strings.Contains(out, "0123456789abcdef") || strings.Contains(out, id) {
		t.Errorf("one judgement that leads to nobody: %s", out)
	}
	text, err := os.ReadFile(draft)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := knowledge.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	e, err := intake.ParseEntry(draft, text, knowledge.Reviewed, catalogue)
	if err != nil || e.State != knowledge.Draft || e.Title != "楼上种的葡萄根把我家阳台撑裂了找谁" || len(e.Cites) != 1 || !strings.HasPrefix(e.Body, "先请居委会看") {
		t.Errorf("the draft is %+v, %v", e, err)
	}
}
