// Package starter holds the starter pack: questions, answers and cases written by the makers of
// Pufa, so that an office can begin on the first day. Each is marked as waiting for the office's own
// review. The texts are our own; the citations are checked against the laws.
package starter

import "embed"

// Files holds the entries in their canonical form (docs/entries.md), a folder for each field.
//
//go:embed all:entries
var Files embed.FS
