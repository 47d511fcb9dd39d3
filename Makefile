# Everything a person or a nightly run needs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARTICLE ?= examples/ferje.txt
OUT    ?= build
SITE   ?= examples/site
FUZZ   ?= 25000
# Recipes read these as the shell's variables: a name may hold apostrophes, spaces, dollars.
export ARTICLE OUT SITE
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# Every package by version and digest; the package itself is built with what the lock brought.
LOCKED := $(PIP) --require-hashes --requirement
ITSELF := $(PIP) --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help edition torch test test-fast test-whole test-costs test-light coverage check lock docs fuzz bench cluster nightly feed watch clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamps are empty files: a second call installs nothing until what they name changes.
$(VENV)/.base: pyproject.toml requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) and "Audio Edition needs Python 3.11 to 3.14; set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing audio-edition (once)"
	@$(LOCKED) requirements/base.txt && $(ITSELF)
	@$(BIN)/python -m compileall -q audio_edition
	@touch $@

$(VENV)/.torch: requirements/torch.txt $(VENV)/.base
	@echo "installing torch (once, about 7 GB)"
	@$(LOCKED) requirements/torch.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	@echo "installing what the tests need that bring no torch (once)"
	@$(LOCKED) requirements/test.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "installing what the tests need, torch among it (once, about 8 GB)"
	@$(LOCKED) requirements/dev.txt
	@touch $@

# The one place that may choose versions; `make lock UPGRADE=--upgrade` takes the newest of all.
UPGRADE ?=
COMPILE  = $(VENV)/lock/bin/uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' pyproject.toml requirements/build.in

edition: $(VENV)/.base ## Make the spoken edition of ARTICLE (default: the example) in build/
	@$(BIN)/audio-edition make "$$ARTICLE" --out "$$OUT"

torch: $(VENV)/.torch ## Install torch beside it: Coqui checkpoints as they are, training

# Three levels of one suite: tests/levels.tsv says what the shorter ones leave to the longer, and why.
# Long files come first (tests/costs.tsv); xdist would begin with those that hold the most tests, and end with a long one.
# `auto` is one process more than there are cores (tests/conftest.py): tests wait.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test: $(VENV)/.dev ## Run the tests before a commit: everything but what takes minutes by its nature; real voices, a real browser
	@$(PYTEST) --level test

test-fast: $(VENV)/.dev ## Run the tests of a minute: no model, no browser, no edition made
	@$(PYTEST) --level fast

test-whole: $(VENV)/.dev ## Run every test: killed nights, dying clusters, installs from the wheel too; what CI runs
	@$(PYTEST)

test-costs: $(VENV)/.dev ## Run every test, and write down how long each file takes (tests/costs.tsv): long ones are begun first
	@$(PYTEST) --costs

test-light: $(VENV)/.test ## Run all tests that are not slow without torch, with the share of the program that they run
	@$(PYTEST) -m 'not slow' --cov --cov-report=term:skip-covered

coverage: $(VENV)/.dev ## Run everything and tell which lines no test runs (build/coverage/index.html)
	@$(PYTEST) --cov --cov-report=term:skip-covered --cov-report=html:build/coverage

check: $(VENV)/.dev ## Lint, format, types, and what may import what
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

lock: ## Choose versions anew where pyproject.toml asks for it: requirements/*.txt, with digests
	@test -x $(VENV)/lock/bin/uv || { $(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv; }
	@$(COMPILE) --extra torch --extra dev --output-file requirements/dev.txt
	@$(COMPILE) --constraint requirements/dev.txt --extra torch --output-file requirements/torch.txt
	@$(COMPILE) --constraint requirements/dev.txt --extra test --output-file requirements/test.txt
	@$(COMPILE) --constraint requirements/dev.txt --output-file requirements/base.txt

docs: $(VENV)/.dev ## Write docs/commands.md and docs/licences.md, and build the documentation in build/docs
	@$(BIN)/python -m tools.command_reference
	@$(BIN)/python -m tools.licences
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

fuzz: $(VENV)/.dev ## Try 125,000 inputs that nobody wrote: reading, sentences, numbers, pronunciation, feeds
	@AUDIO_EDITION_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/reliability/test_reliability_fuzz.py
	@AUDIO_EDITION_KILLS=50 $(BIN)/python -m pytest tests/site/test_site_torture.py -k often
	@echo "fuzz: 5 times $(FUZZ) inputs; every one was read or refused in one sentence"

bench: $(VENV)/.dev ## Measure speed and memory; tables on stdout
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

cluster: $(VENV)/.test ## Make the examples on a Dask cluster of this machine: a scheduler, two workers
	@PYTHON="$(abspath $(BIN))/python" examples/cluster/run.sh "$$OUT/cluster"

nightly: $(VENV)/.base ## Fetch, make, verify, feed, report, notify for SITE
	@$(BIN)/audio-edition nightly "$$SITE"

feed: $(VENV)/.base ## Rebuild the feeds of SITE
	@$(BIN)/audio-edition feed build "$$SITE/public" --config "$$SITE/feed.toml"

watch: $(VENV)/.base ## Run nightly for SITE whenever its inbox changes
	@$(BIN)/audio-edition nightly "$$SITE" --watch

clean: ## Remove what was built; installed voices and the cache stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
