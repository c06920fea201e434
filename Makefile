# Sinergi. `make help` lists what there is.

SHELL   := /bin/bash
BIN     := bin/sinergi
TOOLS   := go tool -modfile=tools/go.mod
DATA    ?=
ADDR    ?=
GOFLAGS ?= -mod=readonly
export GOFLAGS
export GOTOOLCHAIN = local
export CGO_ENABLED = 0

.PHONY: help build assets demo test test-go lint fuzz bench bench-territory bench-ingest bench-month bench-search bench-gtfs bench-raptor bench-raptor-peer soak referee-raptor clean check-tools

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

build: assets ## Build bin/sinergi with the browser assets in it
	go build -trimpath -o $(BIN) ./cmd/sinergi

assets: internal/web/assets/dist/app.js ## Bundle the browser libraries from npm

internal/web/assets/dist/app.js: package.json package-lock.json $(wildcard internal/web/assets/ts/*)
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 with npm (Debian: apt-get install nodejs npm)"; exit 1; }
	npm ci --ignore-scripts=false --no-audit --no-fund
	npm run build
	@touch $@

demo: build ## Run the Kampar-Pekanbaru demo and serve it (DATA=folder to keep it, ADDR=127.0.0.1:8090 for another port)
	$(BIN) demo $(if $(DATA),--data $(DATA),) $(if $(ADDR),--addr $(ADDR),)

test: ## Everything CI runs: lint, unit tests on both engines, pages in a browser
	./tools/prepare
	$(MAKE) assets
	$(MAKE) lint
	$(MAKE) test-go

test-go:
	go test -timeout 30m ./...

lint: ## gofumpt, go vet, staticcheck
	@out=$$($(TOOLS) gofumpt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "not gofumpt-ed:"; echo "$$out"; exit 1; }
	go vet ./...
	$(TOOLS) staticcheck ./...

fuzz: ## Fuzz every parser for a while (FUZZTIME=30s each)
	./tools/fuzz $(or $(FUZZTIME),30s)

soak: ## Long runs: kill -9 and power loss many times over, five months of buses, forged documents before every referee
	SINERGI_SOAK=1 go test -timeout 60m -run 'Kill|PowerLoss|Inferred|FlippedBytes|FiledDocument' ./internal/... ./pades

referee-raptor: ## The journey planner against plain search, 10,000 requests a feed (SINERGI_FEEDS=folder of more feeds, REQUESTS=10000)
	SINERGI_REFEREE=$(or $(REQUESTS),10000) go test -timeout 24h -count 1 -run PlainSearch -v ./raptor

bench: bench-territory bench-ingest bench-month bench-search bench-gtfs bench-raptor bench-raptor-peer ## All benchmarks, each against its baseline in the same run

bench-territory:
	go run ./bench/territory

bench-ingest:
	go run ./bench/ingest

bench-month: ## Measuring a month of buses, beside reading it (BUSES=36 DAYS=31)
	go run ./bench/month -buses $(or $(BUSES),36) -days $(or $(DAYS),31)

bench-gtfs: ## Reading and checking a large GTFS feed, beside go-gtfs
	cd bench/gtfs && go run .

bench-raptor: ## Planning journeys and next departures, beside plain search (SINERGI_FEEDS=folder of more feeds)
	go test ./raptor -run xxx -bench 'Plan|Departures' -benchtime 3x

bench-raptor-peer: ## Planning journeys, beside npm raptor-journey-planner (FEED=zip DATE=yyyymmdd)
	npm ci --ignore-scripts --prefix bench/raptor/peer
	go run ./bench/raptor $(if $(FEED),-feed $(FEED) -date $(DATE))

bench-search: ## The pages of a register of 10,000 agreements, on both engines (TIMES=400 requests each)
	go test ./bench/search -run xxx -bench . -benchtime 1x -timeout 2h -times $(or $(TIMES),400)

clean: ## Remove what was built
	rm -rf bin internal/web/assets/dist/* node_modules
