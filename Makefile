.PHONY: serve test lint bench fuzz screens

serve:
	go run ./cmd/pufa serve

test:
	go test ./...

lint:
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	go tool -modfile=tools/go.mod golangci-lint run

# Drives the callback over HTTP beside the bare SDK and the bare search, in one run.
bench:
	go run ./tests/load

fuzz:
	go test -run '^$$' -fuzz FuzzWebhook -fuzztime 60s ./bot/wechat

# Makes the pictures of docs/ with a real browser.
screens:
	PUFA_SCREENS=$(CURDIR)/docs/images go test -count=1 -run TestScreens ./tests
