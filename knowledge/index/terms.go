package index

import (
	"github.com/blevesearch/bleve/v2/analysis"

	"github.com/pufa/pufa/knowledge/words"
)

// analyzer splits texts for the index as questions are split.
type analyzer struct{}

// Analyze implements analysis.Analyzer.
func (analyzer) Analyze(input []byte) analysis.TokenStream {
	tokens := make([]analysis.Token, 0, len(input)/3)
	words.Split(string(input), func(term string) {
		tokens = append(tokens, analysis.Token{Term: []byte(term), Position: len(tokens) + 1})
	})
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}
