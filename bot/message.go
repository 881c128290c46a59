// Package bot holds a conversation: a Message comes in, a Reply goes out. It knows nothing of WeChat.
package bot

import (
	"time"
)

// MessageType is what came in.
type MessageType string

// The types of messages.
const (
	TypeText        MessageType = "text"
	TypeImage       MessageType = "image"
	TypeVoice       MessageType = "voice"
	TypeVideo       MessageType = "video"
	TypeLocation    MessageType = "location"
	TypeLink        MessageType = "link"
	TypeFollow      MessageType = "follow"      // began to follow; Scene says through which code
	TypeUnfollow    MessageType = "unfollow"    //
	TypeScan        MessageType = "scan"        // a follower scanned a code; Scene
	TypeMenuClick   MessageType = "menu"        // a click on the account's menu; Text is the key
	TypeMenuView    MessageType = "view"        // opened a link from the menu; Text is the address
	TypeUnsupported MessageType = "unsupported" // anything else
)

// Message is what somebody sent, in whatever channel.
type Message struct {
	ID     string // names the message for good: a retry has the same; holds no address in clear
	From   string // the sender's address in the channel, opaque to the bot
	Type   MessageType
	Text   string // text, recognised speech, the clicked menu's key
	Choice string // the id of the clickable choice that was tapped; "" for none
	Scene  string
	At     time.Time // when the channel says it was sent
}

// Verdict is how a message was understood.
type Verdict string

// The verdicts of a conversation.
const (
	VerdictAnswer   Verdict = "answer"
	VerdictChoices  Verdict = "choices"
	VerdictArticle  Verdict = "article"
	VerdictHandoff  Verdict = "handoff"
	VerdictDanger   Verdict = "danger"
	VerdictGreeting Verdict = "greeting"
	VerdictOffTopic Verdict = "offtopic"
	VerdictCommand  Verdict = "command"
	VerdictSilent   Verdict = "silent" // an event that wants no words: unfollow, menu link
)
