// Package rank orders candidates by what is known of them: a forest of small regression trees over
// transparent features, learned from judged questions by gradient boosting and shipped as a table.
package rank
