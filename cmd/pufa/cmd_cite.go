package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type citeCmd struct {
	JSON bool   `help:"每行文字输出一个 JSON 对象"`
	On   string `help:"按哪一天判断是否有效，默认今天" placeholder:"日期"`
}

// maxLine bounds one line of standard input: 4 MiB.
const maxLine = 4 << 20

type citedLine struct {
	Text      string                   `json:"text"`
	Citations []knowledge.CitationJSON `json:"citations"`
}

// Run recognises the citations of every line on standard input.
func (c *citeCmd) Run(ctx context.Context, s *session) error {
	on := pufa.DayOf(s.now())
	if c.On != "" {
		day, err := pufa.ParseDay(c.On)
		if err != nil {
			return usageError{err}
		}
		on = day
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(s.out)
	err = eachLine(ctx, s.in, func(line string) error {
		return c.print(out, line, catalogue.Cite(line, on))
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (c *citeCmd) print(w io.Writer, line string, cites []knowledge.Citation) error {
	if c.JSON {
		cited := citedLine{Text: line, Citations: make([]knowledge.CitationJSON, 0, len(cites))}
		for _, cite := range cites {
			cited.Citations = append(cited.Citations, cite.JSON())
		}
		return encodeLine(w, cited)
	}
	for _, cite := range cites {
		note := ""
		if cite.Repealed {
			note = "\t已废止"
		}
		if cite.Successor != "" {
			note += "，见《" + cite.Successor + "》"
		}
		if _, err := fmt.Fprintf(w, "%s%s\n", cite, note); err != nil {
			return err
		}
	}
	return nil
}

// encodeLine writes one JSON object and a line feed, leaving < and > as they are.
func encodeLine(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// eachLine calls f with every line of r until the context ends. A line may have 4 MiB.
func eachLine(ctx context.Context, r io.Reader, f func(line string) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxLine)
	for n := 1; scanner.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(scanner.Text()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "输入读不下去：有一行超过 4 MiB，或文件已损坏", Err: err}
	}
	return nil
}
