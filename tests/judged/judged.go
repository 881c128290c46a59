// Package judged holds the questions of which is known what answers them: what `pufa tune` learns from beside
// what an office's people say, and what holds back whatever it learns that is worse.
package judged

import "embed"

// Files are the judged questions that the knowledge base is tuned on, as bot/exam reads them: those of
// strangers to the entries, those written with the entries at hand, and small talk.
//
//go:embed colloquial.jsonl answer.jsonl smalltalk.jsonl
var Files embed.FS

// Follow are the judged messages that come after another question, and questions that stand alone: from them
// `pufa tune --follow` learns when a message is read together with the question before it.
//
//go:embed followups.jsonl colloquial.jsonl answer.jsonl
var Follow embed.FS
