package tests

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver by its name
)

// onPostgres lets every process that this test starts use a new schema of the test database and one
// follower key. The schema is dropped after all that the test opens later is closed.
func onPostgres(t *testing.T) {
	t.Helper()
	address := cmp.Or(os.Getenv("PUFA_TEST_POSTGRES"), "postgres://postgres@127.0.0.1:5432/test?sslmode=disable")
	server, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	need(t, "postgres", server.PingContext(ctx))
	schema := fmt.Sprintf("pufa_commands_%d", time.Now().UnixNano())
	if _, err := server.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := server.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	values := u.Query()
	values.Set("search_path", schema)
	u.RawQuery = values.Encode()
	t.Setenv("PUFA_DATABASE_URL", u.String())
	t.Setenv("PUFA_FOLLOWER_KEY", strings.Repeat("0123456789abcdef", 4))
}

func TestADayOnPostgreSQL(t *testing.T) {
	onPostgres(t)
	data, laws := t.TempDir(), writeSampleLaw(t)
	h := open(t, data)
	auntie, _ := h.follower("王阿姨", "resident", "shequ-01")
	if got := h.say(auntie, "老板拖欠工资怎么办").Reply.Text; !strings.Contains(got, "《劳动") {
		t.Errorf("answered %q", got)
	}
	for _, c := range commandsBeside(laws) {
		if out, errs, status := pufa(t, data, "", c.args...); status != 0 || !strings.Contains(out, c.want) {
			t.Errorf("pufa %s ends with %d and prints %q, which lacks %q: %s", c.args[0], status, out, c.want, errs)
		}
	}
	if out, _, _ := pufa(t, data, "", "doctor"); !strings.Contains(out, "PostgreSQL 完好") {
		t.Errorf("doctor says %q", out)
	}
	h.say(auntie, "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争")
	h.say(auntie, "人工")
	out, _, _ := pufa(t, data, "", "inquiry", "list", "--json")
	var waiting struct{ ID string }
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &waiting); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if _, errs, status := pufa(t, data, "", "inquiry", "answer", "--by", "李调解员", waiting.ID, "先找村委会调解。"); status != 0 {
		t.Fatalf("answer ends with %d: %s", status, errs)
	}
	eventually(t, func() bool { return h.sees(auntie, "先找村委会调解") })
	eventually(t, func() bool {
		out, _, _ := pufa(t, data, "", "inquiry", "list", "--all")
		return strings.Contains(out, "答（李调解员，已送到）：先找村委会调解。")
	})
	if got := times(t, data); got["follow"] != 1 || got["answered"] != 1 || got["handed_over"] == 0 {
		t.Errorf("the ledger says %v", got)
	}
	other := t.TempDir() // another machine on the same database
	if out, errs, status := pufa(t, other, "", "ask", "示例邻里互助促进法第二条"); status != 0 || !strings.Contains(out, "应当及时归还") {
		t.Errorf("another machine is answered %q: %s", out, errs)
	}
}

// TestTwoServersAnswerOneMessageOnce lets WeChat deliver each message to both nodes of one database at once.
func TestTwoServersAnswerOneMessageOnce(t *testing.T) {
	onPostgres(t)
	nodes := []*victim{newVictim(t), newVictim(t)}
	nodes[1].account = nodes[0].account
	settings := append(nodes[0].account.Settings(), "public_url: https://pufa.example.gov.cn\n"...)
	var prints []*bufio.Scanner
	for _, node := range nodes {
		if err := os.WriteFile(node.settings, settings, 0o600); err != nil {
			t.Fatal(err)
		}
		prints = append(prints, node.launch()) // both make the schema at once
	}
	for i, node := range nodes {
		node.await(prints[i])
	}
	client := &http.Client{Timeout: 10 * time.Second}
	const messages = 30
	for n := range messages {
		p := post{id: nodes[0].account.NextID(), from: fmt.Sprintf("follower-%d", n%3)}
		answers := make([]string, len(nodes))
		var wg sync.WaitGroup
		for i, node := range nodes {
			wg.Go(func() {
				answer, err := node.send(client, p)
				if err != nil {
					t.Errorf("node %d does not answer message %d: %v", i, p.id, err)
				}
				answers[i] = answer
			})
		}
		wg.Wait()
		if answers[0] != answers[1] {
			t.Errorf("message %d is answered %q and %q", p.id, answers[0], answers[1])
		}
	}
	if got := times(t, nodes[0].data)["answered"]; got != messages {
		t.Errorf("%d answers in the ledger for %d messages", got, messages)
	}
}
