# Each target sets up what it needs and repeats nothing. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: run test check bench screenshots messages lock help

PYTHON := .venv/bin/python

run: ## serve everything on this machine; the first start loads the demo
	@scripts/bootstrap run
	@exec .venv/bin/hearthline run

test: ## run all tests, browser included
	@scripts/bootstrap dev
	@scripts/os-packages
	@exec $(PYTHON) -m pytest -n 2 --dist worksteal -q

check: ## lint, types, import contracts, templates, migrations, settings
	@scripts/bootstrap dev
	@exec scripts/check

bench: ## measure; prints a table and writes build/bench.json
	@scripts/bootstrap dev
	@exec $(PYTHON) -m benchmarks

screenshots: ## every page at phone and desktop size, into build/
	@scripts/bootstrap dev
	@scripts/os-packages
	@exec $(PYTHON) -m tests.screenshots

messages: ## collect the texts of pages for translation
	@scripts/bootstrap dev
	@scripts/os-packages
	@exec scripts/messages

lock: ## pin what requirements*.in name, with hashes
	@scripts/bootstrap dev
	@exec scripts/lock

help: ## this list
	@sed -n 's/^\([a-z]*\): ## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done
