package main

import (
	"strings"
	"time"

	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/web/console"
)

// console wires the staff pages.
func (s *session) console(b *base, keyer reach.Keyer, account account) (*console.Site, error) {
	form, err := s.eventForm(b)
	if err != nil {
		return nil, err
	}
	return console.New(
		console.Config{Office: s.cfg.Office.Name, Base: account.config.Base, Secure: s.overHTTPS()},
		console.Parts{Gate: gate{s, keyer, time.Now}, Form: form, Now: s.now, Log: s.log})
}

// overHTTPS reports whether people open the pages over HTTPS.
func (s *session) overHTTPS() bool { return strings.HasPrefix(s.cfg.PublicURL, "https://") }
