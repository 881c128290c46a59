package bot

import "github.com/pufa/pufa/reach"

// event handles what is no message: following, leaving, scanning, opening a link.
func (t *turn) event() bool {
	p := &t.x.Person
	switch t.m.Type {
	case TypeFollow:
		p.Following, p.Followed, p.Scene = true, t.x.At, t.m.Scene
		t.row(reach.Followed, "", t.m.Scene)
		t.say(VerdictGreeting, t.welcome())
	case TypeUnfollow:
		p.Following, p.Memory = false, Memory{}
		t.row(reach.Unfollowed, "", "")
		t.say(VerdictSilent, "")
	case TypeScan:
		p.Following = true
		if p.Scene == "" {
			p.Scene = t.m.Scene
		}
		t.say(VerdictCommand, "您已经关注我们了。有法律方面的事，直接发消息来问就行。")
	case TypeMenuView:
		t.say(VerdictSilent, "")
	default:
		return false
	}
	return true
}

func (t *turn) welcome() string {
	return "欢迎关注！这里是" + t.cfg.Name + "的普法账号。" + t.cfg.About +
		"\n\n直接用平常的话问就行，比如：\n· 老板拖欠工资怎么办\n· 租房押金不退怎么办\n· 邻居漏水不肯修\n" +
		"\n发“帮助”看还能做什么，发“人工”请工作人员答复。遇到危险请直接打 110。"
}

// wordless handles messages in which there is nothing to read.
func (t *turn) wordless() bool {
	if t.tight != "" && (t.m.Type == TypeText || t.m.Type == TypeVoice) && !isEmoticons(t.text) {
		return false
	}
	switch t.m.Type {
	case TypeText:
		t.say(VerdictGreeting, t.nothingSaid())
	case TypeImage:
		t.say(VerdictOffTopic, "图片我看不懂。请用几句话说说是什么事：谁、什么时候、发生了什么、您想怎样。合同、单据里要紧的那几句可以打出来，名字和证件号不用写。")
	case TypeVoice:
		t.say(VerdictOffTopic, "这条语音我没听清。请打字，或用输入法的语音转文字再发一次。")
	case TypeVideo:
		t.say(VerdictOffTopic, "视频我看不了。请用几句话说说发生了什么。要当证据的视频，请把原始文件留好，不要剪辑。")
	case TypeLocation:
		t.say(VerdictOffTopic, t.nearby())
	case TypeLink:
		t.say(VerdictOffTopic, "链接我打不开。请把想问的事用几句话写出来。来路不明的链接不要点，更不要在里面填银行卡和验证码；拿不准打 96110。")
	default:
		t.say(VerdictOffTopic, "这种消息我看不懂，请用文字说说是什么事。")
	}
	return true
}

func (t *turn) nothingSaid() string {
	if isEmoticons(t.text) {
		return "收到。有法律方面的事，直接打字问就行。"
	}
	return "没看到文字。想问什么，直接打字发来，比如“老板拖欠工资怎么办”。"
}

func (t *turn) nearby() string {
	if len(t.cfg.Places) == 0 {
		return "位置收到了，但我还不会按位置找人。法律咨询可以打 12348（免费，24 小时），别的事打 12345。"
	}
	return "能当面帮您的地方：\n" + t.places()
}
