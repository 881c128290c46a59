package wechatsim

import (
	"net/http"
	"sync"
	"time"
)

// Platform is one simulated official account with the part of WeChat around it. All its state is
// in memory. It is safe for concurrent use.
type Platform struct {
	opts   Options
	clock  *clock
	agenda *agenda
	hub    *hub
	closed chan struct{} // closed by Close: streams end
	born   int64         // when the platform began, in microseconds
	once   sync.Once

	mu       sync.Mutex // guards everything below
	callback string
	serial   int64
	people   []*person // in the order in which they came
	byOpenID map[string]*person
	tokens   tokens
	counts   counters
	faults   []Fault
	held     []chan struct{} // callbacks that wait to be overtaken
	mass     massState
	drafts   map[string][]draftArticle
	issues   issues
	media    map[string]media
	tags     tagState
	codes    codeState
	menus    menuState
	webCodes map[string]webCode
	record   []CallbackRecord
}

// New starts a platform with two people who do not follow yet: a resident and an enterprise.
func New(opts Options) *Platform {
	opts = opts.withDefaults()
	p := &Platform{
		opts:     opts,
		clock:    newClock(opts.Now, opts.Start),
		agenda:   newAgenda(),
		hub:      newHub(),
		closed:   make(chan struct{}),
		callback: opts.CallbackURL,
		byOpenID: map[string]*person{},
		tokens:   newTokens(),
		counts:   newCounters(),
		mass:     newMassState(),
		drafts:   map[string][]draftArticle{},
		issues:   newIssues(),
		media:    map[string]media{},
		tags:     newTagState(),
		codes:    newCodeState(),
		webCodes: map[string]webCode{},
	}
	p.born = p.clock.now().UnixMicro()
	p.introduce("张阿姨", Resident)
	p.introduce("小李饭馆", Enterprise)
	return p
}

// SetCallbackURL changes where callbacks go, as saving the server settings does.
func (p *Platform) SetCallbackURL(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.callback = address
}

// Close ends the streams of the phone page and lets go of idle connections. Run does it too.
func (p *Platform) Close() {
	p.once.Do(func() { close(p.closed) })
	p.opts.Client.CloseIdleConnections()
}

// next is a number that the platform has not given out before. The caller holds mu.
func (p *Platform) next() int64 {
	p.serial++
	return p.serial
}

// Handler serves WeChat's API, the pages of published articles, the controls under /sim/ and the
// phone page under /.
func (p *Platform) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, e := range endpoints() {
		mux.HandleFunc("/"+path, p.serveAPI(path, e))
	}
	for _, family := range []string{"/cgi-bin/", "/datacube/", "/sns/"} {
		mux.HandleFunc(family, unknownAPI)
	}
	mux.HandleFunc("GET /cgi-bin/showqrcode", p.showCode)
	mux.HandleFunc("GET /connect/oauth2/authorize", p.authorize)
	mux.HandleFunc("GET /s/{issue}/{idx}", p.showArticle)
	mux.HandleFunc("GET /draft/{id}/{idx}", p.showDraft)
	mux.HandleFunc("GET /mmbiz/{id}", p.showMedia)
	p.controls(mux)
	p.phone(mux)
	return mux
}

func day(t time.Time) string { return t.In(beijing()).Format(time.DateOnly) }

func month(t time.Time) string { return t.In(beijing()).Format("2006-01") }
