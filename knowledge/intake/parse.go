package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/docx"
	"github.com/pufa/pufa/knowledge/lawtext"
)

// maxFile is the largest file in bytes that is read: ten times the largest code of laws in Word.
const maxFile = 64 << 20

// parsed is what came out of one file: laws or entries, or why not.
type parsed struct {
	file     file
	laws     []knowledge.Law
	entries  []knowledge.Entry
	warnings []string
	refused  []Refusal
}

// parse reads one file. A parser that stumbles over a file made to hurt refuses this file only.
func (r *run) parse(ctx context.Context, f file) (p parsed) {
	defer func() {
		if v := recover(); v != nil {
			p = parsed{file: f, refused: refusals(f.path, errors.New("panic"))}
		}
	}()
	p.file = f
	data, err := readFile(f.path)
	if err == nil {
		err = r.read(ctx, &p, data)
	}
	if err != nil {
		return parsed{file: f, refused: refusals(f.path, err)}
	}
	for i, e := range p.entries {
		if e.Source == "" {
			e.Source = filepath.Base(f.path)
			p.entries[i] = sealed(e)
		}
	}
	return p
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, refuse(path, 0, "%s", accessReason(err))
	case !info.Mode().IsRegular():
		return nil, refuse(path, 0, "这不是普通文件，没有导入")
	case info.Size() > maxFile:
		return nil, refuse(path, 0, "这个文件有 %d MB，超过 %d MB 的上限，请分成几个文件", info.Size()>>20, maxFile>>20)
	case info.Size() == 0:
		return nil, refuse(path, 0, "这个文件是空的")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, refuse(path, 0, "%s", accessReason(err))
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, refuse(path, 0, "%s", accessReason(err))
	}
	return data, nil
}

// refusals returns the problems that an error tells.
func refusals(path string, err error) []Refusal {
	var problems *Error
	var law *lawtext.Error
	switch {
	case errors.As(err, &problems):
		return problems.Refusals
	case errors.As(err, &law):
		return []Refusal{{File: path, Line: law.Line, Reason: law.Reason}}
	case pufa.KindOf(err) == pufa.Invalid:
		return []Refusal{{File: path, Reason: pufa.Say(err)}}
	default:
		return []Refusal{{File: path, Reason: "程序读不了这个文件，请把它另存为别的格式（.docx、.xlsx 或 .md）再导入"}}
	}
}

// read tells by name and content what the file is.
func (r *run) read(ctx context.Context, p *parsed, data []byte) (err error) {
	path := p.file.path
	in := reader{
		citer: r.catalogue, as: cmp.Or(r.opts.As, unsaid), kind: r.opts.Kind, pdftotext: "pdftotext", folder: folderName(path),
	}
	var e knowledge.Entry
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".md":
		return r.readMarkdown(in, p, data)
	case ".txt":
		return p.law(lawtext.Text(path, data))
	case ".docx":
		return r.readDocx(in, p, data)
	case ".csv":
		p.entries, err = in.parseCSV(path, data)
	case ".xlsx":
		p.entries, err = in.parseXLSX(path, data)
	case ".jsonl":
		p.entries, err = in.parseQuestions(path, data)
	case ".html", ".htm":
		e, err = in.parseHTML(path, data)
		p.entries = []knowledge.Entry{e}
	case ".pdf":
		e, p.warnings, err = in.parsePDF(ctx, path, data)
		p.entries = []knowledge.Entry{e}
	default:
		return refuse(path, 0, "%s", unknownType(ext))
	}
	return err
}

func unknownType(ext string) string {
	switch ext {
	case ".doc", ".wps":
		return "旧版 Word 文件（" + ext + "），请用 Word 或 WPS 另存为 .docx 再导入"
	case ".xls", ".et":
		return "旧版 Excel 文件（" + ext + "），请另存为 .xlsx 再导入"
	case "":
		return "文件名没有扩展名，不知道是什么文件；可以导入的有 " + strings.Join(extensions(), " ")
	default:
		return "不能导入 " + ext + " 文件；可以导入的有 " + strings.Join(extensions(), " ")
	}
}

// folderName returns the name of the folder in which the file lies.
func folderName(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	return filepath.Base(filepath.Dir(full))
}

func (r *run) readMarkdown(in reader, p *parsed, data []byte) (err error) {
	path, text := p.file.path, string(data)
	var e knowledge.Entry
	switch begin := strings.TrimPrefix(text, "\ufeff"); {
	case strings.HasPrefix(begin, fence):
		e, err = ParseEntry(path, data, in.as, in.citer)
	case LooksLikeCase(text):
		e, err = in.parseCase(path, data)
	case lawtext.LooksLikeLaw(text):
		return p.law(lawtext.Markdown(path, data))
	default:
		return refuse(path, 1, "看不出是什么：条目的第一行要是三个短横线 ---（见 docs/entries.md），法律要有标题和第一条、第二条…")
	}
	p.entries = []knowledge.Entry{e}
	return err
}

func (r *run) readDocx(in reader, p *parsed, data []byte) error {
	paragraphs, err := docx.Read(data)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, para := range paragraphs {
		text.WriteString(para.Text + "\n")
	}
	if lawtext.LooksLikeLaw(text.String()) {
		return p.law(lawtext.Docx(p.file.path, data))
	}
	p.entries, err = in.parseWord(p.file.path, data)
	return err
}

// law takes a law in, with what the tree's register says of it. The hash holds both, so that a
// mended register is noticed.
func (p *parsed) law(l knowledge.Law, err error) error {
	if err != nil {
		return err
	}
	if p.file.register != nil {
		l = p.file.register.Apply(l)
	}
	facts := fmt.Sprint(l.Hash, l.Version, l.Effective, l.Expired, l.Repealed, l.Successor, l.Level)
	sum := sha256.Sum256([]byte(facts))
	l.Hash = hex.EncodeToString(sum[:])
	p.laws = []knowledge.Law{l}
	return nil
}
