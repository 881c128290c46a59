package access

import (
	"context"
	"time"

	"github.com/pufa/pufa"
)

// How long somebody stays in: not used for half a day, or a week old, a session ends.
const (
	SessionIdle  = 12 * time.Hour
	SessionLasts = 7 * 24 * time.Hour
)

// seenEvery is how often a session's last use is written down.
const seenEvery = 5 * time.Minute

// How long one-time links and the step to a second factor are good for.
const (
	LinkLasts = 12 * time.Hour
	codeLasts = 5 * time.Minute
)

// Session is somebody who has entered on one device.
type Session struct {
	ID      string // hash of the token: who reads the database cannot enter with it
	Account pufa.ID
	Staff   pufa.Staff // as the account says now
	Created time.Time
	Seen    time.Time
	Until   time.Time
	Device  string // 电脑上的 Edge
}

// Sessions keeps sessions. The store implements it.
type Sessions interface {
	// PutSession keeps a new session.
	PutSession(ctx context.Context, s Session) error
	// Session returns the session of that ID whose account is not disabled. NotFound where there is none.
	Session(ctx context.Context, id string) (Session, error)
	// SeeSession writes down when the session was last used.
	SeeSession(ctx context.Context, id string, at time.Time) error
	// SessionsOf lists an account's sessions, the last used first.
	SessionsOf(ctx context.Context, account pufa.ID) ([]Session, error)
}

// Ender ends sessions. The store implements it.
type Ender interface {
	// EndSession ends a session of the account. It is no error where there is none.
	EndSession(ctx context.Context, account pufa.ID, id string) error
	// EndSessions ends all sessions of the account but one, "" for all.
	EndSessions(ctx context.Context, account pufa.ID, but string) error
}

// Purpose is what a ticket is for.
type Purpose string

// The purposes of tickets.
const (
	Setup Purpose = "setup" // makes the first administrator
	Link  Purpose = "link"  // enters
	Code  Purpose = "code"  // asks for the second factor
)

// Ticket is good once.
type Ticket struct {
	ID      string // hash of the token
	Purpose Purpose
	Account pufa.ID // "" for Setup
	Until   time.Time
}

// Tickets keeps tickets. The store implements it.
type Tickets interface {
	// PutTicket keeps a new ticket and forgets those that are over at now.
	PutTicket(ctx context.Context, t Ticket, now time.Time) error
	// Ticket returns the ticket of that ID. NotFound where there is none.
	Ticket(ctx context.Context, id string) (Ticket, error)
	// TakeTicket returns the ticket and uses it up. NotFound where there is none, or no more.
	TakeTicket(ctx context.Context, id string) (Ticket, error)
}
