# Everything a person or a nightly run needs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARTICLE ?= examples/ferje.txt
OUT    ?= build
SITE   ?= examples/site
# Recipes read these as the shell's variables: a name may hold apostrophes, spaces, dollars.
export ARTICLE OUT SITE
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.PHONY: help edition test test-fast check fuzz bench nightly feed watch clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamps are empty files: a second call installs nothing until pyproject.toml changes.
$(VENV)/.base: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Audio Edition needs Python 3.11 or newer; set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing audio-edition (once)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.base
	@echo "installing what the tests need, torch among it (once, about 8 GB)"
	@$(PIP) --editable '.[torch,dev]'
	@touch $@

edition: $(VENV)/.base ## Make the spoken edition of ARTICLE (default: the example) in build/
	@$(BIN)/audio-edition make "$$ARTICLE" --out "$$OUT"

test: $(VENV)/.dev ## Run the whole test suite, real voices included
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-fast: $(VENV)/.dev ## Run the tests that need no model and no browser
	@$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow'

check: $(VENV)/.dev ## Lint, format, types, and what may import what
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

fuzz: $(VENV)/.dev ## Try 100,000 inputs that nobody wrote: reading, numbers, pronunciation, feeds
	@AUDIO_EDITION_FUZZ=25000 $(BIN)/python -m pytest tests/reliability/test_reliability_fuzz.py

bench: $(VENV)/.dev ## Measure speed and memory; tables on stdout
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

nightly: $(VENV)/.base ## Fetch, make, verify, feed, report, notify for SITE
	@$(BIN)/audio-edition nightly "$$SITE"

feed: $(VENV)/.base ## Rebuild the feeds of SITE
	@$(BIN)/audio-edition feed build "$$SITE/public" --config "$$SITE/feed.toml"

watch: $(VENV)/.base ## Run nightly for SITE whenever its inbox changes
	@$(BIN)/audio-edition nightly "$$SITE" --watch

clean: ## Remove what was built; installed voices and the cache stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
