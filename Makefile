# The project's commands; `make help` lists them. Everything is installed into .venv from hashed locks.

PYTHON ?= python3
BIN := .venv/bin
MUTANTS ?= *
FUZZ ?= --seconds 900
PIP := -m pip install --quiet --disable-pip-version-check --no-deps

# What Python compiles is kept: the tests start hundreds of commands, each of which would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help refresh lake test types tests test-all test-next coverage fuzz mutants truth tiles site open screenshots team team-stop team-faults sql dev dictionary bench lock audit sbom licences faults soak format clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

refresh: .venv/.runtime ## read the documents and publish the warehouse
	@$(BIN)/ccg-ratings refresh

lake: .venv/.lake ## install what a lake needs into .venv

test: .venv/.dev .venv/.chromium .venv/.postgresql .venv-sql/.ready ## style, types, architecture and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# Types take half a minute of one processor, which the tests leave now and then.
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=none types tests

types: .venv/.dev
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

tests: .venv/.dev
	$(BIN)/pytest

test-all: .venv/.dev .venv/.chromium .venv/.postgresql .venv-sql/.ready .venv-s3/.ready .venv/.redis .venv-web/.ready ## all tests, the long ones and many more generated examples too
	$(BIN)/pytest -m "" --hypothesis-profile=nightly

test-next: .venv-next/.dev .venv/.chromium ## all tests on the next DuckDB
	.venv-next/bin/pytest

coverage: .venv/.dev .venv/.chromium .venv/.postgresql .venv-sql/.ready ## all tests, counting lines and branches; fails under the floor
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

fuzz: .venv/.dev ## made-up inputs for every reader, a quarter of an hour each, going on where the last run ended
	$(BIN)/python tests/fuzz_readers.py $(FUZZ)

mutants: .venv/.dev ## changes to what reads cells and claims that no test notices; MUTANTS='pipeline.parse.text.tables.cells*' for some
	$(BIN)/mutmut run '$(MUTANTS)'
	$(BIN)/mutmut results

truth: .venv-truth/.ready ## work the reference answers of the statistics out anew
	.venv-truth/bin/python scripts/truth/work_out.py

tiles: .venv-truth/.ready ## work the tile grids of maps out anew; BOUNDARIES=folder holds ONS's outlines of CCGs
	.venv-truth/bin/python scripts/tiles/lay_out.py $(BOUNDARIES)

site: .venv/.runtime ## build the pages of the published warehouse anew
	@$(BIN)/ccg-ratings site

open: .venv/.runtime ## open the published site in the browser
	@$(BIN)/python scripts/open_site.py

screenshots: .venv/.dev .venv/.chromium ## make the pictures in docs/users from the published site
	@$(BIN)/python scripts/screenshots.py

team: .venv/.team .venv/.postgresql .venv/.redis .venv-s3/.ready .venv-web/.ready ## a coordinator, two workers and their servers on this machine, until ctrl-C or make team-stop
	@$(BIN)/python scripts/start_team.py

team-stop: .venv/.team ## end what make team has started
	@$(BIN)/python scripts/start_team.py stop

team-faults: .venv/.dev .venv/.postgresql .venv/.redis .venv-s3/.ready .venv-web/.ready ## kill workers and servers of a team in the midst of refreshes, for an hour
	@$(BIN)/python benchmarks/team_faults.py

sql: .venv/.runtime .venv-sql/.ready ## ask the published warehouse in DuckDB's own command line
	@$(BIN)/python scripts/open_sql.py

dev: .venv/.runtime ## Dagster's pages on http://127.0.0.1:3000, schedules running
	@$(BIN)/python -m pipeline.app.dagster.dev

dictionary: .venv/.dev ## write docs/users/data_dictionary.md anew
	@$(BIN)/python scripts/write_dictionary.py > docs/users/data_dictionary.md

bench: .venv/.dev .venv-truth/.ready ## print the ratios of benchmarks/; fails where one is over its bound
	@failed=0; for script in benchmarks/bench_*.py; do $(BIN)/python $$script || failed=1; done; exit $$failed

