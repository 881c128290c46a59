package console

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
	"github.com/pufa/pufa/store"
)

// desk is a site with a real register, and a browser in which 小李 has entered.
type desk struct {
	*house
	t      *testing.T
	client *http.Client
	events store.Events
	ledger store.Ledger
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := &desk{t: t, events: store.NewEvents(db), ledger: store.NewLedger(db)}
	d.house = open(t, func(p *Parts) {
		newOffice().wire(p)
		p.Form = FormParts{
			Clerk:  reach.NewClerk(d.events, reach.EventRules{Communities: []string{"幸福社区", "和平社区"}}),
			Events: d.events, Photos: store.NewPhotos(db), Pictures: photo.NewReader(),
			Communities: []string{"幸福社区", "和平社区"}, Topics: []string{"劳动用工", "婚姻家庭"},
			Days: []Choice{{ID: "xianfa-ri", Name: "国家宪法日"}},
		}
	})
	d.client = d.as(t, editor)
	return d
}

// typed is a form that is right.
func rightForm() url.Values {
	return url.Values{
		"key": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "state": {"held"}, "name": {"民法典进社区"}, "start": {"2026-12-04T09:30"},
		"community": {"幸福社区"}, "place": {"文化广场"}, "form": {"讲座"}, "scene": {"进社区"}, "organiser": {"街道司法所"},
		"heads.basis": {"estimate", "checkin"}, "heads.people": {"85", "60"}, "heads.times": {"", ""},
		"handouts.name": {"民法典手册", ""}, "handouts.copies": {"200", ""},
		"enterprises.name": {""}, "enterprises.code": {""}, "topics": {"婚姻家庭"}, "questions": {"5"},
	}
}

func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, list := range v {
		out[name] = slices.Clone(list)
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = []string{pairs[i+1]}
	}
	return out
}

// upload sends a form as a browser does: fields, then files by their names.
func (d *desk) upload(path string, v url.Values, files ...file) (int, string) {
	d.t.Helper()
	pipe, body := io.Pipe()
	form := multipart.NewWriter(body)
	go func() {
		for name, list := range v {
			for _, value := range list {
				form.WriteField(name, value)
			}
		}
		for _, f := range files {
			part, err := form.CreateFormFile("photo.new", f.name)
			if err == nil {
				_, err = io.Copy(part, f.content)
			}
			if err != nil {
				body.CloseWithError(err)
				return
			}
		}
		body.CloseWithError(form.Close())
	}()
	resp, err := d.client.Post(d.address+path, form.FormDataContentType(), pipe)
	if err != nil {
		d.t.Fatal(err)
	}
	return read(d.t, resp)
}

type file struct {
	name    string
	content io.Reader
}

func bytesOf(name string, b []byte) file { return file{name, bytes.NewReader(b)} }

// zeros is a file of n bytes that begins like a JPEG.
func zeros(name string, n int64) file {
	return file{name, io.MultiReader(strings.NewReader("\xff\xd8\xff\xe0"), io.LimitReader(endless{}, n))}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func snapshotOf(t *testing.T, c color.Color) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 * 48 {
		m.Set(i%64, i/64, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bombOf(t *testing.T) []byte {
	t.Helper()
	chunk := func(name string, data []byte) []byte {
		b := append(append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	z.Write(make([]byte, 1<<20))
	z.Close()
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 50000), 50000), 8, 6, 0, 0, 0)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head), chunk("IDAT", pixels.Bytes()), chunk("IEND", nil))
}

