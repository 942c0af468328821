# `make demo` and `make test` do all the set-up they need on a machine with Python 3.11.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO_OUT := out/demo
# Tests of one file stay in one process, and files are taken in the order of their names: the long ones stand in the middle.
TEST_PROCESSES ?= 2

.PHONY: demo test lint types unit system-packages constraints clean

demo: $(VENV)/.demo
	$(BIN)/guowen demo --out $(DEMO_OUT)

test: $(VENV)/.dev system-packages lint types unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

unit:
	OMP_NUM_THREADS=1 $(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

# Debian packages that some tests drive: a browser, an office suite, fonts. Installed when this is root on Debian;
# otherwise the tests that need a missing one are skipped and say so.
system-packages:
	@sh tools/system-packages.sh

# Pins of every extra, without registry addresses; takes `uv` from the environment.
constraints:
	uv pip compile pyproject.toml --extra dev --extra ocr --extra train --extra dask \
	  --python-version 3.11 --no-header --no-annotate --no-emit-index-url --upgrade -o constraints.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "guowen needs Python 3.11; found $$($(PYTHON) --version). Install it, or say: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ocr]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ocr,dev]'
	@touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build out *.egg-info
