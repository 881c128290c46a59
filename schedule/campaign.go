package schedule

import (
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Channel is the way in which a campaign reaches people.
type Channel string

// The channels. Template exists to be refused with the reason.
const (
	Mass     Channel = "mass"     // 群发
	Publish  Channel = "publish"  // 发布: a page of the account; nobody is notified
	Notice   Channel = "notice"   // 订阅通知
	Customer Channel = "customer" // 客服消息, to those whose window is open
	Offline  Channel = "offline"  // 线下: posters and screens with a code; nobody is written to
	Template Channel = "template" // 模板消息
)

// Chinese returns the channel's name as readers see it.
func (c Channel) Chinese() string {
	switch c {
	case Mass:
		return "群发"
	case Publish:
		return "发布"
	case Notice:
		return "订阅通知"
	case Customer:
		return "客服消息"
	case Offline:
		return "线下"
	case Template:
		return "模板消息"
	default:
		return string(c)
	}
}

// State is where a campaign stands in its review. What became of each sending is its deliveries'.
type State string

// The states of a campaign.
const (
	Draft     State = "draft"     // 草稿
	Submitted State = "submitted" // 待审
	Approved  State = "approved"  // 已审
	Paused    State = "paused"    // 已暂停: approved, sends nothing
	Cancelled State = "cancelled" // 已取消, for good
)

// Chinese returns the state's name as readers see it.
func (s State) Chinese() string {
	switch s {
	case Draft:
		return "草稿"
	case Submitted:
		return "待审"
	case Approved:
		return "已审"
	case Paused:
		return "已暂停"
	case Cancelled:
		return "已取消"
	default:
		return string(s)
	}
}

// PieceKind is the form of a piece.
type PieceKind string

// The kinds of pieces.
const (
	Article PieceKind = "article" // 图文
	Text    PieceKind = "text"    // 文字
	Image   PieceKind = "image"   // 图片
)

// Piece is one thing to be sent. What it says is fixed when it is written into the campaign, so that
// what was approved is what is sent.
type Piece struct {
	Kind   PieceKind            `json:"kind"`
	Entry  string               `json:"entry,omitempty"`  // slug of the entry that it was made from
	Title  string               `json:"title,omitempty"`  // of an article
	Author string               `json:"author,omitempty"` // of an article
	Digest string               `json:"digest,omitempty"` // of an article
	Body   string               `json:"body,omitempty"`   // an article's HTML; a text's words
	Cites  []knowledge.Citation `json:"cites,omitempty"`  // checked again before each sending
	Poster PosterText           `json:"poster,omitzero"`  // of an article, where it hangs on a wall
	File   string               `json:"file,omitempty"`   // the picture, or an article's cover: name of a stored file
}

// Campaign is what is to be sent to whom, when, after whose review (推送计划).
type Campaign struct {
	ID       pufa.ID
	Title    string   // for staff
	Purpose  string   // for staff: 目的
	Authors  []string // everybody who wrote or changed it, the first one first
	Pieces   []Piece
	Audience pufa.Audience
	Channel  Channel
	Notice   Notification // of the channel of that name
	Rule     Rule
	State    State
	Approver string    // who approved what it says now; "" for nobody
	Next     time.Time // the occurrence that is due next; zero: none
	Revision int       // of what is stored, from 1; a change on top of another's is refused
}
