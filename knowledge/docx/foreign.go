package docx

import (
	"bytes"
	"unicode/utf16"
)

// foreign says what a file is that is no .docx although its name says so; "" where it may be one.
func foreign(data []byte) string {
	head := bytes.TrimLeft(data[:min(len(data), 512)], "\ufeff \t\r\n")
	switch {
	case len(data) == 0:
		return "文件是空的"
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return compound(data)
	case bytes.HasPrefix(head, []byte("{\\rtf")):
		return "这是 RTF 文件，不是 .docx；请用 Word 或 WPS 打开后另存为 .docx"
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "这是 PDF 文件，不是 .docx；请按 .pdf 导入"
	case bytes.HasPrefix(head, []byte("<")):
		return "这是网页（HTML 或 XML）文件，不是 .docx；请用 Word 或 WPS 打开后另存为 .docx"
	case !bytes.HasPrefix(data, []byte("PK")):
		return "这不是 .docx 文件（.docx 是 Word 2007 以后的格式）"
	default:
		return ""
	}
}

// compound tells an encrypted .docx from an old .doc: both are OLE compound files, whose directory
// names its streams in UTF-16 ([MS-OFFCRYPTO] 2.3.4.4: EncryptedPackage).
func compound(data []byte) string {
	if bytes.Contains(data, utf16le("EncryptedPackage")) {
		return "这个文件加了密码，请去掉密码后再导入"
	}
	return "这是旧的 .doc 格式（Word 97—2003），请用 Word 或 WPS 打开后另存为 .docx 再导入"
}

func utf16le(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
