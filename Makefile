# Everything runs in .venv, which is made when it is needed and brought up to date when the
# requirements change.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
PORT ?= 8501
# The names under which a browser may open the dashboard: no other web site can reach it by a name of its own.
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

# What dies, stands still, fills up or is damaged, one after the other: about twenty minutes.
faults: $(READY_DEV) chromium
	.venv/bin/python -m tests.faults

# Small changes of the program, which the tests should notice: about ten minutes.
mutants: $(READY_DEV)
	.venv/bin/python -m tests.mutants

gallery: $(READY)
	.venv/bin/python -m aecore gallery

# About an hour; goes on where it was cut. `python -m aecore scoreboard --quick` takes minutes.
scoreboard: $(READY)
	.venv/bin/python -m aecore scoreboard

# The stamps are touched last, so an installation that broke off is taken up again.
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

# The browser that the tests drive.
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
