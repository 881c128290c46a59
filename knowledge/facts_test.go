package knowledge

import "testing"

func TestFactsCompareHoweverTheyAreWritten(t *testing.T) {
	for _, same := range [][]string{
		{"二倍", "两倍", "2倍", "２倍", "双倍", "200%", "百分之二百"},
		{"三十日", "30天", "30 日", "三十天", "30个自然日"},
		{"百分之二十", "20%", "２０％", "百分之20", "两成"},
		{"三万元", "3万元", "30000元", "30,000元"},
		{"一万五千元", "1.5万元", "15000元"},
		{"六个月", "6个月", "6月", "半年"},
		{"十六周岁", "16岁"},
		{"十五个工作日", "15个工作日", "15工作日", "15个工作天"},
		{"一百五十", "150"},
		{"百分之一百五十", "150%", "1.5倍"},
		{"五万元以上十万元以下", "5万元到10万元", "5万到10万元", "5至10万元", "5万—10万元"},
		{"五千元以上五万元以下", "5000到5万元", "5千到5万元"},
		{"三年以上十年以下", "3到10年", "3年至10年"},
		{"百分之二十至三十", "20%到30%", "20%-30%", "百分之二十至百分之三十"},
		{"十二个月", "12个月", "一年"},
		{"不得开除", "不能开除", "不许开除"},
		{"三年以下", "最高判3年", "最多3年", "不超过三年"},
		{"二百元以上五百元以下", "200元到500元", "200到500元"},
	} {
		for _, other := range same[1:] {
			if FoldFacts(same[0]) != FoldFacts(other) {
				t.Errorf("%q is %q, %q is %q", same[0], FoldFacts(same[0]), other, FoldFacts(other))
			}
		}
	}
	for _, other := range [][2]string{{"二十日", "十二日"}, {"三年以下", "三年以上"}, {"500元", "5000元"}, {"20%", "2倍"}, {"公司一成立", "10%"}} {
		if FoldFacts(other[0]) == FoldFacts(other[1]) {
			t.Errorf("%q and %q are mixed up", other[0], other[1])
		}
	}
}

func TestQuantitiesAreNumbersWithUnits(t *testing.T) {
	for text, want := range map[string][]quantity{
		"依照本法第四十七条规定的二倍支付；自2008年1月1日起": {{"2倍", numberOfMultiple}},
		"三十日内，处五百元以下罚款，满十六周岁":          {{"30天", numberOfTime}, {"500元", numberOfMoney}, {"16岁", numberOfAge}},
		"经三分之二以上同意，不超过百分之二十":           {{"3分之2", numberOfShare}, {"20%", numberOfShare}},
		"及时归还": nil,
	} {
		got := quantitiesIn(text)
		if len(got) != len(want) {
			t.Errorf("%s: got %v", text, got)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %v", text, got)
			}
		}
	}
}

func TestNumbersAsked(t *testing.T) {
	for question, want := range map[string]int{
		"要多久": numberOfTime, "几岁能打工": numberOfAge, "要多少户同意": numberOfMoney | numberOfShare | numberOfMultiple, "邻居借了不还": 0,
	} {
		if got := numbersAsked(question); got != want {
			t.Errorf("%s: got %b, want %b", question, got, want)
		}
	}
}
