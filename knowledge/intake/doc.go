// Package intake takes knowledge in: it reads laws and entries out of files and folders, refuses
// what it cannot read with the line and what to write instead, and hands the rest to the store.
// The canonical form of an entry is docs/entries.md.
package intake
