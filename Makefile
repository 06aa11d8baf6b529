# On a fresh machine: Python 3.11 or later, make, and a network for the first `make`.
#   make            the sample parks' documents, in samples/parks/*/output/
#   make test       style, types and tests (PYTEST="--durations=30 tests/cli": options of pytest)
#   make lint       style and types alone
#   make reliability    what docs/reliability.md says, measured anew (an hour or more; ROWS=two-writers for one row)
#   make lock       renews requirements.lock and what is made from it (docs/decisions/0018-locked-builds.md)
#   make clean      removes what make made
# Another Python: make PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .venv-lock
STAMP := $(VENV)/.zcdoc-installed
STANDARDS := -c 'import json, sys; print(*json.load(sys.stdin)["standards"])'
PARKS := $(sort $(notdir $(wildcard samples/parks/*)))

.DEFAULT_GOAL := report
.PHONY: report test lint reliability lock clean

# Each park and each of its standards on its own line of output; one that fails does not hide the others, and the run fails.
report: $(STAMP)
	@failed=; for park in $(PARKS); do \
	  shown=$$($(BIN)/zcdoc --workspace samples park show --park $$park --json) && \
	  standards=$$(printf '%s' "$$shown" | $(BIN)/python $(STANDARDS)) || { failed="$$failed $$park"; continue; }; \
	  for standard in $$standards; do \
	    echo "$(BIN)/zcdoc --workspace samples render all --park $$park --standard $$standard"; \
	    $(BIN)/zcdoc --workspace samples render all --park $$park --standard $$standard || failed="$$failed $$park"; \
	  done; \
	done; \
	if [ -n "$$failed" ]; then echo "not rendered:$$failed" >&2; exit 1; fi

test: lint
	$(BIN)/python -m pytest $(PYTEST)

lint: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

reliability: $(STAMP)
	$(BIN)/python tests/reliability/run.py $(ROWS)

# Installed anew only when what is to be installed changes. Hash mode refuses an editable install, so the lock goes first.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本；可指定：make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "此 Python 缺少 venv 模块；Debian、Ubuntu 上先执行：sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Every release anew by default; only what pyproject.toml newly asks for: make lock RENEW=
RENEW ?= --upgrade
lock:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(TOOLS)/bin/python -m pip install --quiet --group lock
	$(TOOLS)/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(RENEW) --output-file requirements.lock --quiet
	$(TOOLS)/bin/python docs/dependencies/inventory.py users > $(TOOLS)/users.txt
	rm -rf $(TOOLS)/users
	$(TOOLS)/bin/uv pip install --quiet --no-deps --require-hashes --requirement $(TOOLS)/users.txt --target $(TOOLS)/users
	$(TOOLS)/bin/python docs/dependencies/inventory.py write $(TOOLS)/users
	$(TOOLS)/bin/python docs/dependencies/validate.py

clean:
	rm -rf $(VENV) $(TOOLS) .venv-newest dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf samples/parks/*/output
	find src tests -type d -name __pycache__ -prune -exec rm -rf {} +
