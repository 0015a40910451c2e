# `make run` on a fresh machine installs what running needs and serves the page; `make test` adds the developers' tools.
# Python 3.11 or newer has to be there. EXTRAS=postgres,c2pa adds extras of pyproject.toml, WITH=NAME another package,
# such as a plug-in engine.

PYTHON ?= python3
EXTRAS ?=
WITH ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPING := $(VENV)/.installed-dev
PINNED := pyproject.toml constraints.txt .ci/install.py

.PHONY: install run test lint types unit format audit constraints clean
ifneq ($(EXTRAS)$(WITH),)
.PHONY: $(INSTALLED)
endif

# Python keeps what it compiled: without, every start compiles PyTorch anew, which takes longer than all the rest of it.
unexport PYTHONDONTWRITEBYTECODE

define python_is_new_enough
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Vignette needs Python 3.11 or newer: run 'make PYTHON=python3.11 $(or $(MAKECMDGOALS),install)'."; exit 1; }
endef

install: $(INSTALLED)

$(INSTALLED): $(PINNED)
	$(python_is_new_enough)
	@$(PYTHON) .ci/install.py -e '.[$(EXTRAS)]' $(WITH)
	@touch $@

$(DEVELOPING): $(PINNED)
	$(python_is_new_enough)
	@$(PYTHON) .ci/install.py -e '.[dev]'
	@touch $@ $(INSTALLED)

run: install
	$(BIN)/vignette run

test: lint audit types unit

types: $(DEVELOPING)
	$(BIN)/mypy

unit: $(DEVELOPING)
	env -u MAKEFLAGS $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(DEVELOPING)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(DEVELOPING)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

audit: $(DEVELOPING)
	$(BIN)/python .ci/audit.py

# Renews every pin: the newest versions, the same for every Python and system (PyTorch's stays, see pyproject.toml).
constraints: $(DEVELOPING)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --fork-strategy fewest --upgrade --quiet \
		--no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make constraints' --output-file constraints.txt

# What tools left behind; neither the environment nor anybody's pictures.
clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
