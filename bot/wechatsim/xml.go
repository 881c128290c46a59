package wechatsim

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// field is one element of a callback. Numbers stand bare, texts in CDATA, as WeChat writes them.
type field struct {
	name   string
	text   string
	bare   bool
	nested []field
}

func text(name, value string) field { return field{name: name, text: value} }

func number(name string, value int64) field {
	return field{name: name, text: strconv.FormatInt(value, 10), bare: true}
}

func nest(name string, inner ...field) field { return field{name: name, nested: inner} }

func document(fields ...field) []byte {
	var b strings.Builder
	nest("xml", fields...).write(&b)
	return []byte(b.String())
}

func (f field) write(b *strings.Builder) {
	b.WriteString("<" + f.name + ">")
	switch {
	case f.nested != nil:
		for _, inner := range f.nested {
			inner.write(b)
		}
	case f.bare:
		b.WriteString(f.text)
	default:
		// A text that holds the end mark goes on in a second section.
		b.WriteString("<![CDATA[" + strings.ReplaceAll(f.text, "]]>", "]]]]><![CDATA[>") + "]]>")
	}
	b.WriteString("</" + f.name + ">")
}

// answer is what the account's server may write back, of every type at once.
type answer struct {
	XMLName      xml.Name   `xml:"xml"`
	ToUserName   string     `xml:"ToUserName"`
	FromUserName string     `xml:"FromUserName"`
	CreateTime   string     `xml:"CreateTime"`
	MsgType      string     `xml:"MsgType"`
	Content      string     `xml:"Content"`
	Image        answerFile `xml:"Image"`
	Voice        answerFile `xml:"Voice"`
	Video        answerFile `xml:"Video"`
	Music        answerFile `xml:"Music"`
	ArticleCount int        `xml:"ArticleCount"`
	Articles     struct {
		Items []NewsArticle `xml:"item"`
	} `xml:"Articles"`

	Encrypt      string `xml:"Encrypt"`
	MsgSignature string `xml:"MsgSignature"`
	TimeStamp    string `xml:"TimeStamp"`
	Nonce        string `xml:"Nonce"`
}

type answerFile struct {
	MediaID     string `xml:"MediaId"`
	Title       string `xml:"Title"`
	Description string `xml:"Description"`
	URL         string `xml:"MusicUrl"`
}

// parseAnswer reads one whole XML document and nothing after it.
func parseAnswer(data []byte) (answer, error) {
	var a answer
	decoder := xml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&a); err != nil {
		return answer{}, fmt.Errorf("parse XML: %w", err)
	}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return a, nil
		}
		if space, ok := token.(xml.CharData); !ok || err != nil || len(bytes.TrimSpace(space)) > 0 {
			return answer{}, errors.New("parse XML: something follows the document")
		}
	}
}