func (d *desk) all() []reach.Event {
	d.t.Helper()
	list, err := d.events.Events(d.t.Context(), store.EventFilter{})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func TestAFormThatCannotBeTrueIsRefusedWithEveryWordKept(t *testing.T) {
	d := openDesk(t)
	tests := []struct{ field, value, say string }{
		{"name", "", "缺少活动名称"},
		{"name", strings.Repeat("长", 61), "最多 60 个"},
		{"start", "1900-01-01T09:00", "早于 2000 年"},
		{"start", "3000-01-01T09:00", "一年以后"},
		{"start", "昨天上午", "“昨天上午”不是时间"},
		{"start", "", "缺少开始时间"},
		{"end", "2026-12-03T09:00", "结束时间早于开始时间"},
		{"heads.people", "-85", "不能是负数"},
		{"heads.people", "八十五", "“八十五”不是整数"},
		{"heads.people", "99999999999999999999", "不是整数"},
		{"heads.people", "1e3", "不是整数"},
		{"heads.times", "10", "人次 10 少于人数 85"},
		{"heads.basis", "guess", "计数口径不能是"},
		{"handouts.copies", "-1", "不能是负数"},
		{"handouts.name", "", "缺少资料名称"},
		{"questions", "1000001", "最多 1000000"},
		{"community", "别的社区", "没有社区"},
		{"form", "跳舞", "没有形式"},
		{"volunteers", "-3", "不能是负数"},
		{"enterprises.code", "91110000600037341X", "统一社会信用代码"},
		{"photo", "../../etc/passwd", "没有传上来"},
		{"photo", strings.Repeat("ab", 32), "没有传上来"},
	}
	for _, tt := range tests {
		v := with(rightForm(), tt.field, tt.value)
		if tt.field == "enterprises.code" {
			v["enterprises.name"] = []string{"某某餐馆"}
		}
		status, body := d.upload("/console/events/new", v)
		if status != http.StatusBadRequest || !strings.Contains(body, tt.say) {
			t.Errorf("%s %q: %d, want %q", tt.field, tt.value, status, tt.say)
		}
		for _, kept := range []string{`value="文化广场"`, `value="街道司法所"`, `value="200"`, `value="ABCDEFGHIJKLMNOPQRSTUVWXYZ"`, `value="婚姻家庭" checked`} {
			if tt.field != "handouts.copies" && !strings.Contains(body, kept) {
				t.Errorf("%s %q: %s is lost", tt.field, tt.value, kept)
			}
		}
	}
	v := with(rightForm(), "name", `"><script>alert(1)</script>`, "start", "x")
	if _, body := d.upload("/console/events/new", v); strings.Contains(body, "<script>alert") {
		t.Error("what was typed runs on the page")
	}
	if got := d.all(); len(got) != 0 {
		t.Errorf("%d events of forms that were refused", len(got))
	}
}

func TestPhotosThatAreNoneAreRefusedAndTheRestIsKept(t *testing.T) {
	d := openDesk(t)
	good := snapshotOf(t, color.RGBA{200, 20, 20, 255})
	tests := []struct {
		name string
		file file
		say  string
	}{
		{"a page", bytesOf("a.jpg", []byte("<html><script>alert(1)</script>")), "a.jpg：这个文件不是照片"},
		{"half a photo", bytesOf("半张.jpg", good[:len(good)/2]), "半张.jpg：这张照片不完整"},
		{"a bomb", bytesOf("b.png", bombOf(t)), "50000×50000"},
		{"a HEIC", bytesOf("IMG_1.HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")), "兼容性最佳"},
		{"an empty file", bytesOf("空.jpg", nil), "空.jpg：这张照片是空的"},
		{"21 MB", zeros("big.jpg", 21<<20), "big.jpg：这张照片超过 20 MB"},
		{"100 MB", zeros("huge.jpg", 100<<20), "huge.jpg：这张照片超过 20 MB"},
		{"a name with a page in it", bytesOf("<script>x.jpg", []byte("x")), "&lt;script&gt;x.jpg"},
	}
	for _, tt := range tests {
		status, body := d.upload("/console/events/new", rightForm(), bytesOf("good.jpg", good), tt.file)
		if status != http.StatusBadRequest || !strings.Contains(body, tt.say) {
			t.Errorf("%s: %d, want %q", tt.name, status, tt.say)
		}
		if !strings.Contains(body, `value="文化广场"`) || strings.Count(body, `name="photo" value="`) != 1 {
			t.Errorf("%s: the rest is not kept", tt.name)
		}
	}
	status, body := d.upload("/console/events/new", rightForm(), bytesOf("good.jpg", good), zeros("1.jpg", 300<<20))
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(body, "太多太大") || !strings.Contains(body, `value="文化广场"`) {
		t.Errorf("300 MB: %d", status)
	}
	if got := d.all(); len(got) != 0 {
		t.Errorf("%d events of forms that were refused", len(got))
	}
}

