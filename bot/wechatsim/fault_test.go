package wechatsim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

func TestFaultsThatDoNothing(t *testing.T) {
	for kind, want := range map[FaultKind]int{FaultBusy: -1, FaultQuota: 45009, FaultToken: 40001, FaultCode: 48004} {
		w := newWorld(t)
		id := w.follow("")
		w.InjectFault(Fault{Kind: kind, Code: 48004, After: 1, Times: 1})
		w.wantCode(string(kind)+": the call before", w.custom(id, "一"), 0)
		w.wantCode(string(kind), w.custom(id, "二"), want)
		w.wantCode(string(kind)+": the call after", w.custom(id, "三"), 0)
		words := ""
		for _, shown := range w.Conversation(id) {
			if shown.Via == "custom" {
				words += shown.Text
			}
		}
		if words != "一三" {
			t.Errorf("%s: the person sees %s", kind, words)
		}
	}
}

func TestATokenFaultVoidsEveryToken(t *testing.T) {
	w := newWorld(t)
	token := w.fetchToken()
	w.InjectFault(Fault{Kind: FaultToken})
	if got := w.use(token); got != 40001 {
		t.Fatalf("the fault gives %d", got)
	}
	if got := w.use(token); got != 40001 {
		t.Errorf("the old token still gets %d", got)
	}
	if got := w.use(w.fetchToken()); got != 0 {
		t.Errorf("a new token gets %d", got)
	}
}

// loose calls an API and returns what came, even if it was nothing.
func (w *world) loose(ctx context.Context, path string, body any) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, "POST", w.url+"/"+path+"?access_token="+w.fetchToken(), bytes.NewReader(encode(body)))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

func TestFaultsAfterTheWorkIsDone(t *testing.T) {
	for _, kind := range []FaultKind{FaultTimeout, FaultCut, FaultTruncate} {
		w := newWorld(t)
		id := w.follow("")
		body := massAll("一")
		body["clientmsgid"] = "once"
		w.InjectFault(Fault{Kind: kind, Path: "cgi-bin/message/mass/"})
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		data, err := w.loose(ctx, "cgi-bin/message/mass/sendall", body)
		cancel()
		var out map[string]any
		switch {
		case kind == FaultTimeout && !errors.Is(err, context.DeadlineExceeded):
			t.Errorf("timeout: %v", err)
		case kind == FaultCut && err == nil:
			t.Error("cut: an answer came")
		case kind == FaultTruncate && json.Unmarshal(data, &out) == nil:
			t.Errorf("truncate: whole JSON %s", data)
		}
		w.pass(time.Minute)
		if massCountOf(w.Conversation(id)) != 1 {
			t.Errorf("%s: the message did not arrive", kind)
		}
		w.wantCode(string(kind)+": asked again", w.post("cgi-bin/message/mass/sendall", body), 45065)
	}
}

func TestFaultsCanBeTakenBack(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.InjectFault(Fault{Kind: FaultBusy, Times: 100})
	w.ClearFaults()
	w.wantCode("after clearing", w.custom(id, "一"), 0)
}
