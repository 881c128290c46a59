// Package index finds articles and entries by their words. It keeps one Bleve (scorch) index per node,
// in step with the knowledge base by a revision watermark that stands in the index's own batches, and
// ranks over Bleve's postings itself: its BM25 squares the IDF and takes the root of the frequency.
//
// The index is disposable. It is checked whenever it is opened; what is missing, torn or of an older
// format is built anew beside the old one, which answers in the meantime where it can.
package index
