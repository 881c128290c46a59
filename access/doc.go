// Package access knows who of staff may enter and keeps what they did: accounts and their passwords, one-time
// links, sessions, and the audit trail, whose rows are chained by their hashes.
package access
