package pufa

import "github.com/google/uuid"

// ID names a stored thing: a UUIDv7 in its canonical text form, so that keys sort by creation.
type ID string

// NewID returns a fresh ID. It fails only where the machine has no source of randomness.
func NewID() ID {
	return ID(uuid.Must(uuid.NewV7()).String())
}

// Valid reports whether the ID has the form of a UUID, for IDs that come from strangers.
func (id ID) Valid() bool {
	return uuid.Validate(string(id)) == nil
}
