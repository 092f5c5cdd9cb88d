# Everything a contributor types. `make help` lists it.
GO      ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/guichet, a static binary
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/guichet ./cmd/guichet

.PHONY: run
run: build ## Start the whole desk and print where to click
	@./bin/guichet serve

.PHONY: chat
chat: build ## Talk to the desk in this terminal
	@./bin/guichet chat

.PHONY: test
test: ## Run every test
	$(GO) test ./...

.PHONY: race
race: ## Run every test with the race detector
	$(GO) test -race ./...

.PHONY: crash
crash: ## The long crash test: 2,000 messages, killed workers, killed PostgreSQL
	GUICHET_CRASH=long $(GO) test -count=1 -timeout 30m -run 'Crash' -v ./cmd/guichet/crash

.PHONY: bench
bench: ## Measure everything, beside pgbench on the same server
	$(GO) run ./cmd/guichet/bench

DATA ?= $(abspath ../shared/data)

.PHONY: bench-nlu
bench-nlu: build ## Measure recognition beside NLP.js (DATA=folder of the labelled files)
	intents/nlu/bench/peers/run.sh bin/guichet $(DATA)/nlu

.PHONY: bench-kb
bench-kb: ## Measure search beside bleve and PostgreSQL (DATA=folder of the collections)
	cd kb/bench/peers && $(GO) run . -data $(DATA)/kb

.PHONY: fuzz
fuzz: ## Fuzz every parser for ten seconds each
	@for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 10s $$pkg || exit 1; \
		done; \
	done

.PHONY: lint
lint: ## gofmt and vet
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	$(GO) vet ./...

.PHONY: image
image: ## Build the container image
	docker build -t guichet .

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin
