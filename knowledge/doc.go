// Package knowledge holds what the office knows: laws in versions, articles, questions and answers, cases
// and materials, the citations between them, and the answers found among them.
package knowledge
