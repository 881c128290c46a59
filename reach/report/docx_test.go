package report

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// documentText returns the text of a part, in order.
func documentText(t *testing.T, data []byte, part string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var b strings.Builder
	in := xml.NewDecoder(file)
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			b.Write(token)
		case xml.EndElement:
			if token.Name.Local == "p" {
				b.WriteByte('\n')
			}
		}
	}
}

func TestDOCXHoldsTheWholeReport(t *testing.T) {
	r := sampleReport()
	data := written(t, "r.docx", r)
	text := documentText(t, data, "word/document.xml")
	at := 0
	for _, want := range []string{
		r.Title, r.Sentence, "一、基本情况", "各月情况", "比上年按受众人次计算", "二、主要做法", "（二）推动法律六进", "1. 进学校", "（2）回访", "四、下一步打算",
		"附件：1.主要数据及计数口径", "2.宣传资料收发情况", "3.活动台账", "云溪街道办事处", "2026年12月31日", "附件1", "主要数据及计数口径", "尚未锁定", "附件2", "附件3", "2026-024", "不同口径不相加",
	} {
		next := strings.Index(text[at:], want)
		if next < 0 {
			t.Fatalf("%s does not follow what should stand before it", want)
		}
		at += next
	}
	if strings.Count(text, r.Sentence) != 1 {
		t.Error("the sentence stands twice")
	}
	for _, note := range r.Notes {
		if !strings.Contains(documentText(t, data, "word/footnotes.xml"), note) {
			t.Errorf("no footnote %s", note)
		}
	}
	documentText(t, written(t, "r.docx", hostileReport()), "word/document.xml")
}

// A sentence that a chapter says already is not said again, and a locked report says so.
func TestDOCXOfALockedReport(t *testing.T) {
	r := sampleReport()
	at := r.Made.AddDate(0, 0, 20)
	r.LockedAt, r.LockedBy, r.Snapshot = &at, "张主任", "0199"
	r.Chapters[0].Paragraphs[0] = r.Sentence + "街道辖5个社区。"
	data := written(t, "r.docx", r)
	text := documentText(t, data, "word/document.xml")
	if strings.Count(text, r.Sentence) != 1 || !strings.Contains(text, "2027年1月20日由张主任锁定（编号0199）") || !strings.Contains(text, "办事处\n2027年1月20日") {
		t.Error("the sentence, the lock or the day is wrong")
	}
	if !strings.Contains(documentText(t, data, "word/footnotes.xml"), r.Notes[0]) {
		t.Error("the sentence lost its footnote")
	}
}

func TestALongTableInADocumentSaysWhatIsLeftOut(t *testing.T) {
	r := Report{Tables: []Table{{Title: "长表", Columns: []Column{{Name: "名称", Kind: Text}}}}}
	for range documentRows + 5 {
		r.Tables[0].Rows = append(r.Tables[0].Rows, []Cell{txt("行")})
	}
	if text := documentText(t, written(t, "r.docx", r), "word/document.xml"); !strings.Contains(text, "本表共2005行，这里列出前2000行") {
		t.Error("rows were left out without a word")
	}
}

func TestATableForSpreadsheetsOnlyIsNamedInTheDocument(t *testing.T) {
	r := sampleReport()
	r.Tables[5].Sheet = true
	text := documentText(t, written(t, "r.docx", r), "word/document.xml")
	if strings.Contains(text, "2026-024") || strings.Contains(text, "附件3") || !strings.Contains(text, "“活动台账”太长，见同一报告的 Excel 表格。") {
		t.Error("a table too long for paper is on paper, or is left out without a word")
	}
	if rows, err := opened(t, written(t, "r.xlsx", r)).GetRows("活动台账"); err != nil || len(rows) < 25 {
		t.Errorf("the workbook has %d rows of it: %v", len(rows), err)
	}
}

func TestLibreOfficeShowsTheDocument(t *testing.T) {
	for _, program := range []string{"soffice", "pdftotext"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: the document is not looked at as pages", program)
		}
	}
	dir := t.TempDir()
	// LibreOffice takes minutes for texts of forty thousand characters: here they are shorter.
	texts := hostileTexts()
	for i, s := range texts {
		texts[i] = cut(s, 300)
	}
	command := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "pdf", "--outdir", dir}
	for name, r := range map[string]Report{"sample": sampleReport(), "hostile": hostileReportOf(texts)} {
		file := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(file, written(t, file, r), 0o600); err != nil {
			t.Fatal(err)
		}
		command = append(command, file)
	}
	ctx, stop := context.WithTimeout(t.Context(), 4*time.Minute)
	defer stop()
	office := exec.CommandContext(ctx, "soffice", command...)
	office.WaitDelay = time.Second // its child holds the output open
	if out, err := office.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", filepath.Join(dir, "sample.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(" ", "", "\u00a0", "").Replace(string(out))
	if pages := strings.Count(text, "\f"); pages < 7 || pages > 10 {
		t.Errorf("%d pages", pages)
	}
	for _, want := range []string{"一、基本情况", "—1—", "—2—", "①", "附件3", "2026-024", "云溪街道办事处\n2026年12月31日"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q on the pages", want)
		}
	}
	if strings.Count(text, "活动名称") < 2 {
		t.Error("the list's heading is not repeated on its second page")
	}
	if _, err := os.Stat(filepath.Join(dir, "hostile.pdf")); err != nil {
		t.Error("LibreOffice refuses the hostile document")
	}
}
