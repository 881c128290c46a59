package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	aLaw = `# 中华人民共和国示例邻里互助促进法

（2021年3月1日第九届示例代表大会常务委员会第三次会议通过）

<!-- INFO END -->

## 第一章 总则

第一条 为了邻里和睦，制定本法。

第二条 邻里应当互相帮助。
`
	aCase = `# 楼上泡水案

<!-- INFO END -->

## 基本案情

张某家漏水。

## 裁判结果

依照《民法典》第二百八十八条，李某赔偿。
`
	anEntry = "---\n问题: 谁管噪音？\n依据: [《民法典》第二百八十八条]\n---\n居委会。\n"
	aTable  = "问题,答案\n谁管漏水？,物业。\n"
)

// folder writes files into a fresh folder and returns it.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// refusedIn returns the refusals with paths relative to the folder.
func refusedIn(root string, s Summary) []string {
	var out []string
	for _, r := range s.Refused {
		out = append(out, strings.TrimPrefix(r.String(), root+"/"))
	}
	return out
}

func wantPrefixes(t *testing.T, want, got []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %q\nwant %q", got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got %q, want %q…", got[i], want[i])
		}
	}
}

func TestFolderOfEverything(t *testing.T) {
	root := folder(t, map[string]string{
		"法律/示例邻里互助促进法(2021-03-01).md": aLaw,
		"案例/邻里/漏水.md":                 aCase,
		"zao-yin.md":                  anEntry,
		"问答.csv":                      aTable,
		"bad.md":                      "---\n问题: 谁管？\n题目: 谁\n---\n",
		"bad.csv":                     "问题,答案\n好的？,好。\n坏的？,\n",
		"notes.md":                    "买菜\n",
		"old.doc":                     "x",
		"program.exe":                 "x",
		"empty.txt":                   "",
		".hidden.md":                  "x",
		"~$zao-yin.docx":              "x",
		".git/config":                 "x",
		"validity.csv":                "law,published,effective,expired,level\n示例邻里互助促进法,2021-03-01,2021-06-01,1,法律\n",
	})
	s := newShelf()
	sum := importAll(t, s, Options{As: knowledge.Starter}, root)
	wantPrefixes(t, []string{
		"bad.csv:3: 没有正文", "bad.md:3: 没有“题目”这个键", "bad.md:1: 没有正文", "empty.txt: 这个文件是空的",
		"notes.md:1: 看不出是什么", "old.doc: 旧版 Word 文件", "program.exe: 不能导入 .exe 文件",
	}, refusedIn(root, sum))
	want := Summary{Files: 10, Laws: Count{New: 1}, Questions: Count{New: 2}, Cases: Count{New: 1}}
	got := Summary{Files: sum.Files, Laws: sum.Laws, Questions: sum.Questions, Cases: sum.Cases}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Summary{})); diff != "" || sum.RefusedFiles() != 6 {
		t.Error(diff, sum.RefusedFiles())
	}
	for _, l := range s.laws {
		if l.Effective != "2021-06-01" || !l.Repealed {
			t.Errorf("the register is not applied: %+v", l)
		}
	}
	for _, e := range s.entries {
		if e.Kind == knowledge.KindCase && (e.Field != "邻里" || e.Source != "漏水.md") || e.State != knowledge.Starter {
			t.Errorf("%+v", e)
		}
	}
}

