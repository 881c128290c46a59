package wechatsim

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

// send uploads a file and returns the whole answer.
func (w *world) sendFile(path, kind string, data []byte) map[string]any {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("media", "file")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		w.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	response, err := http.Post(w.url+"/cgi-bin/"+path+"?type="+kind+"&access_token="+w.fetchToken(), form.FormDataContentType(), &body)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) upload(path, kind string, data []byte) string {
	w.t.Helper()
	out := w.sendFile(path, kind, data)
	id, _ := out["media_id"].(string)
	if id == "" {
		w.t.Fatalf("%s: %v", path, out)
	}
	return id
}

func (w *world) page(address string) string {
	w.t.Helper()
	response, err := http.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(body)
}

// wantPage holds a page's status and a word of it against what is wanted.
func (w *world) wantPage(what, address string, status int, word string) {
	w.t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status || !strings.Contains(string(body), word) {
		w.t.Errorf("%s: %d %q, %v; want %d with %q", what, resp.StatusCode, body, err, status, word)
	}
}

func (w *world) article(title string) object {
	return object{
		"title": title, "author": "司法所", "digest": "摘要", "content": "<p>正文</p><script>alert(1)</script>",
		"thumb_media_id": w.upload("material/add_material", "image", samplePicture()),
	}
}

func (w *world) draft(title string) string {
	w.t.Helper()
	out := w.post("cgi-bin/draft/add", object{"articles": []object{w.article(title)}})
	id, _ := out["media_id"].(string)
	if id == "" {
		w.t.Fatalf("draft: %v", out)
	}
	return id
}

func TestUploadsAreChecked(t *testing.T) {
	w := newWorld(t)
	picture := samplePicture()
	for _, test := range []struct {
		name, path, kind string
		data             []byte
		want             int
	}{
		{"a picture", "media/upload", "image", picture, 0},
		{"a thumb", "media/upload", "thumb", picture, 0},
		{"an unknown kind", "media/upload", "poem", picture, 40004},
		{"words for a picture", "media/upload", "image", []byte("hello"), 40005},
		{"a thumb of 65 KB", "media/upload", "thumb", append(bytes.Clone(picture), make([]byte, 65<<10)...), 40012},
		{"a voice of 3 MB", "media/upload", "voice", make([]byte, 3<<20), 40010},
		{"an empty file", "media/upload", "image", nil, 41005},
		{"a picture for an article", "media/uploadimg", "", picture, 0},
		{"one of 1 MB", "media/uploadimg", "", append(bytes.Clone(picture), make([]byte, 1<<20)...), 40009},
		{"permanent", "material/add_material", "image", picture, 0},
	} {
		w.wantCode(test.name, w.sendFile(test.path, test.kind, test.data), test.want)
	}
	w.wantCode("no file", w.post("cgi-bin/media/upload", object{}), 41005)
}

func TestTemporaryMaterialEndsAfterThreeDays(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	temporary := w.upload("media/upload", "image", samplePicture())
	permanent := w.upload("material/add_material", "image", samplePicture())
	send := func(media string) map[string]any {
		w.say(id, "在")
		return w.post("cgi-bin/message/custom/send", object{"touser": id, "msgtype": "image", "image": object{"media_id": media}})
	}
	w.pass(72*time.Hour - time.Second)
	w.wantCode("before three days", send(temporary), 0)
	w.pass(time.Second)
	w.wantCode("after three days", send(temporary), 40007)
	w.wantCode("permanent", send(permanent), 0)
}

