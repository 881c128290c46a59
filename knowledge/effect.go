package knowledge

import (
	"regexp"
	"strings"
)

// effect is what the law makes of a matter: that somebody answers together with another, that an act is void.
type effect struct {
	law   *regexp.Regexp // how the law puts it
	said  string         // ways in which an entry says it, with | between them
	asked *regexp.Regexp // what asks for it
}

// effects are those that decide what somebody may do. What entries say in many ways (有权, 应当, 不得) is none:
// it would be quoted though the entry has said it.
var effects = []effect{
	{regexp.MustCompile(`连带`), `连带`, regexp.MustCompile(`谁[赔担负还]|一起|也要|找谁|[赔还担]`)},
	{regexp.MustCompile(`无效|不具有法律约束力|不发生效力`), `无效|不算数|不作数|没有效|没效|白写|白签`, regexp.MustCompile(`有效|无效|算数|有用|作数|管用|合法|签|约定`)},
	{regexp.MustCompile(`可以撤销|撤销权|予以撤销`), `撤销|反悔`, regexp.MustCompile(`反悔|撤|后悔|骗|逼|不想|要回|作废`)},
	{regexp.MustCompile(`不予处罚|不予行政处罚|不执行行政拘留|免予处罚`), `不处罚|不予|不罚|不拘留|免罚|不执行|不用关|不真关`, regexp.MustCompile(`罚|拘|关|未成年|进去`)},
	{regexp.MustCompile(`从轻|减轻处罚|减轻或者免除`), `从轻|减轻|少罚|轻判|轻一点|轻罚`, regexp.MustCompile(`轻|少罚|判|自首|罚|未成年`)},
	{regexp.MustCompile(`不负刑事责任|不承担(?:民事|赔偿|侵权|违约)?责任|不负赔偿责任|免除责任`), `不负|不用赔|不担责|不承担|不用负|没责任|免责|不赔`, regexp.MustCompile(`责任|[赔怪]|犯法|坐牢|判`)},
	{regexp.MustCompile(`有权拒绝|可以拒绝`), `拒绝|不给|不交|不用交|不同意|可以不`, regexp.MustCompile(`不给|不交|拒绝|必须|非要|强制|不想|逼`)},
	{regexp.MustCompile(`(?:可以|有权)(?:随时)?解除`), `解除|退租|退掉|走人|不干|退出|离职`, regexp.MustCompile(`解除|退|不干|离职|辞|开除|搬`)},
	{regexp.MustCompile(`推定|视为|视同|应当认定为`), `推定|视为|算作|当成|就算|当作|算是|认定|默认`, regexp.MustCompile(`算|是不是|认定|默认|属于|谁的`)},
}

// effectsIn returns which of the effects the law's words hold, as bits.
func effectsIn(text string) (found int) {
	for i, e := range effects {
		if e.law.MatchString(text) {
			found |= 1 << i
		}
	}
	return found
}

// effectsSaid returns which of them an entry's words say, however plainly.
func effectsSaid(text string) (said int) {
	for i, e := range effects {
		for way := range strings.SplitSeq(e.said, "|") {
			if strings.Contains(text, way) {
				said |= 1 << i
				break
			}
		}
	}
	return said
}

// effectsAsked returns which of them a question may be about.
func effectsAsked(question string) (asked int) {
	for i, e := range effects {
		if e.asked.MatchString(question) {
			asked |= 1 << i
		}
	}
	return asked
}
