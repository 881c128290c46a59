package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder writes files with these texts and returns where.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFactsOfAFolder(t *testing.T) {
	dir := folder(t, map[string]string{
		"validity.csv": "law,subtitle,published,effective,expired,level,folder\n" +
			"示例互助法,,2012-03-01,2012-07-01,0,法律,x\n示例旧办法,,1990-01-02,,1,行政法规,x\n示例问题的解释,,2020-12-29,,0,司法解释,x\n",
		"示例互助法(2012-03-01).md":   "# 中华人民共和国示例互助法\n\n2001年5月6日 某会通过\n\n2012年3月1日 某会《关于修改\n〈示例互助法〉的决定》修正\n\n<!-- INFO END -->\n\n第九条 本法自二○○二年一月一日起施行。\n",
		"示例旧办法(1990-01-02).md":   "# 示例旧办法\n\n1989年12月20日 国务院常务会议通过\n\n1990年1月2日 国务院发布\n\n<!-- INFO END -->\n\n第二条 本办法自发布之日起施行。\n",
		"示例问题的解释(2020-12-29).md": "# 示例问题的解释\n\n2003年2月3日 审判委员会通过\n\n2020年12月23日 审判委员会修正\n\n2021年1月1日 施行\n\n<!-- INFO END -->\n",
		"示例决定.md":                "# 示例决定\n\n2018年2月3日 某会通过\n\n<!-- INFO END -->\n",
	})
	var out bytes.Buffer
	if err := run(dir, &out); err != nil {
		t.Fatal(err)
	}
	want := `name,title,level,version,effective,expired,repealed,successor,check
示例互助法,中华人民共和国示例互助法,法律,2001-05-06,2002-01-01,,,,
示例互助法,中华人民共和国示例互助法,法律,2012-03-01,2012-07-01,,,,
示例决定,,法律,2018-02-03,,,,,
示例旧办法,,行政法规,1990-01-02,1990-01-02,,1,,
示例问题的解释,,司法解释,2003-02-03,,,,,
示例问题的解释,,司法解释,2020-12-29,2021-01-01,,,,
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestFolderWithoutValidityIsRefused(t *testing.T) {
	if err := run(t.TempDir(), &bytes.Buffer{}); err == nil {
		t.Error("no error")
	}
}

func TestCommittedCatalogueIsUpToDate(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "laws")
	if _, err := os.Stat(dir); err != nil {
		if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), "data") {
			t.Fatalf("the data is required: %v", err)
		}
		t.Skipf("the data is not here: %v", err)
	}
	var out bytes.Buffer
	if err := run(dir, &out); err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join("..", "catalogue.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, out.Bytes()) {
		t.Error("run: go run ./knowledge/cataloguegen ../shared/data/laws > knowledge/catalogue.csv")
	}
}
