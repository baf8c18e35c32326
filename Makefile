# `make demo` shows Trigpoint at work, `make test` tests it; `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
NEWEST_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell $(name) -c '$(NEWEST_ENOUGH)' 2>/dev/null && echo $(name))))
GROUP = $(BIN)/python -c "import sys, tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups'][sys.argv[1]], sep='\n')"
CODE := $(wildcard src tests benchmarks simulator soak tools setup.py)
PYTEST := $(BIN)/python -m pytest
DATA ?= demo-data

.PHONY: help venv demo test check bench soak simulate fmt clean runtime front-end chromium
.DEFAULT_GOAL := help

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: runtime front-end ## Start Trigpoint with a team, two workers and a labeling job; Ctrl-C ends it
	@$(BIN)/trigpoint demo --data $(DATA)

test: venv chromium ## Run the whole test suite
	@$(BIN)/python tools/front_end.py test
	@$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.check $(VENV)/.test ## Check format, lint, types and the direction of imports
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/python tools/front_end.py check
	@$(PYTEST) tests/structure/test_imports.py

bench: venv $(VENV)/.bench ## Measure and print a table
	@$(BIN)/python -m benchmarks $(ARGS)

simulate: venv ## Simulate many seeds, with crashes, bad disks and jumping clocks (SEEDS=1000)
	@$(BIN)/python -m simulator --seeds $(or $(SEEDS),1000) $(ARGS)

soak: venv ## Label with 16 workers while servers and engines are killed; ARGS="--database postgres --seconds 60"
	@$(BIN)/python -m soak $(ARGS)

fmt: $(VENV)/.check ## Format the code
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

venv: runtime $(VENV)/.check $(VENV)/.test front-end ## Make .venv with everything installed

clean: ## Remove what was built and installed; data folders stay
	rm -rf $(VENV) web/node_modules src/trigpoint/http/web build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What the targets above stand on

runtime: $(VENV)/.runtime

front-end: runtime
	@$(BIN)/python tools/front_end.py build

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.runtime: pyproject.toml constraints.txt setup.py | $(BIN)/python
	@echo "Installing Trigpoint into $(VENV)"
	@TRIGPOINT_FRONT_END=skip $(PIP) -e '.[postgres]'
	@touch $@

$(VENV)/.check $(VENV)/.test $(VENV)/.bench: $(VENV)/.%: $(VENV)/.runtime
	@echo "Installing what 'make $*' needs"
	@$(GROUP) $* > $(VENV)/$*-requirements.txt
	@$(PIP) -r $(VENV)/$*-requirements.txt
	@touch $@

chromium:
	@tools/install-chromium
