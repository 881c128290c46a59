package intake

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	mobile   = regexp.MustCompile(`(?:^|\D)(1[3-9]\d{9})(?:\D|$)`)
	identity = regexp.MustCompile(`(?:^|\D)(\d{17}[\dXx])(?:[^\dXx]|$)`)
	// A role or a signature, then a name; or a case's title: 甲某诉乙公司.
	roleName  = regexp.MustCompile(`(?:原告|被告|上诉人|申请人|被害人|被告人|审判长|审判员|审判人员|书记员|法官|律师|第三人)[:：]?\s?(\p{Han}{2,4}?)(?:诉称|辩称|、|，|。|与|诉|于|从|在|向|支付|是|的|）)`)
	titleName = regexp.MustCompile(`(?m)^(\p{Han}{2,3})(?:诉|与)\p{Han}`)
	nextName  = regexp.MustCompile(`^(\p{Han}{2,3})(?:、|，|。|）)`)
)

// surnames are the hundred most common ones without those that are everyday words in judgments.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁沈任姚卢姜崔钟谭陆汪范石廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"

// notNames begin what follows a surname in words that are no names.
const notNames = "某甲乙丙丁戊先女老公方等家的述称"

// maxPrivate bounds what is told of one entry.
const maxPrivate = 10

// privateData tells names and numbers that may belong to a person. It knows simple forms only: 张某,
// 王某某, 李先生 are fine, and a name in the middle of a sentence goes unnoticed.
func privateData(text string) []string {
	var found []string
	seen := make(map[string]bool)
	tell := func(what, value string) {
		if !seen[value] && len(found) < maxPrivate {
			seen[value] = true
			found = append(found, fmt.Sprintf("%s“%s”，请隐去", what, value))
		}
	}
	for _, m := range identity.FindAllStringSubmatch(text, -1) {
		if identityChecks(m[1]) {
			tell("身份证号码", m[1])
		}
	}
	for _, m := range mobile.FindAllStringSubmatch(text, -1) {
		tell("手机号码", m[1])
	}
	for _, name := range names(text) {
		tell("可能是真名", name)
	}
	return found
}

// identityChecks reports whether 18 characters have the check digit of GB 11643.
func identityChecks(id string) bool {
	const signs = "10X98765432"
	sum, weight := 0, 0
	for i := range 17 {
		weight = 1 << (17 - i) % 11
		sum += int(id[i]-'0') * weight
	}
	return strings.ToUpper(id)[17] == signs[sum%11]
}

func names(text string) []string {
	var out []string
	for _, m := range titleName.FindAllStringSubmatch(text, -1) {
		if isName(m[1]) {
			out = append(out, m[1])
		}
	}
	for _, m := range roleName.FindAllStringSubmatchIndex(text, -1) {
		if !isName(text[m[2]:m[3]]) {
			continue
		}
		out = append(out, text[m[2]:m[3]])
		out = append(out, listed(text[m[3]:])...)
	}
	return out
}

// listed returns the names of a list that goes on: 、钱小红、杜微科.
func listed(rest string) []string {
	var out []string
	for strings.HasPrefix(rest, "、") {
		rest = strings.TrimPrefix(rest, "、")
		m := nextName.FindStringSubmatch(rest)
		if m == nil || !isName(m[1]) {
			break
		}
		out = append(out, m[1])
		rest = rest[len(m[1]):]
	}
	return out
}

func isName(s string) bool {
	first, size := utf8.DecodeRuneInString(s)
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 3 && strings.ContainsRune(surnames, first) && !strings.ContainsAny(s[size:], notNames)
}
