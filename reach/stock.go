package reach

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Material is something to give out (资料), as the stock counts it.
type Material struct {
	ID      pufa.ID `json:"id"`
	Name    string  `json:"name"`            // unique
	Kind    string  `json:"kind"`            // one of MaterialKinds, or in words
	Unit    string  `json:"unit"`            // 份
	Entry   string  `json:"entry,omitempty"` // slug of the piece of knowledge that it prints; "" for none
	Retired bool    `json:"retired"`         // 停用: nothing more comes in
}

// MaterialKinds lists the usual kinds of materials.
func MaterialKinds() []string {
	return []string{"宣传册", "折页", "海报", "横幅", "图书", "纸杯", "环保袋", "其他"}
}

// Storeroom is the place where the office keeps what it has not sent on.
const Storeroom = "库房"

// MoveKind is what a move of the stock was.
type MoveKind string

// The kinds of moves.
const (
	Received   MoveKind = "received" // 入库: printed or received; To
	Relocated  MoveKind = "moved"    // 调拨: From a place To another
	AtCounter  MoveKind = "counter"  // 柜台发放: From; the ledger gets a row
	AtEvent    MoveKind = "event"    // 活动发放: From; it follows the event, whose rows the ledger has
	SentBack   MoveKind = "returned" // 退回: From a place To the storeroom, or, where To is "", to whoever it came from
	Spoiled    MoveKind = "spoiled"  // 损耗: From
	StockTaken MoveKind = "counted"  // 盘点: To where more was found than written, From where less
)

// Chinese returns the kind's name as readers see it.
func (k MoveKind) Chinese() string {
	switch k {
	case Received:
		return "入库"
	case Relocated:
		return "调拨"
	case AtCounter:
		return "柜台发放"
	case AtEvent:
		return "活动发放"
	case SentBack:
		return "退回"
	case Spoiled:
		return "损耗"
	case StockTaken:
		return "盘点"
	default:
		return string(k)
	}
}

// Move is one row of the stock's book, which is append-only. What a move takes From a place or brings To one
// is Copies; "" is outside the stock.
type Move struct {
	ID        pufa.ID   `json:"id"`
	Key       string    `json:"key"` // idempotency key, unique: the same move twice is one row
	At        time.Time `json:"at"`  // when it was recorded
	Day       pufa.Day  `json:"day"` // the civil day it counts for
	Kind      MoveKind  `json:"kind"`
	Material  pufa.ID   `json:"material"`
	From      string    `json:"from,omitempty"`
	To        string    `json:"to,omitempty"`
	Copies    int       `json:"copies"`              // negative where it takes a move back
	Event     pufa.ID   `json:"event,omitempty"`     // of AtEvent
	Community string    `json:"community,omitempty"` // of AtCounter: the community whose people got it
	By        string    `json:"by"`
	Note      string    `json:"note,omitempty"`
	Corrects  pufa.ID   `json:"corrects,omitempty"` // the move that this one takes back
}

// Undone returns the move that takes m back: the same with its copies negated. Its key lets a move be taken
// back once.
func (m Move) Undone(by string, at time.Time, note string) Move {
	undo := m
	undo.ID, undo.Key, undo.At, undo.Corrects = pufa.NewID(), "undo:"+m.Key, at, m.ID
	undo.Copies, undo.By, undo.Note = -m.Copies, by, note
	return undo
}

// Row returns the ledger's row of what was handed out at a counter. It has the move's ID.
func (m Move) Row() Entry {
	return Entry{ID: m.ID, Key: "stock:" + m.Key, At: m.At, Day: m.Day, Kind: GaveOut, Basis: HandedOut,
		Copies: m.Copies, Source: MaterialSource(m.Material), Community: m.Community}
}

// MaterialSource is how the ledger's rows of what was given out name the material.
func MaterialSource(id pufa.ID) string { return "material:" + string(id) }

// MostCopies bounds what one move may be of: more is a slip of the finger.
const MostCopies = 10_000_000

const (
	placeRunes = 30
	noteRunes  = 200
)

// Check refuses a move that cannot have been. It sees a move as staff enter it, not one that takes another back.
func (m Move) Check(today pufa.Day) error {
	switch {
	case m.Kind == AtEvent:
		return pufa.Errorf(pufa.Invalid, "活动上发的资料请登记在活动里，库存会跟着减")
	case m.Copies < 0 || m.Copies == 0 && m.Kind != StockTaken:
		return pufa.Errorf(pufa.Invalid, "份数要写大于 0 的整数")
	case m.Copies > MostCopies:
		return pufa.Errorf(pufa.Invalid, "一次 %d 份太多了，请核对；一次最多 %d 份", m.Copies, MostCopies)
	case m.Day.Time().IsZero():
		return pufa.Errorf(pufa.Invalid, "请写日期，如 2026-03-05")
	case m.Day > today:
		return pufa.Errorf(pufa.Invalid, "日期 %s 还没有到，请写已经发生的日子", m.Day)
	case m.Day < today.Add(-30*366):
		return pufa.Errorf(pufa.Invalid, "日期 %s 太早了，请核对", m.Day)
	}
	return cmp.Or(m.checkPlaces(), checkWords("说明", m.Note, noteRunes))
}

func (m Move) checkPlaces() error {
	for _, place := range []string{m.From, m.To} {
		if err := checkWords("地点", place, placeRunes); err != nil {
			return err
		}
	}
	needsFrom := m.Kind != Received && m.Kind != StockTaken
	needsTo := m.Kind == Received || m.Kind == Relocated || m.Kind == StockTaken
	switch {
	case needsFrom && m.From == "":
		return pufa.Errorf(pufa.Invalid, "请写从哪里%s", m.Kind.Chinese())
	case needsTo && m.To == "":
		return pufa.Errorf(pufa.Invalid, "请写%s到哪里", m.Kind.Chinese())
	case m.From == m.To:
		return pufa.Errorf(pufa.Invalid, "从“%s”到“%s”是同一个地方，请核对", m.From, m.To)
	case m.Kind == Received && m.From != "" || m.Kind == StockTaken && m.From != "",
		(m.Kind == AtCounter || m.Kind == Spoiled) && m.To != "":
		return pufa.Errorf(pufa.Invalid, "%s只写一个地方", m.Kind.Chinese())
	}
	return nil
}

// Check refuses a material that cannot be kept.
func (m Material) Check() error {
	switch {
	case m.Name == "":
		return pufa.Errorf(pufa.Invalid, "请写资料的名称")
	case m.Unit == "":
		return pufa.Errorf(pufa.Invalid, "请写单位，如 份")
	}
	return cmp.Or(checkWords("资料名称", m.Name, 60), checkWords("种类", m.Kind, 20), checkWords("单位", m.Unit, 4))
}

func checkWords(what, text string, most int) error {
	switch {
	case text != strings.TrimSpace(text) || strings.ContainsAny(text, "\n\r\t"):
		return pufa.Errorf(pufa.Invalid, "%s“%s”前后不能有空格，也不能分行", what, strings.TrimSpace(text))
	case utf8.RuneCountInString(text) > most:
		return pufa.Errorf(pufa.Invalid, "%s有 %d 个字，最多 %d 个", what, utf8.RuneCountInString(text), most)
	}
	return nil
}

// Balance is how much of a material there is at a place.
type Balance struct {
	Material pufa.ID `json:"material"`
	Place    string  `json:"place"`
	Copies   int     `json:"copies"` // below zero: 账实不符, more was given out than was ever written as there
}