func TestDraftLimits(t *testing.T) {
	w := newWorld(t)
	with := func(name, value string) object {
		a := w.article("题")
		a[name] = value
		return a
	}
	for _, test := range []struct {
		name    string
		article object
		want    int
	}{
		{"a title of 32", with("title", strings.Repeat("法", 32)), 0},
		{"a title of 33", with("title", strings.Repeat("法", 33)), 45003},
		{"an author of 17", with("author", strings.Repeat("法", 17)), 45110},
		{"a digest of 128", with("digest", strings.Repeat("法", 128)), 0},
		{"a digest of 129", with("digest", strings.Repeat("法", 129)), 45004},
		{"19,999 characters", with("content", strings.Repeat("法", 19_999)), 0},
		{"20,000 characters", with("content", strings.Repeat("法", 20_000)), 45002},
		{"no content", with("content", ""), 44004},
		{"no cover", with("thumb_media_id", ""), 40007},
		{"a temporary cover", with("thumb_media_id", w.upload("media/upload", "image", samplePicture())), 40007},
	} {
		w.wantCode(test.name, w.post("cgi-bin/draft/add", object{"articles": []object{test.article}}), test.want)
	}
	w.wantCode("nothing", w.post("cgi-bin/draft/add", object{"articles": []object{}}), 45008)
}

func TestADraftCanBeLookedAt(t *testing.T) {
	w := newWorld(t)
	got := w.post("cgi-bin/draft/get", object{"media_id": w.draft("民法典进社区")})
	w.wantCode("get", got, 0)
	item := got["news_item"].([]any)[0].(map[string]any)
	if item["title"] != "民法典进社区" || item["thumb_url"] == "" {
		t.Errorf("%v", item)
	}
	url := item["url"].(string)
	w.wantPage("the draft", url, http.StatusOK, "民法典进社区")
	w.wantPage("a second article that it has not", strings.TrimSuffix(url, "1")+"2", http.StatusNotFound, "失效")
	w.wantCode("none", w.post("cgi-bin/draft/get", object{"media_id": "none"}), 40007)
}

func TestPublishingReachesNobodyByPush(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	draft := w.draft("民法典进社区")
	out := w.post("cgi-bin/freepublish/submit", object{"media_id": draft})
	w.wantCode("submit", out, 0)
	w.wantCode("the draft again", w.post("cgi-bin/freepublish/submit", object{"media_id": draft}), 40007)
	if got := w.post("cgi-bin/freepublish/get", object{"publish_id": out["publish_id"]}); got["publish_status"] != 1.0 {
		t.Errorf("at once: %v", got)
	}
	before := len(w.Conversation(id))
	w.pass(time.Minute)
	got := w.post("cgi-bin/freepublish/get", object{"publish_id": out["publish_id"]})
	if got["publish_status"] != 0.0 || got["article_id"] == "" {
		t.Errorf("later: %v", got)
	}
	if len(w.Conversation(id)) != before {
		t.Error("it was pushed to a follower")
	}
	if events := w.account.events("PUBLISHJOBFINISH"); len(events) != 1 {
		t.Errorf("%d finish events", len(events))
	}
	w.say(id, "在")
	w.wantCode("as a customer message", w.post("cgi-bin/message/custom/send", object{
		"touser": id, "msgtype": "mpnewsarticle", "mpnewsarticle": object{"article_id": got["article_id"]},
	}), 0)
	url := got["article_detail"].(map[string]any)["item"].([]any)[0].(map[string]any)["article_url"].(string)
	w.wantPage("the article", url, http.StatusOK, "民法典进社区")
	w.wantCode("deleted", w.post("cgi-bin/freepublish/delete", object{"article_id": got["article_id"], "index": 0}), 0)
	w.wantPage("the article once it is deleted", url, http.StatusNotFound, "已被发布者删除")
	w.wantCode("none", w.post("cgi-bin/freepublish/delete", object{"article_id": "none"}), 53600)
	w.opts.StringPublishID = true
	if out := w.post("cgi-bin/freepublish/submit", object{"media_id": w.draft("二")}); out["publish_id"] == "" || errcode(out) != 0 {
		t.Errorf("with a string: %v", out)
	} else if _, ok := out["publish_id"].(string); !ok {
		t.Errorf("publish_id is no string: %v", out)
	}
}