func TestThirteenPhotosAreOneTooMany(t *testing.T) {
	d := openDesk(t)
	var files []file
	for i := range 13 {
		files = append(files, bytesOf(fmt.Sprintf("%d.jpg", i), snapshotOf(t, color.RGBA{uint8(i * 19), 40, 90, 255})))
	}
	status, body := d.upload("/console/events/new", rightForm(), files...)
	if status != http.StatusBadRequest || !strings.Contains(body, "12.jpg：一场活动最多 12 张") || strings.Count(body, `name="photo" value="`) != 12 {
		t.Errorf("%d", status)
	}
	status, body = d.upload("/console/events/new", rightForm(), bytesOf("1.jpg", snapshotOf(t, color.Black)), bytesOf("again.jpg", snapshotOf(t, color.Black)))
	if got := d.all(); status != http.StatusOK || len(got) != 1 || len(got[0].Photos) != 1 {
		t.Errorf("%d: the same photo twice is %d events: %s", status, len(got), body)
	}
}

func TestTheSameFormAgainIsOneEventWithOneSetOfRows(t *testing.T) {
	d := openDesk(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if status, body := d.upload("/console/events/new", rightForm()); status != http.StatusOK || !strings.Contains(body, "已登记：2026-001") {
				t.Errorf("%d %.200s", status, body)
			}
		})
	}
	all.Wait()
	got := d.all()
	if len(got) != 1 {
		t.Fatalf("%d events", len(got))
	}
	e := got[0]
	totals, err := d.ledger.Subject(t.Context(), e.Subject())
	if err != nil {
		t.Fatal(err)
	}
	want := map[reach.Kind][3]int{reach.EventHeld: {1, 1, 0}, reach.Attended: {1, 85, 0}, reach.GaveOut: {1, 0, 200}, reach.Consulted: {1, 5, 0}}
	for _, total := range totals {
		if want[total.Kind] != [3]int{total.Rows, total.Times, total.Copies} {
			t.Errorf("%+v", total)
		}
	}
	if len(totals) != len(want) {
		t.Errorf("%d kinds of rows, want %d: %+v", len(totals), len(want), totals)
	}
	status, body := d.upload("/console/events/new", with(rightForm(), "place", "别处"))
	if status != http.StatusOK || !strings.Contains(body, "这次改过的内容没有存") || d.all()[0].Place != "文化广场" {
		t.Errorf("changed and sent again: %d", status)
	}
	if e.Key != "form:ABCDEFGHIJKLMNOPQRSTUVWXYZ" || e.EnteredBy != editor || e.Heads[1].Basis != reach.CheckedIn {
		t.Errorf("%+v", e)
	}
	for range 2 {
		d.upload("/console/events/new", with(rightForm(), "key", ""))
	}
	if n := len(d.all()); n != 3 {
		t.Errorf("%d events, want the two without a key apart", n)
	}
}

// ask sends what a script sends and returns what it is told.
func (d *desk) ask(path, kind string, body io.Reader) (int, map[string]any) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.address+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	resp, err := d.client.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	status, text := read(d.t, resp)
	var said map[string]any
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		d.t.Fatalf("%s: %d %.200s: %v", path, status, text, err)
	}
	return status, said
}

