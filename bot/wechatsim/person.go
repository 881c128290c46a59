package wechatsim

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Kind says for whom a person of the phone page speaks. WeChat itself knows no such thing.
type Kind string

// The kinds of people.
const (
	Resident   Kind = "resident"
	Enterprise Kind = "enterprise"
)

// Errors of the Go interface.
var (
	ErrUnknownPerson = errors.New("no such person")
	ErrNotFollowing  = errors.New("the person does not follow the account")
	ErrNoSuchChoice  = errors.New("no message on the screen offers this choice")
	ErrNoSuchJob     = errors.New("no such mass send waits for a confirmation")
)

// person is somebody with WeChat, following or not.
type person struct {
	openID     string
	name       string
	kind       Kind
	following  bool
	followedAt time.Time
	ever       bool   // has followed before
	came       string // subscribe_scene of user/info
	scene      string // the code's scene; "" for none
	blocked    bool   // on the account's blacklist
	refusing   bool   // turned off 接收消息
	remark     string
	tags       []int
	windows    windows
	typing     time.Time      // until when the account shows 正在输入
	spoke      time.Time      // last message or event
	monthly    map[string]int // mass messages received by month
	accepts    map[string]int // accepted subscription notifications by template
	shown      []Shown
}

// Person describes somebody with WeChat.
type Person struct {
	OpenID    string `json:"openid"`
	Name      string `json:"name"`
	Kind      Kind   `json:"kind"`
	Following bool   `json:"following"`
	Ever      bool   `json:"ever"` // follows or has followed
	Blocked   bool   `json:"blocked"`
	Refusing  bool   `json:"refusing"`
	Scene     string `json:"scene,omitempty"`
	Tags      []int  `json:"tags"`

	Accepts map[string]int `json:"accepts,omitempty"` // notifications that are allowed, by template
}

// Introduce adds somebody who does not follow yet and returns their openid. The same name again is
// the same person.
func (p *Platform) Introduce(name string, kind Kind) string {
	p.mu.Lock()
	who := p.introduce(name, kind)
	openID := who.openID
	p.mu.Unlock()
	p.hub.tell(Update{Kind: "people"})
	return openID
}

// introduce is Introduce for those who hold mu.
func (p *Platform) introduce(name string, kind Kind) *person {
	at := slices.IndexFunc(p.people, func(who *person) bool { return name != "" && who.name == name })
	if at >= 0 {
		return p.people[at]
	}
	if kind != Enterprise {
		kind = Resident
	}
	n := p.next()
	if name == "" {
		name = fmt.Sprintf("居民%d", n)
		if kind == Enterprise {
			name = fmt.Sprintf("企业%d", n)
		}
	}
	who := &person{
		openID:  openIDFor(p.opts.AppID, n),
		name:    name,
		kind:    kind,
		monthly: map[string]int{},
		accepts: map[string]int{},
	}
	p.people = append(p.people, who)
	p.byOpenID[who.openID] = who
	return who
}

// openIDFor has the shape of an openid (28 characters, a lower-case o first) and differs between accounts.
func openIDFor(appID string, n int64) string {
	return "o" + sign(appID, "openid")[:10] + fmt.Sprintf("%017d", n)
}

// People lists everybody in the order in which they came.
func (p *Platform) People() []Person {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Person, 0, len(p.people))
	for _, who := range p.people {
		list = append(list, Person{
			OpenID: who.openID, Name: who.name, Kind: who.kind, Following: who.following, Ever: who.ever,
			Blocked: who.blocked, Refusing: who.refusing, Scene: who.scene, Tags: slices.Clone(who.tags),
			Accepts: maps.Clone(who.accepts),
		})
	}
	return list
}

// Block puts somebody on the account's blacklist, or takes them off.
func (p *Platform) Block(openID string, blocked bool) error {
	return p.change(openID, func(who *person) { who.blocked = blocked })
}

// Refuse turns a person's 接收消息 off (refusing) or on: mass messages pass them by.
func (p *Platform) Refuse(openID string, refusing bool) error {
	return p.change(openID, func(who *person) { who.refusing = refusing })
}

func (p *Platform) change(openID string, do func(*person)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, ok := p.byOpenID[openID]
	if !ok {
		return ErrUnknownPerson
	}
	do(who)
	return nil
}

// followers lists who follows, oldest first. The caller holds mu.
func (p *Platform) followers() []*person {
	var list []*person
	for _, who := range p.people {
		if who.following {
			list = append(list, who)
		}
	}
	return list
}