func TestTheSameImportAgainChangesNothing(t *testing.T) {
	root := folder(t, map[string]string{"法.md": aLaw, "漏水.md": aCase, "zao-yin.md": anEntry, "问答.csv": aTable})
	s := newShelf()
	importAll(t, s, Options{}, root)
	again := importAll(t, s, Options{}, root)
	want := []Count{{Unchanged: 1}, {Unchanged: 2}, {Unchanged: 1}}
	if diff := cmp.Diff(want, []Count{again.Laws, again.Questions, again.Cases}); diff != "" {
		t.Error(diff)
	}
	t.Chdir(root)
	elsewhere := importAll(t, s, Options{}, ".", "zao-yin.md", "./漏水.md")
	want[2] = Count{Changed: 1} // its folder's name is its field
	if diff := cmp.Diff(want, []Count{elsewhere.Laws, elsewhere.Questions, elsewhere.Cases}); diff != "" && elsewhere.Cases.Unchanged != 1 {
		t.Error(diff)
	}
	if err := os.WriteFile("zao-yin.md", []byte(anEntry+"\n## 找谁\n物业\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	mended := importAll(t, s, Options{}, root)
	if mended.Questions != (Count{Changed: 1, Unchanged: 1}) {
		t.Errorf("%+v", mended.Questions)
	}
}

func TestTwoFilesWithOneNameAreTold(t *testing.T) {
	root := folder(t, map[string]string{
		"a/zao-yin.md": anEntry, "b/zao-yin.md": anEntry + "两次。\n", "a/法.md": aLaw, "b/法.md": aLaw + "\n第三条 再来一条。\n",
	})
	s := newShelf()
	sum := importAll(t, s, Options{}, root)
	wantPrefixes(t, []string{"b/zao-yin.md: 编号“zao-yin”在 " + root + "/a/zao-yin.md 里已有"}, refusedIn(root, sum))
	if sum.Repeated != 1 || sum.Laws.New != 1 || s.texts != 2 {
		t.Errorf("repeated %d, laws %+v, articles %d", sum.Repeated, sum.Laws, s.texts)
	}
}

func TestHostileTrees(t *testing.T) {
	root := folder(t, map[string]string{"a/zao-yin.md": anEntry})
	for link, to := range map[string]string{"a/loop": root, "gone.md": "nowhere", "link.md": "a/zao-yin.md"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	big, err := os.Create(filepath.Join(root, "big.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(big.Truncate(100<<20), big.Close()); err != nil {
		t.Fatal(err)
	}
	sum := importAll(t, newShelf(), Options{}, root, filepath.Join(root, "none"))
	wantPrefixes(t, []string{
		"a/loop: 这是指向文件夹的链接", "none: 没有这个文件或文件夹", "big.txt: 这个文件有 100 MB", "gone.md: 没有这个文件",
	}, refusedIn(root, sum))
	if sum.Questions.New != 2 { // link.md is an entry of its own name
		t.Errorf("%+v", sum.Questions)
	}
}

func TestCancelLeavesWholeFiles(t *testing.T) {
	files := make(map[string]string)
	for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		files[name+".csv"] = "问题,答案\n甲" + name + "？,甲。\n乙" + name + "？,乙。\n"
	}
	root := folder(t, files)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := newShelf()
	s.put = func() {
		if len(s.entries) == 5 { // in the middle of the third file
			cancel()
		}
	}
	sum, err := NewImporter(s, s, catalogue(t)).Run(ctx, []string{root}, Options{})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("err %v", err)
	}
	if len(s.entries) != 6 || sum.Questions.New != 6 {
		t.Errorf("%d entries, %+v", len(s.entries), sum.Questions)
	}
}

type fullShelf struct{ *shelf }

var errFull = errors.New("the disk is full")

func (fullShelf) PutEntry(context.Context, knowledge.Entry) (bool, error) { return false, errFull }

func TestErrorOfTheStoreStopsTheImport(t *testing.T) {
	root := folder(t, map[string]string{"a.md": anEntry, "b.md": anEntry})
	s := fullShelf{newShelf()}
	_, err := NewImporter(s, s, catalogue(t)).Run(context.Background(), []string{root}, Options{})
	if !errors.Is(err, errFull) || pufa.KindOf(err) != pufa.Internal {
		t.Errorf("err %v", err)
	}
}

func TestProgressIsToldForEachFile(t *testing.T) {
	root := folder(t, map[string]string{"a.md": anEntry, "b.md": anEntry, "c.exe": "x"})
	var told [][2]int
	importAll(t, newShelf(), Options{Progress: func(done, total int) { told = append(told, [2]int{done, total}) }}, root)
	if diff := cmp.Diff([][2]int{{1, 3}, {2, 3}, {3, 3}}, told); diff != "" {
		t.Error(diff)
	}
}

func TestImportingAgainWithoutAStateDoesNotUndoAReview(t *testing.T) {
	s := newShelf()
	root := folder(t, map[string]string{"a.md": anEntry})
	importAll(t, s, Options{As: knowledge.Reviewed}, root)
	again := importAll(t, s, Options{}, root)
	if again.Questions.Unchanged != 1 {
		t.Errorf("the same file again changes something: %+v", again.Questions)
	}
	if draft := importAll(t, s, Options{As: knowledge.Draft}, root); draft.Questions.Changed != 1 {
		t.Errorf("a state that is said does not count: %+v", draft.Questions)
	}
}
