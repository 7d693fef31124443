# One command each; `make` alone lists them. Needs python3 (3.11 or newer) and make, nothing else.
PYTHON ?= python3
PIP_QUIET := -qq --disable-pip-version-check
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# One more than there are cores: many tests wait, for a browser or a server.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.DEFAULT_GOAL := help
.PHONY: help run test check bench clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-8s %s\n", $$1, $$2 }'

run: $(VENV)/.kith ## the demo: fictional Larkshire, sign-in links printed (ARGS="--port 8090" to change)
	@$(BIN)/kith demo $(ARGS)

test: check ## everything the tests need, then all of them (ARGS="tests/dialogs" for some)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/.kith $(VENV)/.dev ## layout, faults, types and layers, without running a test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.kith ## the figures, each beside a peer in the same run
	@$(BIN)/python -m bench.run $(ARGS)

clean: ## remove what make made here; no data is touched
	@rm -rf $(VENV) .venv-bench .peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps: each names what has been done, and is newer than what it was done from.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Kith needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	@echo "Making the environment in $(VENV); the first time takes about a minute."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock | $(VENV)/.made
	@$(BIN)/python -m pip install $(PIP_QUIET) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@$(BIN)/python -m pip install $(PIP_QUIET) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.kith: pyproject.toml $(VENV)/.runtime
	@$(BIN)/python -m pip install $(PIP_QUIET) --no-deps --no-build-isolation --editable .
	@touch $@
