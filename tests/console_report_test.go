package tests

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every number of a report page is what the page of its rows says that they add up to; a locked report
// stays, and tells what was corrected since.
func TestEveryNumberOfAReportIsTheSumOfItsRows(t *testing.T) {
	h, _, run := office(t, "office: {communities: [幸福社区, 和平社区], staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]}\n")
	year := time.Now().Year() - 1
	for i := range 4 {
		run("event", "new", "--name", fmt.Sprint("讲座", i), "--start", fmt.Sprintf("%d-%02d-12 09:00", year, 3*i+1), "--form", []string{"讲座", "咨询"}[i%2],
			"--scene", []string{"进社区", "进学校"}[i%2], "--community", []string{"幸福社区", "和平社区"}[i/2], "--topic", "劳动用工",
			"--heads", fmt.Sprint(40+i*17), "--basis", "签到", "--gave", fmt.Sprint("口袋书=", 150+i), "--questions", fmt.Sprint(i+1), "--visited", "示例公司", "--by", "小李")
	}
	client := enter(t, h, run)
	period := url.Values{"from": {fmt.Sprintf("%d-01-01", year)}, "to": {fmt.Sprintf("%d-12-31", year)}}
	page := text(t, client, h.pages+"/console/reach?"+period.Encode())
	numbers := regexp.MustCompile(`href="(/console/reach/rows\?[^"]+)">([\d,]+)</a>`).FindAllStringSubmatch(page, -1)
	if len(numbers) < 50 {
		t.Fatalf("%d numbers lead to rows", len(numbers))
	}
	seen := map[string]bool{}
	for _, n := range numbers {
		if seen[n[1]+n[2]] {
			continue
		}
		seen[n[1]+n[2]] = true
		rows := text(t, client, h.pages+html.UnescapeString(n[1]))
		sums := regexp.MustCompile(`<b>([-\d,]+)</b>`).FindAllStringSubmatch(rows, -1)
		if !slices.ContainsFunc(sums, func(s []string) bool { return s[1] == n[2] }) {
			t.Errorf("%s says %s, its rows %v", n[1], n[2], sums)
		}
	}
	resp, err := client.PostForm(h.pages+"/console/reach/lock", period)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	locked := resp.Request.URL.String()
	before := text(t, client, locked)
	run("event", "edit", fmt.Sprintf("%d-001", year), "--heads", "30", "--basis", "签到", "--note", "数错了", "--by", "小李")
	after := text(t, client, locked)
	heading := regexp.MustCompile(`(?s)<section class="card sentence".*?<p class="actions">`)
	if heading.FindString(before) == "" || heading.FindString(before) != heading.FindString(after) {
		t.Error("what was locked has changed")
	}
	if !strings.Contains(before, "没有变化") || !strings.Contains(after, "262 人</td>") || !strings.Contains(after, ">252</a> 人") {
		t.Errorf("what was corrected is not told: %s", after)
	}
}

// enter returns a browser in which an adviser has come in.
func enter(t *testing.T, h *house, run func(...string) string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	link, _, _ := strings.Cut(run("link", "--by", "王律师"), "\n")
	_, token, _ := strings.Cut(link, "?t=")
	if page := read(t, func() (*http.Response, error) {
		return client.PostForm(h.pages+"/console/enter", url.Values{"t": {token}})
	}); !strings.Contains(page, "王律师（法律顾问）") {
		t.Fatalf("%s does not let in", h.pages)
	}
	return client
}

func text(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	return read(t, func() (*http.Response, error) { return client.Get(address) })
}

// read returns the page that a request leads to.
func read(t *testing.T, ask func() (*http.Response, error)) string {
	t.Helper()
	resp, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", resp.Request.URL.Path, resp.Status, err, body)
	}
	return string(body)
}
