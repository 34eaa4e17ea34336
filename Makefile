# Two commands a newcomer types: `make demo` and `make test`. The rest is the workshop.
#
# Everything goes into .venv, made on first use and brought up to date when a requirements file changes.
# uv is used if it is there; plain pip does as well.

PYTHON ?= python3
VENV   ?= .venv
OUT    ?= demo
LIVED_BOXES ?= 8
BIN    := $(VENV)/bin
TWO    := -n 2 --no-loadscope-reorder
UV     := $(shell command -v uv 2>/dev/null)

# Compiled Python and compiled kernels are kept between runs, whatever the machine's own setting.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo serve test test-postgres assurance browser check check-code check-docs bench docs fuzz requirements clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    simulate Exercise Heron, screen and name everyone, leave pictures and a page in $(OUT)/, fill a registry, live seven years"
	@echo "make serve   open the registry on the next free port of this machine"
	@echo "make test    run the tests, those of the registry on SQLite and on PostgreSQL, and in a real browser"
	@echo "make check   format, lint, types, import rules, house rules, documentation"
	@echo "make assurance  the long runs at their named sizes; stops and goes on; writes docs/assurance.md"
	@echo "make bench   measure speed and memory against the reaches"
	@echo "make docs    build the documentation, warnings are errors, examples run"
	@echo "make fuzz    throw broken files at every reader"
	@echo "make clean   remove what the above made, .venv included"

demo: $(VENV)/.registry
	$(BIN)/python -m repatria demo --out $(OUT)
	$(BIN)/python -m repatria registry demo $(OUT)/registry --again
	$(BIN)/python -m repatria live --boxes $(LIVED_BOXES) --years 7 --show $(OUT)
	@if [ -t 1 ] && [ -z "$$CI" ]; then $(BIN)/python -m repatria serve $(OUT)/lived; fi

serve: $(VENV)/.registry
	$(BIN)/python -m repatria serve

test: $(VENV)/.test browser
	@failed=0; \
	$(BIN)/python -m pytest $(TWO) -q || failed=1; \
	$(BIN)/python -m pytest $(TWO) -q --engine=postgres src/repatria/registry || failed=1; \
	exit $$failed

test-postgres: $(VENV)/.test browser
	$(BIN)/python -m pytest $(TWO) -q --engine=postgres src/repatria/registry

# The tests want a real browser; where none is installed, one is fetched into .venv.
browser: $(VENV)/.test
	@$(BIN)/python -m repatria.registry.testing.get_browser

assurance: $(VENV)/.test browser
	$(BIN)/python -m repatria.registry.assurance.run

# Two halves beside each other; each says what it found when it ends, and both are run whatever the other found.
check: $(VENV)/.dev
	@$(MAKE) --no-print-directory -k -j2 check-code check-docs

check-code:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

check-docs:
	$(BIN)/python -m pytest -q tests/test_house.py tests/docs
	$(MAKE) --no-print-directory docs

bench: $(VENV)/.registry
	@set -e; for name in $$($(BIN)/python -m repatria bench --list | cut -d ' ' -f 1); do \
	    $(BIN)/python -m repatria bench $$name; \
	done

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -q -W --keep-going -b doctest docs docs/_build/doctest
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

fuzz: $(VENV)/.fuzz
	$(BIN)/python tests/fuzz/fuzz_formats.py

requirements:
	$(PYTHON) -m piptools compile --version >/dev/null
	cd requirements && for set in base registry test dev fuzz browser; do \
	    $(PYTHON) -m piptools compile -q --generate-hashes --allow-unsafe --strip-extras --no-header \
	        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o $$set.txt $$set.in || exit 1; \
	done

clean:
	rm -rf $(VENV) demo build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Repatria needs Python 3.11 or newer; run: make PYTHON=python3.11 ...")'
ifdef UV
	uv venv -q --allow-existing --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

# One stamp per set of requirements; the package itself is installed in place, without looking anything up.
$(VENV)/.%: requirements/%.txt pyproject.toml $(BIN)/python
ifdef UV
	uv pip install -q --python $(BIN)/python --require-hashes -r $<
	uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .
else
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
endif
	@touch $@
