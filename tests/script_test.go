package tests

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestTheCommandsTellTheirStories runs testdata/script/*.txtar. Beside testscript's own commands they have
//
//	exits STATUS COMMAND…   runs a command that must end with this status
//	jsonis FILE             compares each line of the last output with the file's line as JSON, where "*"
//	                        stands for any value and * within a string for any words
func TestTheCommandsTellTheirStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(filepath.ListSeparator)+env.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "jsonis": jsonIs},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("%s ends with status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: jsonis FILE")
	}
	got, want := jsonLines(ts, ts.ReadFile("stdout")), jsonLines(ts, ts.ReadFile(args[0]))
	if diff := cmp.Diff(want, got, cmp.FilterValues(eitherWild, cmp.Comparer(matches))); diff != "" {
		ts.Fatalf("the output is not %s (-want +got):\n%s", args[0], diff)
	}
}

func jsonLines(ts *testscript.TestScript, text string) []any {
	var values []any
	for line := range strings.Lines(text) {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			ts.Fatalf("%v in %q", err, line)
		}
		values = append(values, v)
	}
	return values
}

func eitherWild(a, b any) bool { return wild(a) || wild(b) }

func wild(v any) bool {
	s, ok := v.(string)
	return ok && strings.Contains(s, "*")
}

// matches compares a pattern with a value, in any order, as go-cmp asks.
func matches(a, b any) bool {
	if !wild(a) {
		a, b = b, a
	}
	pattern := a.(string)
	if pattern == "*" {
		return true
	}
	text, ok := b.(string)
	whole := "(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$"
	return ok && regexp.MustCompile(whole).MatchString(text)
}
