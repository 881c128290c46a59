package index_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
)

const childDir = "PUFA_TEST_INDEX_DIR"

// manyLaws is a base that takes several batches.
func manyLaws(laws int) *base {
	b := newBase()
	for i := range laws {
		b.law(knowledge.Law{Name: fmt.Sprintf("示例第%d号令", i), Level: "法律", Version: "2020-01-01", Articles: articles(
			fmt.Sprintf("第%d口水井由各户轮流清洗。", i), "借牛的应当喂饱后归还。", "夜里不得敲锣。", "井绳断了由用水的人更换。")})
	}
	return b
}

const lawsOfChild = 4000

// indexAsChild is what a child process of the tests does: it indexes until it is killed. It reports
// whether this is one.
func indexAsChild() bool {
	dir := os.Getenv(childDir)
	if dir == "" {
		return false
	}
	b := manyLaws(lawsOfChild)
	x, err := index.Open(context.Background(), dir, b, b, b, slog.New(slog.DiscardHandler))
	if err != nil {
		panic(err)
	}
	fmt.Println("begun")
	x.Run(context.Background(), time.Millisecond)
	return true
}

func TestKilledAtAnyMomentTheIndexGoesOn(t *testing.T) {
	dir := t.TempDir()
	for range 6 {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), childDir+"="+dir)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		_, err = out.Read(make([]byte, 1))
		must(t, err)
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		must(t, child.Process.Kill())
		if err := child.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
	}
	b := manyLaws(lawsOfChild)
	x := caughtUp(t, dir, b)
	if s := x.Status(); s.Docs != lawsOfChild*5 || s.Revision != b.revision {
		t.Errorf("status %+v", s)
	}
	for _, law := range []string{"示例第0号令", "示例第1999号令", "示例第3999号令"} {
		got := found(t, x, knowledge.Query{Text: "借牛喂饱 夜里敲锣 井绳断了 轮流清洗", Law: law, Scope: knowledge.ScopeArticles})
		if len(got) != 4 {
			t.Errorf("%s: %v", law, got)
		}
	}
}

// damages are what may befall the folder of an index. Each is done to a closed one.
var damages = map[string]func(t *testing.T, dir string){
	"nothing": func(*testing.T, string) {},
	"the folder is empty": func(t *testing.T, dir string) {
		must(t, os.RemoveAll(dir))
	},
	"no word of the current generation": func(t *testing.T, dir string) {
		must(t, os.Remove(filepath.Join(dir, "CURRENT")))
	},
	"the word is torn": func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("g"), 0o600))
	},
	"the generation is gone": func(t *testing.T, dir string) {
		must(t, os.RemoveAll(generation(t, dir)))
	},
	"the root is gone": func(t *testing.T, dir string) {
		must(t, os.Remove(filepath.Join(generation(t, dir), "root.bolt")))
	},
	"the root is torn": func(t *testing.T, dir string) {
		must(t, os.Truncate(filepath.Join(generation(t, dir), "root.bolt"), 5000))
	},
	"the root is noise": func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(generation(t, dir), "root.bolt"), []byte("noise"), 0o600))
	},
	"a segment is gone": func(t *testing.T, dir string) {
		must(t, os.Remove(segment(t, dir)))
	},
	"a segment is torn in the middle": func(t *testing.T, dir string) {
		must(t, os.Truncate(segment(t, dir), size(t, segment(t, dir))/2))
	},
	"a segment lacks its last byte": func(t *testing.T, dir string) {
		must(t, os.Truncate(segment(t, dir), size(t, segment(t, dir))-1))
	},
	"a segment is empty": func(t *testing.T, dir string) {
		must(t, os.Truncate(segment(t, dir), 0))
	},
	"one bit of a segment is flipped": func(t *testing.T, dir string) {
		data, err := os.ReadFile(segment(t, dir))
		must(t, err)
		data[len(data)/3] ^= 4
		must(t, os.WriteFile(segment(t, dir), data, 0o600))
	},
}

func generation(t *testing.T, dir string) string {
	name, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	must(t, err)
	return filepath.Join(dir, string(name))
}

// segment returns the largest segment: the one that every search reads.
func segment(t *testing.T, dir string) (largest string) {
	files, err := filepath.Glob(filepath.Join(generation(t, dir), "*.zap"))
	must(t, err)
	for _, file := range files {
		if largest == "" || size(t, file) > size(t, largest) {
			largest = file
		}
	}
	if largest == "" {
		t.Fatal("no segment")
	}
	return largest
}

func size(t *testing.T, path string) int64 {
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

func TestADamagedIndexIsBuiltAnew(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			b, dir := manyLaws(50), filepath.Join(t.TempDir(), "index")
			x := caughtUp(t, dir, b)
			must(t, x.Close())
			damage(t, dir)
			x = open(t, dir, b)
			// Before it is whole again a search may find less, but it does not fail.
			if _, err := x.Search(context.Background(), knowledge.Query{Text: "借牛喂饱"}); err != nil {
				t.Logf("in the meantime: %v", err)
			}
			must(t, x.CatchUp(context.Background(), nil))
			if got := found(t, x, knowledge.Query{Text: "借牛喂饱", Scope: knowledge.ScopeArticles, Limit: 100}); len(got) != 50 {
				t.Errorf("found %d of 50", len(got))
			}
			if s := x.Status(); s.Docs != 250 || s.Building || s.Revision != 50 {
				t.Errorf("status %+v", s)
			}
			onlyOneGeneration(t, dir)
		})
	}
}

func onlyOneGeneration(t *testing.T, dir string) {
	t.Helper()
	generations, err := filepath.Glob(filepath.Join(dir, "g*"))
	must(t, err)
	if len(generations) != 1 || generations[0] != generation(t, dir) {
		t.Errorf("generations %v", generations)
	}
}

func TestAnOldIndexAnswersWhileTheNewOneIsBuilt(t *testing.T) {
	b, dir := manyLaws(50), t.TempDir()
	x := caughtUp(t, dir, b)
	must(t, x.Close())
	data, err := os.ReadFile(segment(t, dir))
	must(t, err)
	data[len(data)-1] ^= 1 // the checksum itself: everything can still be read
	must(t, os.WriteFile(segment(t, dir), data, 0o600))
	x = open(t, dir, b)
	q := knowledge.Query{Text: "借牛喂饱", Scope: knowledge.ScopeArticles, Limit: 100}
	if got := found(t, x, q); len(got) != 50 || !x.Status().Building {
		t.Errorf("in the meantime %d, status %+v", len(got), x.Status())
	}
	must(t, x.CatchUp(context.Background(), nil))
	if got := found(t, x, q); len(got) != 50 || x.Status().Building {
		t.Errorf("afterwards %d, status %+v", len(got), x.Status())
	}
	onlyOneGeneration(t, dir)
}

func TestABaseFromABackupIsIndexedAnew(t *testing.T) {
	dir := t.TempDir()
	x := caughtUp(t, dir, manyLaws(50))
	must(t, x.Close())
	x = caughtUp(t, dir, manyLaws(20))
	got := found(t, x, knowledge.Query{Text: "借牛喂饱", Scope: knowledge.ScopeArticles, Limit: 100})
	if len(got) != 20 || x.Status().Revision != 20 {
		t.Errorf("found %d, status %+v", len(got), x.Status())
	}
}
