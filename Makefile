# Everything from a fresh checkout: each command makes the environment it needs.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.lock requirements-dev.lock 2>/dev/null | cksum | cut -d' ' -f1)

.PHONY: run test proof check bench cards lock format package

$(READY):
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PY=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PY) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock -r requirements-dev.lock
	@rm -f $(VENV)/.ready-* && touch $@

run: $(READY)
	@$(BIN)/python app.py demo

test: $(READY)
	@$(BIN)/python -m pytest -n 2

proof: $(READY)
	@VBE_PROOF=1 $(BIN)/python -m pytest -n 2

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

cards: $(READY)
	@$(BIN)/python -m tests.cards

bench: $(READY)
	@$(BIN)/python -m tests.bench

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group dev -c requirements.lock -o requirements-dev.lock

package: $(READY)
	@$(BIN)/python app.py package
