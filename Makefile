# What is done here every day. Needs Python 3.11 or newer and git; `make` alone prints the targets.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/pip install -q -c constraints.txt

.PHONY: help setup check test long demo docs mutate hooks constraints migration release

help:  ## print these targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/installed  ## make the environment in .venv, with the versions of constraints.txt

check: setup  ## style, types, import contracts, and the pages that the program writes
	.ci/check $(BIN)/python

test: setup  ## the everyday tests; they bring their own PostgreSQL
	$(BIN)/pytest

long: setup  ## the long tests: kills, real terminals (tmux), scale; other hours; a softphone; a browser
	.ci/long $(BIN)/pytest
	.ci/repeated $(BIN)/pytest
	.ci/any-hour $(BIN)/pytest
	.ci/sip $(BIN)/pytest
	.ci/others $(BIN)/pytest
	.ci/browser $(BIN)/pytest
	.ci/pooler $(BIN)/pytest
	.ci/failover $(BIN)/pytest
	.ci/faults $(BIN)/pytest

demo: setup  ## the console on a throw-away database with invented leads
	$(BIN)/smiledial demo

docs: setup  ## the documentation as a site in build/site, with search
	$(INSTALL) -e '.[docs]'
	.ci/docs $(BIN)/python

mutate: setup  ## change the code a bit and see whether a test fails: make mutate CODE=… TESTS=… SAMPLE=150
	PYTHONPATH=. $(BIN)/python scripts/mutate.py $(CODE) --tests $(TESTS) --sample $(or $(SAMPLE),150)

hooks: setup  ## let git check each commit and each push, see .pre-commit-config.yaml
	$(INSTALL) -e '.[hooks]'
	$(BIN)/pre-commit install --hook-type pre-commit --hook-type pre-push

constraints: setup  ## pin the newest versions that pyproject.toml allows; read the diff, run every test
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --all-extras \
	    --no-annotate --custom-compile-command "make constraints" pyproject.toml -o constraints.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes -c constraints.txt \
	    --extra assistant --extra calendar --extra encrypt --extra postgres --extra serve --no-annotate \
	    --custom-compile-command "make constraints" pyproject.toml -o locked.txt

migration: setup  ## write the next migration from what changed in db/tables/: make migration NAME="what it does"
	PYTHONPATH=. $(BIN)/python scripts/new_migration.py "$(NAME)"

release: setup  ## build both archives and prove them; publishes nothing
	$(INSTALL) -e '.[release]'
	$(BIN)/python scripts/release.py

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) -e '.[dev]'
	@touch $@
