.PHONY: serve test lint bench fuzz screens

serve:
	go run ./cmd/pufa serve

test:
	go test ./...

lint:
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	go tool -modfile=tools/go.mod golangci-lint run --allow-parallel-runners

# Drives the callback over HTTP beside the bare SDK and the bare search, in one run.
bench:
	go run ./tests/load

# What strangers send: the callback's body, replies to cut, citations, law texts, entries, photos; 60 s each.
fuzz:
	go test ./bot/wechat -run '^$$' -fuzz FuzzWebhookBody -fuzztime 60s -fuzzminimizetime 10x
	go test ./bot/wechat -run '^$$' -fuzz FuzzCut -fuzztime 60s -fuzzminimizetime 10x
	go test ./knowledge -run '^$$' -fuzz FuzzCite -fuzztime 60s -fuzzminimizetime 10x
	go test ./knowledge/lawtext -run '^$$' -fuzz FuzzLaw -fuzztime 60s -fuzzminimizetime 10x
	go test ./schedule/poster -run '^$$' -fuzz FuzzFontFiles -fuzztime 60s -fuzzminimizetime 10x
	go test ./reach/photo -run '^$$' -fuzz FuzzRead -fuzztime 60s -fuzzminimizetime 10x
	go test ./knowledge/intake -run '^$$' -fuzz FuzzParseEntry -fuzztime 60s -fuzzminimizetime 10x

# Makes the pictures of docs/ with a real browser.
screens:
	mkdir -p docs/images
	PUFA_SCREENS=$(CURDIR)/docs/images go test -count=1 -run TestScreensOfThePhone ./tests
