// Package judged holds the questions of which is known what answers them: what `pufa tune` learns from beside
// what an office's people say, and what holds back whatever it learns that is worse.
package judged

import "embed"

// Files are the judged questions that the knowledge base is tuned on, as bot/exam reads them: those of
// strangers to the entries, those written with the entries at hand, and small talk.
//
//go:embed colloquial.jsonl answer.jsonl smalltalk.jsonl
var Files embed.FS
