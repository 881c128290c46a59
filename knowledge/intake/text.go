package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// readUTF8 returns the text of a file that must be UTF-8, with line feeds only and without a byte
// order mark. The *Error names the first line that is not.
func readUTF8(path string, data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return "", refuse(path, badLine(data), "不是 UTF-8 编码的文字，请用记事本打开，“另存为”时编码选 UTF-8")
	}
	return cleanText(path, string(data))
}

// readAny returns the text of a file in UTF-8, UTF-16 with a byte order mark, or GB 18030 (which
// holds GBK): what Chinese spreadsheets and browsers save.
func readAny(path string, data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		decoder := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder()
		return decoded(path, data, decoder.Bytes)
	}
	if utf8.Valid(data) {
		return readUTF8(path, data)
	}
	return decoded(path, data, simplifiedchinese.GB18030.NewDecoder().Bytes)
}

func decoded(path string, data []byte, decode func([]byte) ([]byte, error)) (string, error) {
	text, err := decode(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", refuse(path, badLine(data), "文字的编码认不出来，请另存为 UTF-8 编码再导入")
	}
	return cleanText(path, string(text))
}

// badLine returns the line of the first byte that is not UTF-8, 0 where all are.
func badLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return 0
}

// cleanText turns every line end into a line feed and refuses control characters, which no database
// takes and no reader sees.
func cleanText(path, text string) (string, error) {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if i := strings.IndexFunc(text, control); i >= 0 {
		return "", refuse(path, 1+strings.Count(text[:i], "\n"), "这一行里有看不见的控制字符，请删去这一行重新打一遍")
	}
	return text, nil
}

func control(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

// oneLine joins the lines of a text that is shown in one line.
func oneLine(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsRune(s, '\n') {
		return s
	}
	var parts []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, " ")
}

// short cuts a text for a message.
func short(s string) string {
	const most = 30
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