func TestAScriptSendsPhotosOneByOneAndThenTheForm(t *testing.T) {
	d := openDesk(t)
	form := "application/x-www-form-urlencoded"
	status, said := d.ask("/console/photos", "image/jpeg", bytes.NewReader(snapshotOf(t, color.White)))
	id, _ := said["id"].(string)
	if status != http.StatusOK || !photo.IsID(id) {
		t.Fatalf("%d %v", status, said)
	}
	for say, content := range map[string]io.Reader{"不是照片": strings.NewReader("<script>"), "20 MB": zeros("", 30<<20).content, "空的": strings.NewReader("")} {
		status, said := d.ask("/console/photos", "image/jpeg", content)
		if status < 400 || status >= 500 || !strings.Contains(fmt.Sprint(said["say"]), say) {
			t.Errorf("%s: %d %v", say, status, said)
		}
	}
	gone := strings.Repeat("0f", 32)
	v := with(rightForm(), "photo.caption", "开场")
	v["photo"] = []string{id, gone}
	status, said = d.ask("/console/events/new", form, strings.NewReader(v.Encode()))
	if status != http.StatusBadRequest || fmt.Sprint(said["missing"]) != "["+gone+"]" {
		t.Errorf("a photo that is not there: %d %v", status, said)
	}
	status, said = d.ask("/console/events/new", form, strings.NewReader(with(v, "photo", id, "name", "").Encode()))
	if faults, _ := said["faults"].([]any); status != http.StatusBadRequest || len(faults) != 1 {
		t.Errorf("no name: %d %v", status, said)
	}
	status, said = d.ask("/console/events/new", form, strings.NewReader(with(v, "photo", id).Encode()))
	if status != http.StatusOK || said["number"] != "2026-001" || !strings.HasSuffix(fmt.Sprint(said["path"]), "/done") {
		t.Errorf("%d %v", status, said)
	}
	want := []reach.Photo{{ID: id, Caption: "开场", Width: 64, Height: 48}}
	if got := d.all(); len(got) != 1 || !slices.Equal(got[0].Photos, want) {
		t.Errorf("%+v", got)
	}
}

func TestPhotosAreForStaffAndSayWhatTheyAre(t *testing.T) {
	d := openDesk(t)
	_, said := d.ask("/console/photos", "image/jpeg", bytes.NewReader(snapshotOf(t, color.White)))
	path := "/console/photos/" + fmt.Sprint(said["id"])
	for _, where := range []string{path, path + "/small"} {
		resp, err := d.client.Get(d.address + where)
		if err != nil {
			t.Fatal(err)
		}
		_, body := read(t, resp)
		h := resp.Header
		if _, err := jpeg.Decode(strings.NewReader(body)); err != nil || h.Get("Content-Type") != "image/jpeg" ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %v %v", where, err, h)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.address+where, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("If-None-Match", h.Get("ETag"))
		if resp, err = d.client.Do(req); err != nil || resp.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %v %v", where, resp, err)
		}
		resp.Body.Close()
		if status, _ := fetch(t, http.DefaultClient, d.address+where); status != http.StatusForbidden {
			t.Errorf("%s without a pass: %d", where, status)
		}
	}
	for _, bad := range []string{strings.Repeat("0f", 32), "x", "..%2f..%2fpufa.db", strings.Repeat("0F", 32)} {
		if status, _ := fetch(t, d.client, d.address+"/console/photos/"+bad); status != http.StatusNotFound {
			t.Errorf("photo %.20s: %d", bad, status)
		}
	}
}

func TestTheFormBeginsWithWhatIsLikely(t *testing.T) {
	d := openDesk(t)
	_, body := fetch(t, d.client, d.address+"/console/events/new")
	if !strings.Contains(body, `value="2026-12-04T12:00"`) {
		t.Error("it does not begin now")
	}
	d.upload("/console/events/new", with(rightForm(), "form", "咨询"))
	_, body = fetch(t, d.client, d.address+"/console/events/new")
	for _, want := range []string{"<option selected>幸福社区", "<option selected>咨询", `value="街道司法所"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not as the last time", want)
		}
	}
	_, shell := fetch(t, d.client, d.address+"/console/events/shell")
	for _, private := range []string{"小李", `value="街道司法所"`, `value="文化广场"`, "<option selected>幸福社区", `value="2026-`} {
		if strings.Contains(shell, private) {
			t.Errorf("what a telephone keeps holds %s", private)
		}
	}
	if !strings.Contains(shell, `data-mode="shell"`) || !strings.Contains(shell, `name="key" value=""`) {
		t.Error("the shell has a key that every form from it would share")
	}
}

