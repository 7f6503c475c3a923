# The workshop. `make demo` and `make test` need python3 (3.11 or later) with its venv module, make, and a package index.
# Everything goes into $(VENV); a second run installs nothing that is there already.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input

# What `make lock` uses; the locks carry hashes for every platform and no address of any index.
UV_VERSION := 0.13.9
COMPILE := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --no-config

.PHONY: demo test papers chromium test-crash fuzz nightly lint format docs score score-link bench bench-engine bench-link bench-store bench-serve bench-zones lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/core.stamp  ## Install what reading and checking need, and run the main job on the bundled reports.
	@$(BIN)/truceline demo

test: $(VENV)/dev.stamp papers chromium  ## Install what the tests need, and run every check. The closing line is pytest's.
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist worksteal

papers:  ## What sets PDF (Pango) and reads it (pdftotext), where it is missing and may be installed.
	@{ command -v pdftotext && ldconfig -p | grep -q libpangoft2-1.0; } >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Pango and pdftotext for the tests of the daily report: some megabytes to fetch."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils >/dev/null; \
		else \
			echo "Tests of the PDF report are missing something: on Debian, 'apt install libpangoft2-1.0-0 poppler-utils'"; \
		fi; }

chromium:  ## The browser that the tests of the pages drive: Debian's, where it is missing and may be installed.
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the tests of the pages: about 100 MB to fetch."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		else \
			echo "The tests of the pages are skipped without Chromium: on Debian, 'apt install chromium'"; \
		fi; }

nightly: $(VENV)/dev.stamp  ## The engine's laws and oracles on twenty times as many cases: about an hour.
	$(BIN)/pytest tests/assess --examples 20000

fuzz: $(VENV)/dev.stamp  ## Read 100,000 agreement files of every wrongness: about twenty minutes.
	$(BIN)/pytest tests/agreement/test_agreement_fuzz.py --examples 500000

test-crash: $(VENV)/dev.stamp  ## Kill runs that write to a store, 100 times on SQLite and 30 on PostgreSQL: some minutes.
	$(BIN)/pytest tests/store/test_crash.py --kills 100

lint: $(VENV)/dev.stamp  ## The checks that run no code.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/dev.stamp  ## Put every file into the house's form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp  ## Bring the outputs shown in README.md and docs/ up to date with what commands print.
	$(BIN)/python tools/docs.py
	$(BIN)/python tools/library_page.py

score: $(VENV)/dev.stamp  ## Measure accuracy on the yardsticks in $TRUCELINE_SHARED; writes docs/accuracy.md.
	$(BIN)/python tools/score.py
	$(BIN)/python tools/score_link.py

score-link: $(VENV)/dev.stamp  ## Measure copies and occurrences alone; writes its part of docs/accuracy.md. A minute.
	$(BIN)/python tools/score_link.py

bench: $(VENV)/dev.stamp  ## Measure speed and memory of reading; writes its part of docs/performance.md.
	$(BIN)/python tools/bench.py

bench-engine: $(VENV)/dev.stamp  ## Measure the engine beside peers; writes its part of docs/performance.md. Some minutes.
	$(BIN)/python tools/bench_engine.py

bench-store: $(VENV)/dev.stamp  ## Measure the store with up to a million claims; writes its part of docs/performance.md. An hour.
	$(BIN)/python tools/bench_store.py

bench-serve: $(VENV)/dev.stamp  ## Measure fifty readers at once while reports are added; writes its part of docs/performance.md.
	$(BIN)/python tools/bench_serve.py

bench-link: $(VENV)/dev.stamp  ## Measure the speed of linking; writes its part of docs/performance.md. A minute or two.
	$(BIN)/python tools/bench_link.py

bench-zones: $(VENV)/dev.stamp  ## Measure how fast places are laid beside zones; writes its part of docs/performance.md. A minute.
	$(BIN)/python tools/bench_zones.py

lock: build/lock/bin/uv  ## Resolve the locks anew. `make lock UPGRADE=--upgrade` takes newer versions.
	$(COMPILE) $(UPGRADE) pyproject.toml requirements/build.in --output-file requirements/core.txt
	$(COMPILE) $(UPGRADE) --extra dev --extra export --extra report pyproject.toml requirements/build.in --constraint requirements/core.txt \
		--output-file requirements/dev.txt

clean:  ## Remove what the other targets made.
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Truceline needs Python 3.11 or later: name one with 'make PYTHON=python3.11 ...'"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python's venv module is missing: on Debian, 'apt install python3-venv'"; exit 1; }

$(VENV)/core.stamp: requirements/core.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing Truceline into $(VENV): about 150 MB to fetch, a minute or two the first time."
	@$(PIP) install --quiet --quiet --require-hashes -r requirements/core.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing Truceline and what its tests need into $(VENV): a minute or two the first time."
	@$(PIP) install --quiet --quiet --require-hashes -r requirements/dev.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

build/lock/bin/uv:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv==$(UV_VERSION)
