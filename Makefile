# All commands run in .venv, which is created on first use and updated when the requirements change.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
PORT ?= 8501
# Host names under which the dashboard answers: others are refused, so that no web site can reach it through
# its own domain name (DNS rebinding).
HOSTS ?= $(if $(filter 127.0.0.1,$(ADDRESS)),localhost 127.0.0.1,*)

READY := .venv/.requirements
READY_DEV := .venv/.requirements-dev

.PHONY: run test lint format bench faults mutants gallery scoreboard chromium

run: $(READY)
	.venv/bin/streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT) \
	  $(patsubst %,--server.allowedHosts '%',$(HOSTS)) --server.showEmailPrompt false

test: $(READY_DEV) chromium lint
	.venv/bin/python -m pytest -n 3

lint: $(READY_DEV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format: $(READY_DEV)
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: $(READY_DEV)
	.venv/bin/python -m tests.benchmarks

# Kills and stops processes, fills the disk and damages files, and checks that everything recovers: about an
# hour.
faults: $(READY_DEV) chromium
	.venv/bin/python -m tests.faults

# Makes small changes to the program, which the tests must detect: about ten minutes.
mutants: $(READY_DEV)
	.venv/bin/python -m tests.mutants

# Trains the pre-trained runs of the Home page again: about half an hour.
gallery: $(READY)
	.venv/bin/python -m aecore gallery

# Takes about five hours; continues with the missing results when it is started again. A short version
# (`.venv/bin/python -m aecore scoreboard --quick`) takes minutes.
scoreboard: $(READY)
	.venv/bin/python -m aecore scoreboard

# The stamp files are written last, so that an interrupted installation is repeated.
$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, but '$(PYTHON)' is not: install it, or name another one, as" \
	    "in 'make $(MAKECMDGOALS) PYTHON=python3.12'." >&2; \
	  exit 1; \
	}
	@echo "Installing $< into .venv; the first time this takes a few minutes."
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	@echo "Installing $< into .venv."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# The browser of the tests.
chromium:
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then exit; fi >/dev/null; \
	if [ "$$(id -u)" = 0 ]; then as_root=env; else as_root="sudo -n env"; fi; \
	as_root="$$as_root DEBIAN_FRONTEND=noninteractive"; \
	if command -v apt-get >/dev/null && $$as_root true 2>/dev/null; then \
	  echo "Installing Debian's chromium."; \
	  $$as_root apt-get -qq update && \
	  $$as_root apt-get -qq install -y --no-install-recommends chromium >/dev/null; \
	else \
	  echo "The tests need the browser chromium, and it cannot be installed from here: install it (on Debian" \
	    "with 'apt-get install chromium' as root) and run make test again." >&2; \
	  exit 1; \
	fi
