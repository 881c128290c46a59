package poster

import (
	"os"
	"testing"
)

func TestTry(t *testing.T) {
	f, err := FindFonts(Folders())
	if err != nil {
		t.Fatal(err)
	}
	s := Sheet{Title: "请病假扣多少工资？病假工资怎么发？", Gist: "真生病、按规矩请了假，在法律给的养病期（医疗期）里要发病假工资，不能一分不给。",
		Points: []string{"看病当天发消息请假，病历和假条拍照交上去", "出院后要工资明细，问按哪条、几成算", "打12333问当地底线，低了就书面要补", "不补，投诉或申请仲裁"},
		Basis:  []string{"《劳动保险条例》第十三条", "《关于工资总额组成的规定》第十条等"}, Office: "望江街道司法所", Phone: "0571-8888 6666", Month: "2026年12月", Link: "https://pufa.example.gov.cn/s/ab2cd3ef"}
	a, err := PDF(s, f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := PNG(s, f)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Screen(s, f)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/poster-a.pdf", a, 0o600)
	os.WriteFile("/tmp/poster-b.png", b, 0o600)
	os.WriteFile("/tmp/poster-c.png", c, 0o600)
	println(len(a), len(b), len(c))
}
