package console

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// Trail is the audit trail.
type Trail interface {
	// Rows returns up to n rows that the filter selects, the latest first.
	Rows(ctx context.Context, f AuditFilter, n int) ([]access.Row, error)
	// Verify goes through the whole trail and returns its last row; Conflict where it was tampered with.
	Verify(ctx context.Context) (access.Row, error)
}

// AuditFilter selects rows of the audit trail; what is zero selects all.
type AuditFilter struct {
	Before   int64 // only rows with a smaller number, for the next page
	From, To pufa.Day
	Who      string
	Subject  string // entry:ID
	Text     string // in the action, the name or what changed
}

const auditMost = 50 // rows of a page

type auditPage struct {
	Filter AuditFilter
	Rows   []auditLine
	Older  string // path of the next page
	Export string
	Whole  string // what the check of the chain says
}

type auditLine struct {
	access.Row
	Path string // where the thing is, "" where it has no page
}

func auditFilter(r *http.Request) (AuditFilter, error) {
	q := r.URL.Query()
	f := AuditFilter{Who: strings.TrimSpace(q.Get("who")), Subject: q.Get("subject"), Text: strings.TrimSpace(q.Get("q"))}
	var err error
	if v := q.Get("before"); v != "" {
		if f.Before, err = strconv.ParseInt(v, 10, 64); err != nil || f.Before < 1 {
			return f, pufa.Errorf(pufa.Invalid, "地址里的页码看不懂，请从“操作记录”重新翻。")
		}
	}
	for _, d := range []struct {
		name string
		into *pufa.Day
	}{{"from", &f.From}, {"to", &f.To}} {
		if v := q.Get(d.name); v != "" {
			if *d.into, err = pufa.ParseDay(v); err != nil {
				return f, err
			}
		}
	}
	return f, nil
}

func (f AuditFilter) query(before int64) string {
	v := url.Values{}
	for name, value := range map[string]string{"who": f.Who, "subject": f.Subject, "q": f.Text, "from": string(f.From), "to": string(f.To)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if before > 0 {
		v.Set("before", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (s *Site) audit(w http.ResponseWriter, r *http.Request) error {
	f, err := auditFilter(r)
	if err != nil {
		return err
	}
	rows, err := s.Trail.Rows(r.Context(), f, auditMost+1)
	if err != nil {
		return err
	}
	data := auditPage{Filter: f, Export: "/console/audit.csv" + f.query(0)}
	if len(rows) > auditMost {
		rows = rows[:auditMost]
		data.Older = "/console/audit" + f.query(rows[auditMost-1].Seq)
	}
	for _, row := range rows {
		data.Rows = append(data.Rows, auditLine{row, auditedPath(row.Subject)})
	}
	if r.URL.Query().Get("verify") != "" {
		data.Whole = s.verify(r.Context())
	}
	return s.render(w, r, "audit", "操作记录", data)
}

func (s *Site) verify(ctx context.Context) string {
	last, err := s.Trail.Verify(ctx)
	switch {
	case err != nil:
		return pufa.Say(err)
	case last.Seq == 0:
		return "还没有操作记录。"
	default:
		return "全部 " + strconv.FormatInt(last.Seq, 10) + " 条都接得上，没有被改过。最后一条的校验值是 " + last.Hash[:16] + "，可以抄下来，以后对照。"
	}
}

// auditedPath returns the page of what a row is about.
func auditedPath(subject string) string {
	sort, id, _ := strings.Cut(subject, ":")
	switch sort {
	case "snapshot":
		return "/console/reach/snapshots/" + url.PathEscape(id)
	case "account":
		return "/console/users"
	case "material":
		return "/console/stock"
	default:
		return subjectPath(subject)
	}
}

const auditAtOnce = 1000

// auditFile sends all rows that the filter selects as CSV, the latest first.
func (s *Site) auditFile(w http.ResponseWriter, r *http.Request) error {
	f, err := auditFilter(r)
	if err != nil {
		return err
	}
	rows, err := s.Trail.Rows(r.Context(), f, auditAtOnce)
	if err != nil {
		return err
	}
	attach(w, "text/csv; charset=utf-8", "操作记录.csv")
	w.Write([]byte("\ufeff")) //nolint:errcheck // the reader has gone away: there is nobody to tell
	out := csv.NewWriter(w)
	defer out.Flush()
	out.Write([]string{"序号", "时间", "谁", "角色", "做了什么", "对什么", "名称", "改动", "前一条校验值", "校验值"}) //nolint:errcheck // as above
	for len(rows) > 0 {
		for _, row := range rows {
			out.Write(auditRecord(row)) //nolint:errcheck // as above
		}
		f.Before = rows[len(rows)-1].Seq
		if rows, err = s.Trail.Rows(r.Context(), f, auditAtOnce); err != nil {
			s.Log.Error("file of the audit trail not finished", "error", err)
			out.Write([]string{"出了问题，后面的没有写完，请重新下载"}) //nolint:errcheck // a file that is cut short must not look whole
		}
	}
	return nil
}

func auditRecord(row access.Row) []string {
	var changes []string
	for _, c := range row.Changes {
		changes = append(changes, c.Field+"："+c.Before+" → "+c.After)
	}
	return []string{strconv.FormatInt(row.Seq, 10), row.At.In(pufa.Zone).Format(time.DateTime), plain(row.By.Name), row.By.Role.Chinese(), row.Action,
		row.Subject, plain(row.Name), plain(strings.Join(changes, "\n")), row.Prev, row.Hash}
}