func TestStatisticsOfArticles(t *testing.T) {
	w := newWorld(t)
	readers := []string{w.follow(""), w.follow(""), w.follow("")}
	out := w.post("cgi-bin/message/mass/sendall", object{
		"filter": object{"is_to_all": true}, "msgtype": "mpnews", "mpnews": object{"media_id": w.draft("一")},
	})
	data := int64(out["msg_data_id"].(float64))
	w.pass(time.Minute)
	for n, id := range readers {
		if err := w.Read(id, data, 1); err != nil {
			t.Fatal(err)
		}
		if n < 2 {
			if err := w.Share(id, data, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	ask := func(path, begin, end string) map[string]any {
		return w.post("datacube/"+path, object{"begin_date": begin, "end_date": end})
	}
	const today = "2026-01-05"
	w.wantCode("today", ask("getarticleread", today, today), 61501)
	w.wantCode("no day", ask("getarticleread", "soon", today), 61500)
	w.pass(22 * time.Hour) // 07:01 the next day
	if got := ask("getarticleread", today, today); got["is_delay"] != true || len(got["list"].([]any)) != 0 {
		t.Errorf("before 08:00: %v", got)
	}
	w.pass(time.Hour)
	list := ask("getarticleread", today, today)["list"].([]any)
	if len(list) != 1 || list[0].(object)["msgid"] != decimal(data)+"_1" || list[0].(object)["detail"].(object)["read_user"] != 3.0 {
		t.Errorf("readers: %v", list)
	}
	if got := ask("getarticleshare", today, today)["list"].([]any); len(got) != 0 {
		t.Errorf("two sharers are told: %v", got)
	}
	if got := ask("getbizsummary", today, today)["list"].([]any); len(got) != 1 {
		t.Errorf("summary: %v", got)
	}
	total := ask("getarticletotaldetail", today, today)["list"].([]any)
	if len(total) != 1 || total[0].(object)["publish_type"] != 0.0 || len(total[0].(object)["detail_list"].([]any)) != 1 {
		t.Errorf("totals: %v", total)
	}
}

func TestCodes(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Limits.PermanentCode = 1 })
	make := func(action string, scene object, seconds any) map[string]any {
		body := object{"action_name": action, "action_info": object{"scene": scene}}
		if seconds != nil {
			body["expire_seconds"] = seconds
		}
		return w.post("cgi-bin/qrcode/create", body)
	}
	for _, test := range []struct {
		name    string
		action  string
		scene   object
		seconds any
		want    int
	}{
		{"30 days", "QR_STR_SCENE", object{"scene_str": "a"}, 2_592_000, 0},
		{"a second more", "QR_STR_SCENE", object{"scene_str": "a"}, 2_592_001, 40097},
		{"64 characters", "QR_STR_SCENE", object{"scene_str": strings.Repeat("a", 64)}, nil, 0},
		{"65 characters", "QR_STR_SCENE", object{"scene_str": strings.Repeat("a", 65)}, nil, 40053},
		{"no scene", "QR_STR_SCENE", object{}, nil, 40053},
		{"scene 0", "QR_SCENE", object{"scene_id": 0}, nil, 40053},
		{"permanent 100,001", "QR_LIMIT_SCENE", object{"scene_id": 100_001}, nil, 40053},
		{"permanent", "QR_LIMIT_SCENE", object{"scene_id": 1}, nil, 0},
		{"one permanent too many", "QR_LIMIT_STR_SCENE", object{"scene_str": "b"}, nil, 45029},
		{"an unknown action", "QR_CODE", object{"scene_str": "b"}, nil, 40052},
	} {
		w.wantCode(test.name, make(test.action, test.scene, test.seconds), test.want)
	}
	out := make("QR_STR_SCENE", object{"scene_str": "shequ"}, 60)
	address := w.url + "/cgi-bin/showqrcode?ticket=" + out["ticket"].(string)
	if _, err := png.Decode(strings.NewReader(w.page(address))); err != nil {
		t.Errorf("the code is no picture: %v", err)
	}
	w.follow("shequ")
	if got := w.account.events("subscribe"); got[0].Ticket != out["ticket"] {
		t.Errorf("the event's ticket is %s, want %s", got[0].Ticket, out["ticket"])
	}
	w.pass(time.Minute)
	if _, err := w.Scan(t.Context(), w.Introduce("晚来", Resident), "shequ"); err == nil {
		t.Error("an expired code was scanned")
	}
}
