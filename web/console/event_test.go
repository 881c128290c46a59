package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestEventsAreFilteredByTheAddress(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	client := h.as(t, editor)
	for query, want := range map[string]string{"": "共 24 场", "?scene=进社区": "共 4 场", "?q=民法典": "共 6 场", "?from=2026-12-01&to=2026-12-31": "共 2 场",
		"?q=没有的": "没有符合条件的活动", "?page=99": "2026-024", "?page=-1": "2026-024", "?state=cancelled": "共 0 场"} {
		status, body := fetch(t, client, h.address+"/console/events"+strings.ReplaceAll(query, "进社区", url.QueryEscape("进社区")))
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d lacks %q", query, status, want)
		}
	}
	if status, body := fetch(t, client, h.address+"/console/events?q="+url.QueryEscape(`"><script>`)); status != http.StatusOK || strings.Contains(body, "<script>") {
		t.Errorf("a script in the search: %d", status)
	}
	if status, _ := fetch(t, client, h.address+"/console/events?from=2026-12-31&to=2026-01-01"); status != http.StatusBadRequest {
		t.Errorf("days the wrong way round: %d", status)
	}
}

func TestAnEventShowsItsNumbersSideBySideAndWhatWasCorrected(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	_, body := fetch(t, h.as(t, editor), h.address+eventPath(lectureID))
	for _, want := range []string{"签到（计入报表）", "现场估算", "扫码签到", "不能相加", "<b>更正</b> 小李（编辑）", "原因：签到表数错了", "<s>86 人、86 人次（签到）</s> → 68 人",
		"https://pufa.example.cn/i/abcd0000", "code.svg", "民法典口袋书 250 份", "待核对"} {
		if !strings.Contains(body, want) {
			t.Errorf("the event lacks %q", want)
		}
	}
	resp, code := h.send(t, http.MethodGet, eventPath(lectureID)+"/code.svg", h.pass(t, editor), nil)
	if resp.Header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(code, "<svg") || !strings.HasSuffix(code, "</svg>") {
		t.Errorf("code %s %.60s", resp.Header.Get("Content-Type"), code)
	}
	if status, _ := fetch(t, h.as(t, editor), h.address+"/console/events/nothing"); status != http.StatusNotFound {
		t.Errorf("an event that is none: %d", status)
	}
}

func TestAnEventIsCheckedByWhoMayAsTheySawIt(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	path := h.address + eventPath(lectureID) + "/check"
	if status, _ := post(t, h.as(t, editor), path, url.Values{"revision": {"2"}}); status != http.StatusForbidden {
		t.Errorf("an editor checks: %d", status)
	}
	client := h.as(t, adviser)
	for revision, want := range map[string]int{"1": http.StatusConflict, "": http.StatusBadRequest, "x": http.StatusBadRequest} {
		if status, _ := post(t, client, path, url.Values{"revision": {revision}}); status != want {
			t.Errorf("revision %q: %d, want %d", revision, status, want)
		}
	}
	if status, body := post(t, client, path, url.Values{"revision": {"2"}}); status != http.StatusOK || !strings.Contains(body, "王律师已核对") || strings.Contains(body, "核对无误") {
		t.Errorf("checked: %d", status)
	}
}

func TestAnEventIsCancelledWithAReason(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	client, path := h.as(t, editor), h.address+eventPath(lectureID)+"/cancel"
	if status, _ := post(t, client, path, url.Values{"revision": {"2"}}); status != http.StatusBadRequest {
		t.Errorf("without a reason: %d", status)
	}
	if status, _ := post(t, client, path, url.Values{"revision": {"1"}, "note": {"重复登记"}}); status != http.StatusConflict {
		t.Errorf("of an older state: %d", status)
	}
	if status, body := post(t, client, path, url.Values{"revision": {"2"}, "note": {"重复登记"}}); status != http.StatusOK || !strings.Contains(body, "这场活动已取消") {
		t.Errorf("cancelled: %d", status)
	}
}