func TestAPlanIsReportedAndPutRight(t *testing.T) {
	d := openDesk(t)
	plan := with(rightForm(), "state", "planned", "start", "2026-12-20T09:00", "questions", "")
	if status, body := d.upload("/console/events/new", plan); status != http.StatusBadRequest || !strings.Contains(body, "计划里还不能写人数") {
		t.Errorf("a plan with heads: %d", status)
	}
	plan["heads.people"] = []string{"", ""}
	if status, body := d.upload("/console/events/new", plan); status != http.StatusOK || !strings.Contains(body, "办完了，报数") {
		t.Fatalf("%d %s", status, body)
	}
	e := d.all()[0]
	at := "/console/events/" + string(e.ID)
	if _, body := fetch(t, d.client, d.address+at+"/hold"); !strings.Contains(body, `value="2026-12-20T09:00"`) {
		t.Error("the plan is not in the form")
	}
	held := with(rightForm(), "revision", "1")
	for range 2 { // its answer was lost
		if status, body := d.upload(at+"/hold", held); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
	}
	if e = d.all()[0]; e.State != reach.EventDone || e.Revision != 2 {
		t.Errorf("%+v", e)
	}
	better := with(rightForm(), "revision", "2", "place", "会议室")
	if status, body := d.upload(at+"/edit", better); status != http.StatusBadRequest || !strings.Contains(body, "请写明更正的原因") || !strings.Contains(body, "会议室") {
		t.Errorf("without a reason: %d", status)
	}
	if status, _ := d.upload(at+"/edit", with(better, "note", "写错了")); status != http.StatusOK {
		t.Errorf("put right: %d", status)
	}
	if status, body := d.upload(at+"/edit", with(better, "note", "又改", "place", "操场")); status != http.StatusConflict || !strings.Contains(body, "刚被别人改过") || !strings.Contains(body, "操场") {
		t.Errorf("over an old one: %d", status)
	}
	if e = d.all()[0]; e.Place != "会议室" || e.Revision != 3 {
		t.Errorf("%+v", e)
	}
	if _, body := fetch(t, d.client, d.address+at+"/edit"); !strings.Contains(body, `name="revision" value="3"`) || !strings.Contains(body, `value="婚姻家庭" checked`) {
		t.Error("the form does not hold the event")
	}
	if status, _ := fetch(t, d.client, d.address+"/console/events/"+string(pufa.NewID())+"/edit"); status != http.StatusNotFound {
		t.Errorf("an event that is not there: %d", status)
	}
}

// The server hurries its readers; who sends photos over a bad network is given time.
func TestASlowNetworkIsGivenTime(t *testing.T) {
	d := openDesk(t)
	server := httptest.NewUnstartedServer(d.Handler())
	server.Config.ReadTimeout, server.Config.WriteTimeout = 2*time.Second, 2*time.Second
	server.Start()
	t.Cleanup(server.Close)
	fast := d.address
	d.address = server.URL
	slow := file{"a.jpg", io.MultiReader(bytes.NewReader(snapshotOf(t, color.White)), &trickle{left: 12})}
	if status, body := d.upload("/console/events/new", rightForm(), slow); status != http.StatusSeeOther && status != http.StatusOK {
		t.Errorf("%d %.200s", status, body)
	}
	d.address = fast
	if got := d.all(); len(got) != 1 || len(got[0].Photos) != 1 {
		t.Errorf("%+v", got)
	}
}

// trickle is bytes that come one by one, four a second.
type trickle struct{ left int }

func (s *trickle) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	s.left--
	time.Sleep(250 * time.Millisecond)
	p[0] = 0
	return 1, nil
}

func TestFieldsOfAFormAreBounded(t *testing.T) {
	d := openDesk(t)
	long := with(rightForm(), "feedback", strings.Repeat("字", 60<<10))
	many := rightForm()
	for range 5000 {
		many.Add("handouts.name", "资料")
		many.Add("handouts.copies", "1")
	}
	for name, v := range map[string]url.Values{"a long field": long, "many rows": many} {
		if status, _ := d.upload("/console/events/new", v); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
		if status, _ := post(t, d.client, d.address+"/console/events/new", v); status != http.StatusBadRequest {
			t.Errorf("%s, without files: %d", name, status)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.address+"/console/events/new", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n半"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	resp, err := d.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if status, body := read(t, resp); status != http.StatusBadRequest || !strings.Contains(body, "没有传完整") {
		t.Errorf("half a form: %d", status)
	}
	if n := len(d.all()); n != 0 {
		t.Errorf("%d events", n)
	}
}
