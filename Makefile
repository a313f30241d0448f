# Every target has its line in `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
WEB_SOURCES := $(shell find web/console web/field web/shared -type f 2>/dev/null) web/package-lock.json
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK := go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
TESTENV := go run ./internal/testkit/testenv

.PHONY: help run build web test test-go test-web check mutants bench generate clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build what is missing and serve http://localhost:8080 with the demo agency
	build/hengjian serve --demo=true

build: web ## the program with both front ends inside, build/hengjian
	@mkdir -p build
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o build/hengjian ./cmd/hengjian

web: build/.web ## both front ends, web/dist

build/.web: $(WEB_SOURCES) web/node_modules/.package-lock.json
	npm --prefix web run build
	@mkdir -p build && touch $@

# Not `npm ci`: it refuses a lock file without the binaries of other platforms, which
# a registry mirror may not hold. `npm install` takes the locked versions all the same.
web/node_modules/.package-lock.json: web/package-lock.json
	npm --prefix web install --no-save --no-audit --no-fund
	@touch $@

test: build ## every test; installs what it needs on Debian as root
	$(TESTENV) $(MAKE) --no-print-directory test-go test-web

test-go: ## Go tests with the race detector, on SQLite and, inside `make test`, on MariaDB
	go test -race -shuffle=on -timeout 60m ./...
	go test -run '^TestProof' -timeout 30m $$(grep -rl --include='*_test.go' 'func TestProof' internal | xargs -n1 dirname | sort -u | sed 's|^|./|')

test-web: web/node_modules/.package-lock.json ## front-end unit tests and, inside `make test`, the browser's
	npm --prefix web test
	npm --prefix web run test:browser

check: web/node_modules/.package-lock.json ## formatting, linters, types, and that generated files are current
	@test -z "$$(gofmt -l cmd internal configs migrations web/*.go)" || { gofmt -l cmd internal configs migrations web/*.go; echo 'run gofmt -w on these'; exit 1; }
	go vet ./...
	$(GOLANGCI) run
	npm --prefix web run check
	$(MAKE) --no-print-directory generate
	@git diff --exit-code -- web/shared/api/openapi.json web/shared/api/schema.d.ts || { echo 'generated files are not current: commit what `make generate` made'; exit 1; }
	@$(GOVULNCHECK) ./... || { code=$$?; if [ $$code -eq 3 ]; then exit 3; fi; echo 'SKIPPED: govulncheck cannot reach its database'; }

mutants: ## take away each condition on who asks and see that a test notices; ONLY=regexp narrows
	go run ./internal/testkit/mutants -run '$(ONLY)'

generate: web/node_modules/.package-lock.json ## the OpenAPI document and the client's types
	go run ./cmd/hengjian openapi > web/shared/api/openapi.json
	npm --prefix web run gen:api

bench: build ## measure; ONLY=submit. runs the part with that prefix
	$(TESTENV) -disk go run ./internal/bench -only '$(ONLY)' -binary build/hengjian -out build/bench.json

clean: ## remove what was built; data/ stays
	rm -rf build web/node_modules
	find web/dist -mindepth 1 ! -name .gitkeep -delete
