# `make` installs, builds and serves. `make help` lists everything.

VENV := .venv
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

# The newest Python that runs; a name on the PATH may be a stub that does not.
FIND_PYTHON = for p in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$$p"; exit; fi; done

.DEFAULT_GOAL := serve
.DELETE_ON_ERROR:
.PHONY: serve install install-dev build test check format bench evaluate clean help

serve: $(RUN_STAMP) ## install once, build the index once, and serve the chat (the default)
	@echo "Starting Ordagrant. The first start builds the model and the index (about two minutes on two cores), later ones take less than one."
	@$(PY) app.py

install: $(RUN_STAMP) ## create .venv and install, without starting anything
install-dev: $(DEV_STAMP) ## ... with what tests and checks need

build: $(RUN_STAMP) ## build the index without serving
	$(PY) -m qa build

test: $(DEV_STAMP) ## install what the tests need and run them
	@echo "Running the tests (a quarter of an hour on two cores; the first run builds the model) ..."
	$(PY) -m pytest

check: $(DEV_STAMP) ## formatting, lint and types
	$(PY) -m ruff format --check --quiet . || { echo "Some files are not formatted. Run: make format"; exit 1; }
	$(PY) -m ruff check --quiet .
	$(PY) -m mypy

format: $(DEV_STAMP) ## format the code and mend what lint can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: $(DEV_STAMP) ## measure speed and memory, printed as a table
	$(PY) -m benchmarks

evaluate: $(RUN_STAMP) ## measure the answers on the evaluation questions
	$(PY) -m qa evaluate

clean: ## remove the virtual environment and the built index
	rm -rf $(VENV) .index build *.egg-info

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

$(PY):
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "Ordagrant needs Python 3.11 or later; found: $$(python3 --version 2>&1 | head -n 1)."; \
		echo "Install one from python.org or your system's packages, then run make again (or: make PYTHON=/path/to/python)."; \
		exit 1; \
	fi; \
	echo "Creating the virtual environment in $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

# The stamps carry the time of the last installation that succeeded; a newer pyproject.toml installs again.
$(RUN_STAMP): pyproject.toml | $(PY)
	@echo "Installing packages into $(VENV) (about 2 GB; 2 to 5 minutes, only once) ..."
	@$(PY) -m pip install --disable-pip-version-check --editable .
	@touch $@
	@echo "Installed."

$(DEV_STAMP): pyproject.toml | $(PY)
	@echo "Installing packages into $(VENV), with those for tests and checks (2 to 5 minutes, only once) ..."
	@$(PY) -m pip install --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(RUN_STAMP)
	@echo "Installed."
