// Package words reads questions as people type them: folded, without filler, split into terms, with what
// everyday words are called in law, and told apart into the stretches of a long story.
package words
