package main

import "testing"

func TestTheLinkLeadsToWhereThePagesAre(t *testing.T) {
	for listen, want := range map[string]string{"127.0.0.1:8000": "http://127.0.0.1:8000", ":8000": "http://127.0.0.1:8000",
		"0.0.0.0:80": "http://127.0.0.1:80", "[::]:8000": "http://127.0.0.1:8000", "pufa.lan:8000": "http://pufa.lan:8000"} {
		s := &session{cfg: Config{Listen: listen, Data: t.TempDir()}}
		if got := s.pagesAddress(); got != want {
			t.Errorf("%s: %s, want %s", listen, got, want)
		}
		s.cfg.PublicURL = "https://pufa.example.cn"
		if got := s.pagesAddress(); got != "https://pufa.example.cn" {
			t.Errorf("with a public address: %s", got)
		}
	}
}
