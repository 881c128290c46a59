package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// micros returns the moment as it is stored: microseconds since 1970 UTC, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment is the inverse of micros.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// clean returns text as both databases take it: without NUL, and with U+FFFD for what is not UTF-8.
// Bytes that NUL keeps apart must not make a character when it goes, so UTF-8 comes first.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = string([]rune(s)) // U+FFFD for each byte, as in JSON
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// cleanAll returns the arguments of a statement with every text cleaned, also that of named types.
func cleanAll(args []any) []any {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = clean(s)
		} else if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
			args[i] = clean(v.String())
		}
	}
	return args
}

// document returns v as JSON text, cleaned like any text.
func document(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(withoutNUL(b)), nil
}

// withoutNUL drops \u0000 from JSON that encoding/json wrote; an escaped backslash before u0000 is
// another matter and stays.
func withoutNUL(b []byte) []byte {
	nul := []byte(`\u0000`)
	if !bytes.Contains(b, nul) {
		return b
	}
	kept := make([]byte, 0, len(b))
	for len(b) > 0 {
		switch {
		case bytes.HasPrefix(b, nul):
			b = b[len(nul):]
		case b[0] == '\\':
			kept, b = append(kept, b[:2]...), b[2:]
		default:
			kept, b = append(kept, b[0]), b[1:]
		}
	}
	return kept
}

// parse reads what document wrote.
func parse(text string, into any) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}
