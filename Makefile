# Every target sets up .venv by itself, and again when requirements.lock or pyproject.toml changed.
# Another Python:  make PYTHON=python3.12 test      One test file:  make test ARGS=tests/test_docs.py

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
READY := .venv/.ready
# a file's tests stay together, for what they share is made once; four at a time on two cores, for half of their time is waiting
PYTEST := $(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder
# --no-compile: byte code is written when a module is first used, which saves a third of the time; so it must be written:
# without it each of the hundreds of processes that the tests start takes 2 s of CPU more
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-compile --no-deps

.DEFAULT_GOAL := help
.PHONY: help demo test check audit bench fuzz hostile crawl serve lock sbom docs picture screenshots torture
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: $(READY) ## a small newsstand on this machine, collected and shown: two minutes, no internet
	@$(BIN)/koplamp demo $(ARGS)

test: $(READY) ## all tests, four files at a time
	@$(PYTEST) $(ARGS)

check: $(READY) ## format, lint, types, all tests: what must pass before a commit
	@echo "check: format, lint, types, tests"
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(PYTEST) $(ARGS)

torture: $(READY) ## a thousand runs killed and a hundred signalled at random moments; resumed where it stopped
	@$(BIN)/python -m tests.torture $(ARGS)

bench: $(READY) .venv-peers/.ready .venv-reader/.ready .venv-feed-to-sqlite/.ready .venv-news-please/.ready ## what feeds, pages and meaning cost and how right they are, beside peers in the same minutes
	@for bench in bench_parse bench_extract extraction; do $(BIN)/python -m "benchmarks.$$bench" $(ARGS) || exit 1; done
	@$(BIN)/python -m benchmarks.meaning
	@$(BIN)/python -m benchmarks.crawls
	@$(BIN)/python -m benchmarks.full_texts

.venv-%/.ready: benchmarks/requirements-%.txt
	@echo "set-up: .venv-$*, what we compare with (once; less than a minute)"
	@$(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/python -m pip install -qq --disable-pip-version-check --no-input --requirement $<
	@touch $@

fuzz: $(READY) ## 100,000 mutated feeds and pages through the workers; goes on where it was ended (an hour or two)
	@$(BIN)/python -m tests.fuzz $(ARGS)

hostile: $(READY) ## one crawl over every hostile endpoint of tests/hostile, with the limits as shipped: minutes
	@HOSTILE=whole $(BIN)/pytest tests/hostile $(ARGS)

audit: .venv-audit/.ready ## the lock against the known advisories (asks PyPI's advisory service)
	@.venv-audit/bin/python .ci/audit.py .venv-audit/bin/pip-audit requirements.lock .ci/allowed-advisories.txt

sbom: .venv-audit/.ready ## build/sbom.cdx.json: every package of the lock with its hashes (CycloneDX)
	@mkdir -p build
	@.venv-audit/bin/python -W ignore::UserWarning -m cyclonedx_py requirements requirements.lock --pyproject pyproject.toml \
	    --short-PURLs --output-reproducible --of JSON -o build/sbom.cdx.json
	@echo "sbom: build/sbom.cdx.json"

.venv-audit/.ready: .ci/requirements-audit.txt
	@echo "set-up: .venv-audit, pip-audit and cyclonedx (once; some seconds)"
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install -qq --disable-pip-version-check --no-input --requirement .ci/requirements-audit.txt
	@touch .venv-audit/.ready

crawl: $(READY) ## one crawl of the desk in this directory
	@$(BIN)/koplamp crawl $(ARGS)

serve: $(READY) ## the desk of this directory as a web page
	@$(BIN)/koplamp serve $(ARGS)

picture: $(READY) ## the pictures in README anew: what the demo prints and its site shows (needs Chromium)
	@$(BIN)/python -m docs.picture

screenshots: $(READY) ## build/screenshots: each page of the demo's site, both widths, light and dark (needs Chromium)
	@$(BIN)/python -m docs.screenshots
	@echo "screenshots: build/screenshots"

docs: $(READY) ## every command and link in the papers, tried
	@$(BIN)/pytest tests/test_docs.py $(ARGS)

# The lock names versions and hashes and no address, so that it holds behind any mirror.
lock: ## requirements.lock anew from pyproject.toml (needs uv)
	@uv=$$(command -v uv || ls $(BIN)/uv 2>/dev/null) || { echo "make lock needs uv: pip install uv"; exit 1; }; \
	echo "lock: the newest versions that pyproject.toml allows"; \
	"$$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --extra site --extra fast --extra cluster --extra dev --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Koplamp needs Python 3.11 or newer, and '$(PYTHON)' is not: try  make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@if command -v uv >/dev/null; then \
	    echo "set-up: .venv with uv, from requirements.lock (once; some seconds)"; \
	    uv venv --quiet --allow-existing --no-project --python "$$(command -v $(PYTHON))" .venv && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --requirement requirements.lock && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
	    echo "set-up: .venv with pip, from requirements.lock (once; about a minute, less with uv)"; \
	    $(PYTHON) -m venv .venv && \
	    $(PIP) --require-hashes --requirement requirements.lock && \
	    $(PIP) --no-build-isolation --editable .; \
	fi
	@touch $(READY)
