package wechatsim

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// steerTo posts to a control and decodes what comes.
func (w *world) control(method, path string, body any, status int) map[string]any {
	w.t.Helper()
	request, err := http.NewRequest(method, w.url+path, bytes.NewReader(encode(body)))
	if err != nil {
		w.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != status {
		w.t.Errorf("%s %s: status %d, want %d", method, path, response.StatusCode, status)
	}
	var out map[string]any
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return out
}

func TestTheWholeStoryOverHTTP(t *testing.T) {
	w := newWorld(t)
	made := w.control("POST", "/sim/followers", object{"name": "王师傅", "kind": "resident", "scene": "shequ-02"}, 200)
	id := made["openid"].(string)
	if again := w.control("POST", "/sim/followers", object{"name": "王师傅"}, 200); again["openid"] != id {
		t.Errorf("the same name is %v", again)
	}
	if n := len(w.account.events("subscribe")); n != 1 {
		t.Errorf("%d subscribe events", n)
	}
	path := "/sim/followers/" + id
	ex := w.control("POST", path+"/messages", object{"text": "你好"}, 200)
	if ex["reply"].(object)["text"] != "你说：你好" || ex["attempts"] != 1.0 {
		t.Errorf("exchange %v", ex)
	}
	for _, kind := range []string{"image", "voice", "video", "location", "link", "popup"} {
		w.control("POST", path+"/messages", object{"type": kind, "text": "文", "title": "题", "url": "https://a.cn/", "answers": object{"T": true}}, 200)
	}
	w.control("POST", path+"/messages", object{"type": "click", "key": "FAQ"}, 200)
	w.control("POST", path+"/messages", object{"type": "view", "url": "https://a.cn/"}, 200)
	w.control("POST", path+"/scan", object{"scene": "9"}, 200)
	before := w.Now()
	w.control("POST", "/sim/clock", object{"advance": "48h"}, 200)
	if w.Now().Sub(before) != 48*time.Hour {
		t.Errorf("the clock went from %s to %s", before, w.Now())
	}
	w.wantCode("after two days", w.custom(id, "答"), 45015)
	w.control("POST", "/sim/faults", object{"kind": "busy"}, 200)
	w.wantCode("busy", w.custom(id, "答"), -1)
	w.control("DELETE", "/sim/faults", object{}, 200)
	w.control("POST", path+"/settings", object{"blocked": true}, 200)
	w.control("POST", path+"/unfollow", object{}, 200)
}

func TestControlsRefuse(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.control("POST", "/sim/followers/nobody/messages", object{"text": "x"}, 404)
	w.control("POST", "/sim/followers/"+id+"/messages", object{"text": " "}, 409)
	w.control("POST", "/sim/followers/"+id+"/messages", object{"type": "choice", "text": "没有"}, 404)
	w.control("POST", "/sim/followers/"+id+"/dance", object{}, 404)
	w.control("POST", "/sim/followers/"+id+"/messages", []int{1}, 400)
	w.control("POST", "/sim/clock", object{"advance": "soon"}, 409)
	w.control("POST", "/sim/clock", object{"advance": "-1h"}, 409)
	w.control("POST", "/sim/faults", object{"kind": "flood"}, 409)
	w.control("POST", "/sim/mass/1", object{"approve": true}, 404)
	w.control("GET", "/phone/screens/nobody", nil, 404)
}

func TestTheStreamTellsWhatHappensAndEndsWithThePlatform(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "GET", w.url+"/phone/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Scan() // the opening comment: the listener is there
	w.say(id, "<b>你好</b>")
	var told []string
	for lines.Scan() {
		var u Update
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if err := json.Unmarshal([]byte(data), &u); err != nil {
			t.Fatal(err)
		}
		told = append(told, u.Kind)
		if u.Kind == "record" {
			w.Close()
		}
	}
	if got := strings.Join(told, " "); got != "shown shown record" {
		t.Errorf("told %s", got)
	}
	if ctx.Err() != nil {
		t.Error("the stream did not end with the platform")
	}
}

func TestASlowListenerIsCutOff(t *testing.T) {
	h := newHub()
	updates, stop := h.listen()
	defer stop()
	for range 100 {
		h.tell(Update{Kind: "clock"})
	}
	n := 0
	for range updates {
		n++
	}
	if n != 64 {
		t.Errorf("%d updates before the end", n)
	}
}

func TestThePageSaysWhatABrowserMayDo(t *testing.T) {
	w := newWorld(t)
	response, err := http.Get(w.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	policy := response.Header.Get("Content-Security-Policy")
	if response.StatusCode != 200 || !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("status %d, policy %s", response.StatusCode, policy)
	}
	for _, asset := range []string{"main.js", "talk.js", "phone.css", "icon.svg"} {
		got, err := http.Get(w.url + "/phone/assets/" + asset)
		if err != nil || got.StatusCode != 200 {
			t.Errorf("%s: %v", asset, err)
			continue
		}
		got.Body.Close()
	}
}
