package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"

	"github.com/pufa/pufa/knowledge"
)

const (
	pdfPatience = time.Minute
	maxPDFText  = maxEntry
	maxOwnPDF   = 8 << 20 // bytes of a PDF that is read without pdftotext
)

var (
	pageNumber   = regexp.MustCompile(`^[-–—－\s]*\d{1,4}[-–—－\s]*$|^第\s*\d+\s*页(\s*[/，,]?\s*共\s*\d+\s*页)?$`)
	errNoText    = errors.New("no text")
	errTooMuch   = errors.New("too much text")
	errGarbled   = errors.New("garbled text")
	errPDFBroken = errors.New("broken PDF")
)

// parsePDF reads a PDF with text. warnings say what could not be told for sure.
func (r reader) parsePDF(ctx context.Context, path string, data []byte) (e knowledge.Entry, warnings []string, err error) {
	text, warning, err := r.pdfText(ctx, data)
	switch text = strings.ReplaceAll(text, "\f", "\n\n"); {
	case err != nil:
	case strings.IndexFunc(text, unicode.IsLetter) < 0:
		err = errNoText
	case strings.ContainsFunc(text, control), strings.ContainsRune(text, utf8.RuneError):
		err = errGarbled
	}
	switch {
	case ctx.Err() != nil:
		return e, nil, ctx.Err()
	case errors.Is(err, errNoText):
		return e, nil, refuse(path, 0, "这个 PDF 里没有文字，多半是扫描件；请用带文字识别的软件转成 Word 再导入")
	case errors.Is(err, errTooMuch):
		return e, nil, refuse(path, 0, "这个 PDF 的文字太多，不像一条问答或案例，请分成几个文件")
	case errors.Is(err, errGarbled):
		return e, nil, refuse(path, 0, "这个 PDF 里的文字是乱码，请在原来的软件里另存为 Word 再导入（没有安装 pdftotext 的，先装上再试）")
	case err != nil:
		return e, nil, refuse(path, 0, "这个 PDF 打不开（损坏或加了密码），请另存为 Word 再导入")
	}
	paras, pages := pdfParas(text)
	warnings = one(warning)
	if pages > 0 {
		warnings = append(warnings, fmt.Sprintf("有 %d 行看起来是页码，没有收入正文", pages))
	}
	e, err = r.document(path, paras)
	return e, warnings, err
}

// pdfText returns the text of a PDF by pdftotext where the machine has it.
func (r reader) pdfText(ctx context.Context, data []byte) (text, warning string, err error) {
	program, err := exec.LookPath(r.pdftotext)
	if err != nil {
		text, err = ownPDF(ctx, data)
		return text, "没有安装 pdftotext，文字可能不全，请对照原文件检查；安装 poppler-utils 后重新导入更可靠", err
	}
	ctx, cancel := context.WithTimeout(ctx, pdfPatience)
	defer cancel()
	out := limited{left: maxPDFText}
	cmd := exec.CommandContext(ctx, program, "-q", "-enc", "UTF-8", "-eol", "unix", "-", "-")
	cmd.Stdin, cmd.Stdout, cmd.WaitDelay = bytes.NewReader(data), &out, time.Second
	if err := cmd.Run(); err != nil {
		if out.left < 0 {
			return "", "", errTooMuch
		}
		return "", "", fmt.Errorf("pdftotext: %w", err)
	}
	return out.String(), "", nil
}

// limited holds what is written to it and fails when that grows too large.
type limited struct {
	strings.Builder
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errTooMuch
	}
	return l.Builder.Write(p)
}

// ownPDF reads a PDF in this process. The library panics and loops on some files: it gets a goroutine
// of its own, which is left behind when patience ends.
func ownPDF(ctx context.Context, data []byte) (string, error) {
	if len(data) > maxOwnPDF {
		return "", errTooMuch
	}
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := libraryText(data)
		done <- result{text, err}
	}()
	ctx, cancel := context.WithTimeout(ctx, pdfPatience)
	defer cancel()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func libraryText(data []byte) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPDFBroken, p)
		}
	}()
	doc, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	plain, err := doc.GetPlainText()
	if err != nil {
		return "", err
	}
	out, err := io.ReadAll(io.LimitReader(plain, maxPDFText+1))
	if len(out) > maxPDFText {
		return "", errTooMuch
	}
	return string(out), err
}

// pdfParas joins the lines of pages to paragraphs: a line goes on where it is about as long as the
// longest and does not end a sentence. pages counts the page numbers that were left out.
func pdfParas(text string) (paras []para, pages int) {
	lines := strings.Split(text, "\n")
	full := 0
	for _, l := range lines {
		full = max(full, utf8.RuneCountInString(strings.TrimSpace(l)))
	}
	open := false
	for i, l := range lines {
		l = strings.TrimSpace(l)
		switch {
		case l == "":
			open = false
			continue
		case pageNumber.MatchString(l):
			pages++
			continue
		case open && !startsAnew(l):
			paras[len(paras)-1].text += joint(paras[len(paras)-1].text, l) + l
		default:
			paras = append(paras, para{line: i + 1, text: l, heading: knownHeading(l)})
		}
		open = goesOn(l, full) && !paras[len(paras)-1].heading && len(paras) > 1
	}
	return paras, pages
}

func goesOn(line string, full int) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	const share = 0.8
	return !strings.ContainsRune("。！？；：”", last) && float64(utf8.RuneCountInString(line)) >= share*float64(full)
}

func startsAnew(line string) bool {
	return knownHeading(line) || ordinal.MatchString(line) || bullet.MatchString(line) || isKeyLine(line)
}

// joint is what stands between two lines of one paragraph: nothing in Chinese, a blank between words.
func joint(before, after string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if last < unicode.MaxLatin1 && first < unicode.MaxLatin1 {
		return " "
	}
	return ""
}
