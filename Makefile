# Needs Python 3.11 or newer and a network for the first run; everything lands in .venv, nothing is activated.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start newsbell a hundred times; compiling it anew each time would double their cost.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check contracts lock bench bench-stage chaos clean

help: ## Show this list
	@echo "newsbell: make <target>   (another Python: make PYTHON=python3.12 <target>)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed-runtime ## Play the bundled example through the whole service
	@$(BIN)/newsbell demo

test: $(VENV)/.installed ## Run the everyday tests
	@$(BIN)/pytest -q -n 3 --dist worksteal

check: $(VENV)/.installed ## Check format, lint, imports, contracts and types; stop at the first failure
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/contracts.py check
	$(BIN)/mypy service contracts/newsbell_contracts contracts/examples tools tests

contracts: $(VENV)/.installed ## Write the schemas and asyncapi.yaml again from the models
	@$(BIN)/python tools/contracts.py write

lock: $(VENV)/.created ## Resolve the dependencies again and write the lock files
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/lock.sh

bench: $(VENV)/.installed-bench ## Measure the engine, its rivals and the limits (ARGS="--quick", "--help" for more)
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

bench-stage: $(VENV)/.installed ## Measure the whole stage on a durable bus, articles to alerts (ARGS="--help" for more)
	@PYTHONPATH=tests $(BIN)/python -m bench.stage $(ARGS)

chaos: $(VENV)/.installed ## Run the crash battery in its long form
	@$(BIN)/pytest -q -m chaos --timeout=600

clean: ## Remove .venv, build results and caches (never the data)
	rm -rf $(VENV) dist build htmlcov .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find service contracts tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment: a stamp older than the locks means "install again" ---------------------------------------------

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "make: newsbell needs Python 3.11 or newer, and '$(PYTHON)' is not (found: $$($(PYTHON) --version 2>&1))." >&2; \
		echo "make: install a newer one, or name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 || { \
		cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; \
		echo "make: '$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@rm -f $(VENV).log
	@touch $@

# uv, where it is installed, gives the same result sooner; where it can not (another index in pip's settings), pip does it.
define install
	@echo "installing $(1) into $(VENV) ..."
	@{ [ -n "$(UV)" ] && $(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1); } \
		|| $(BIN)/python -m pip install -q --require-hashes -r $(1)
	@{ [ -n "$(UV)" ] && $(UV) pip install -q --python $(BIN)/python --no-deps -e .; } \
		|| $(BIN)/python -m pip install -q --no-deps -e .
endef

$(VENV)/.installed-runtime: pyproject.toml requirements.lock | $(VENV)/.created
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.installed-bench: pyproject.toml requirements.lock requirements-dev.lock requirements-bench.lock | $(VENV)/.created
	$(call install,requirements-bench.lock)
	@touch $@ $(VENV)/.installed $(VENV)/.installed-runtime

$(VENV)/.installed: pyproject.toml requirements.lock requirements-dev.lock | $(VENV)/.created
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.installed-runtime
