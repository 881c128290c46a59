// Package pufa holds the few words that every room of the house shares: identifiers, errors
// and their kinds, civil days, followers and audiences. It imports only the standard library
// and uuid, and knows nothing of storage, WeChat or pages.
package pufa