audit: .venv/.runtime .venv-audit/.ready ## ask whether a vulnerability is known of what the locks hold, and of what nobody knows
	@$(BIN)/python scripts/audit.py

sbom: .venv/.dev ## write the SBOM of the locks, sbom.cdx.json
	@$(BIN)/python scripts/write_sbom.py > sbom.cdx.json

licences: .venv/.dev ## write docs/developers/licences.md anew
	@$(BIN)/python scripts/write_sbom.py --licences > docs/developers/licences.md

faults: .venv/.dev ## interrupt publishing, going back, keeping, fetching and a refresh at their writes, and see that nothing is lost
	@$(BIN)/python benchmarks/faults.py
	@$(BIN)/python benchmarks/faults.py refresh --minutes 30

soak: .venv/.dev ## ten readers through a hundred refreshes, with going back and fetching among them
	@$(BIN)/python benchmarks/soak.py

lock: ## work the hashed locks out anew from pyproject.toml; UPGRADE=1 takes what is new
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python $(PIP) uv
	PATH="$(CURDIR)/.venv-lock/bin:$$PATH" sh scripts/lock.sh

format: .venv/.dev ## put the code into the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## take away what the set-up and runs made, but not the warehouse
	rm -rf build .venv .venv-next .venv-truth .venv-sql .venv-s3 .venv-web .venv-audit .venv-lock .dagster .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* mutants

.venv/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12") if sys.version_info < (3, 11) else 0'
	@echo "Installing what a refresh needs into .venv (a minute or so)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python $(PIP) --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing what the tests need into .venv"
	@$(BIN)/python $(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Programs of the system, which are installed where that can be done; without one the tests that need it are skipped.
.venv/.chromium .venv/.postgresql .venv/.redis: .venv/.%: scripts/%.sh scripts/debian.sh
	@echo "Looking for $*, a program of the system, which is installed if it is not there"
	@mkdir -p $(@D)
	@sh $< install | tee $@
	@test -s $@ || rm -f $@

.venv/.lake .venv/.team: .venv/.%: requirements-%.lock .venv/.runtime
	@echo "Installing what a $* needs into .venv"
	@$(BIN)/python $(PIP) --require-hashes -r $<
	@touch $@

.venv-next/.dev: requirements-next.lock pyproject.toml
	@echo "Installing the next DuckDB into .venv-next"
	@test -x .venv-next/bin/python || $(PYTHON) -m venv .venv-next
	@.venv-next/bin/python $(PIP) --require-hashes -r requirements-next.lock
	@.venv-next/bin/python $(PIP) --no-build-isolation --editable .
	@touch $@

.venv-truth/.ready: scripts/truth/requirements.lock
	@echo "Installing the field's reference packages into .venv-truth"
	@test -x .venv-truth/bin/python || $(PYTHON) -m venv .venv-truth
	@.venv-truth/bin/python $(PIP) --require-hashes -r scripts/truth/requirements.lock
	@touch $@

.venv-audit/.ready: scripts/audit/requirements.lock
	@echo "Installing pip-audit into .venv-audit"
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python $(PIP) --require-hashes -r scripts/audit/requirements.lock
	@touch $@

.venv-sql/.ready: scripts/sql/requirements.lock
	@echo "Installing DuckDB's command line into .venv-sql"
	@test -x .venv-sql/bin/python || $(PYTHON) -m venv .venv-sql
	@.venv-sql/bin/python $(PIP) --require-hashes -r scripts/sql/requirements.lock
	@touch $@

.venv-web/.ready: scripts/web/requirements.lock
	@echo "Installing a server of web pages into .venv-web"
	@test -x .venv-web/bin/python || $(PYTHON) -m venv .venv-web
	@.venv-web/bin/python $(PIP) --require-hashes -r scripts/web/requirements.lock
	@touch $@

.venv-s3/.ready: scripts/s3/requirements.lock
	@echo "Installing a server of S3 into .venv-s3"
	@test -x .venv-s3/bin/python || $(PYTHON) -m venv .venv-s3
	@.venv-s3/bin/python $(PIP) --require-hashes -r scripts/s3/requirements.lock
	@touch $@
