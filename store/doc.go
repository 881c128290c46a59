// Package store keeps everything that must survive: the knowledge base, conversations, the ledger.
// It implements the interfaces that knowledge, bot and reach declare, on SQLite and on PostgreSQL,
// with one SQL text for both; where the two differ is in sqlite.go and postgres.go alone.
//
// A call that returned without an error is durable. Text loses its NUL characters on the way in,
// because PostgreSQL takes none, and bytes that are not UTF-8 become U+FFFD. Moments are kept in
// microseconds and come back in UTC; the first moment of 1970 counts as none.
package store
