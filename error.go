package pufa

import (
	"errors"
	"fmt"
)

// Kind says who must act on an error.
type Kind int

// The kinds of errors. Internal is the zero value: an error of ours that no reader can mend.
const (
	Internal Kind = iota
	Invalid       // the input is wrong: the sender mends it
	NotFound      // what was named does not exist
	Conflict      // somebody else was there first, or the state has moved on
	Denied        // the asker may not
	Limited       // a quota or rate is used up: try later
)

// String returns the kind's name as it appears in logs.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not found"
	case Conflict:
		return "conflict"
	case Denied:
		return "denied"
	case Limited:
		return "limited"
	default:
		return "internal"
	}
}

// Error is an error that carries who must act and what a reader may see.
type Error struct {
	Kind Kind
	Say  string // fit for the reader's eyes, in Chinese: what is wrong and what to do next
	Err  error  // the cause, for logs; never shown
}

// Error returns the text for logs and developers: the cause when there is one, else what is said.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Kind, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Say)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error of the kind with the text to show, formatted.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Say: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the first Error in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Say returns what a reader may see of err: the text of the first Error in its chain,
// or a sentence that says nothing of the inside.
func Say(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Say != "" {
		return e.Say
	}
	return "系统出了点问题，请稍后再试；如果一直这样，请告诉管理员查看日志。"
}
