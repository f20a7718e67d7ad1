# Three commands matter: `make demo` to try Possibles, `make start` to begin with it, `make test` to check it.
# `make` alone lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
EMAIL ?= organisation@possibles.example
N ?=
ONLY ?=
PACKAGE ?=
TESTS ?=
AT ?=

VENV := .venv
BIN := $(VENV)/bin
STAMPS := var/stamps
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help demo start test test-all lint format bench load coverage mutate leaks screenshots messages lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  make demo PORT=8001     another port"
	@echo "  make bench N=1000       one volume only"
	@echo "  make test AT='2027-06-15 12:00'    with the clock at this hour of Paris"
	@echo "  make coverage PACKAGE=projects/review"
	@echo "  make mutate PACKAGE=projects/conflicts TESTS='tests/projects/conflicts tests/projects/review'"
	@echo "  make load ONLY=mix      one crowd only: crowd, mix, board, now or room"
	@echo "  make leaks ONLY=exchange"
	@echo "  make screenshots ONLY=ranking"

demo: setup-base ## Set up everything, load the demo edition and run it on http://127.0.0.1:8000/
	@trap : INT; DEBUG=1 PORT=$(PORT) $(BIN)/python scripts/demo.py || test $$? -eq 130

start: setup-base ## Set up everything and run an empty site, its first organiser's link printed (EMAIL=… for theirs)
	@trap : INT; DEBUG=1 PORT=$(PORT) EMAIL=$(EMAIL) $(BIN)/python scripts/start.py || test $$? -eq 130

test: setup-dev ## Run what a change must pass: the tests, the walk of rights, page scripts, the main journeys in a browser
	@$(BIN)/python scripts/run_tests.py $(if $(AT),--at '$(AT)')

test-all: setup-dev ## Run what `make test` leaves out: a second database, all other journeys, real services
	@$(BIN)/python scripts/run_tests.py --all $(if $(AT),--at '$(AT)')

lint: setup-dev ## Check style, types, templates, scripts, the dependency law and the migrations
	@status=0; run() { echo "--- $$*"; "$$@" || status=1; }; \
	env DEBUG=1 $(BIN)/mypy > var/mypy.log 2>&1 & mypy=$$!; \
	run $(BIN)/ruff check .; \
	run $(BIN)/ruff format --check .; \
	run $(BIN)/djlint templates --lint --quiet; \
	run $(BIN)/lint-imports; \
	run scripts/npm run --silent lint; \
	run env DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run; \
	echo "--- $(BIN)/mypy, beside the others"; wait $$mypy || status=1; cat var/mypy.log; \
	exit $$status

# djlint lints templates and does not lay them out: its formatter tears tags that stand inside attributes.
format: setup-dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## Measure pages and jobs at 100, 1 000 and 10 000 applications (N=… for one volume)
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench $(N)

load: setup-dev ## Measure people at once: applicants as a call closes, screens of a session, the partners' board
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m bench load $(ONLY)

# The browser and the services run the same code again, from processes of their own: they are left out.
coverage: setup-dev ## List the lines that no test runs, module by module (PACKAGE=… for those of one)
	@$(BIN)/python -m pytest -q -n 2 --cov$(if $(PACKAGE),=$(PACKAGE)) --cov-report=term \
		$(if $(PACKAGE),tests/$(PACKAGE),--ignore=tests/journeys --ignore=tests/services)

mutate: setup-dev ## Break the code of a package in small ways and count what its tests see (PACKAGE=…, TESTS=…)
	@test -n "$(PACKAGE)" || { echo "Say which package: make mutate PACKAGE=projects/decision"; exit 1; }
	@$(BIN)/python scripts/mutate.py '$(PACKAGE)' $(TESTS)

leaks: setup-dev ## Plant fourteen leaks, one at a time, and count those that the walk of rights finds (ONLY=… for one)
	@$(BIN)/python scripts/leaks.py $(ONLY)

screenshots: setup-dev ## Draw the images of the documentation again (ONLY=… for one)
	@$(BIN)/python scripts/screenshots.py $(ONLY)

messages: $(STAMPS)/dev ## Bring the message catalogues up to date with the code (needs gettext)
	@$(BIN)/python scripts/messages.py

lock: $(STAMPS)/dev ## Lock the latest allowed versions again
	$(BIN)/python scripts/lock.py --upgrade
	scripts/npm update --package-lock-only --omit-lockfile-registry-resolved

clean: ## Forget everything installed or made here, the demo's data too
	rm -rf $(VENV) node_modules var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: setup-base setup-dev
setup-base:
	@$(MAKE) -s --no-print-directory -j2 $(STAMPS)/base $(STAMPS)/npm
	@$(MAKE) -s --no-print-directory $(STAMPS)/assets

setup-dev:
	@$(MAKE) -s --no-print-directory -j2 $(STAMPS)/dev $(STAMPS)/npm-dev
	@$(MAKE) -s --no-print-directory $(STAMPS)/assets

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Possibles needs Python 3.11 or newer: make PYTHON=python3.13 …")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)."; exit 1; }

# dev.txt holds everything base.txt holds: an environment with the first needs nothing from the second.
WANTED = requirements/$(if $(wildcard $(STAMPS)/dev),dev,base).txt

$(STAMPS)/base: requirements/base.txt | $(BIN)/python
	@scripts/install $(WANTED)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt | $(BIN)/python
	@scripts/install requirements/dev.txt
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/base

# As for Python: what is tested and linted with holds what is served.
$(STAMPS)/npm: package-lock.json | $(BIN)/python
	@scripts/npm ci $(if $(wildcard $(STAMPS)/npm-dev),,--omit=dev) --no-progress --loglevel=error
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm-dev: package-lock.json | $(BIN)/python
	@scripts/npm ci --no-progress --loglevel=error
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/npm

$(STAMPS)/assets: scripts/build_assets.py $(wildcard locale/*/LC_MESSAGES/*.po) $(STAMPS)/base $(STAMPS)/npm
	@$(BIN)/python scripts/build_assets.py
	@mkdir -p $(STAMPS) && touch $@
