# Commands of the project: `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
# The certificates of the machine: a firm’s proxy has its own.
export UV_SYSTEM_CERTS ?= 1

.DEFAULT_GOAL := help

.PHONY: help
help: ## Dit ce que fait chaque commande
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: demo
demo: .venv/.demo ## Installe, charge le territoire de démonstration et sert http://127.0.0.1:8000
	$(BIN)/gef demo

.PHONY: test
test: .venv/.dev ## Installe et passe les tests (rapides sur un poste, tous avec CI=true)
	scripts/tests.sh

.PHONY: check
check: .venv/.dev ## Style, types, frontières entre modules, gabarits, migrations, verrous
	scripts/check.sh

.PHONY: bench
bench: .venv/.dev ## Mesure vitesse, mémoire et qualité de l’orientation, et le dit
	$(BIN)/python -m tests.perf

.PHONY: format
format: .venv/.dev ## Met le code en forme
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

.PHONY: lock
lock: ## Refait les deux verrous après un changement de pyproject.toml
	test -x $(UV) || { $(PYTHON) -m venv .venv && $(BIN)/pip install -q uv; }
	$(UV) pip compile -q --upgrade pyproject.toml --extra postgres --universal --python-version 3.11 --no-header --no-annotate -o constraints.txt
	$(UV) pip compile -q --upgrade pyproject.toml --extra postgres --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-dev.lock

.PHONY: captures
captures: .venv/.dev ## Photographie chaque page de la démonstration dans captures/
	$(BIN)/python -m tests.e2e.captures

.PHONY: clean
clean: ## Retire l’environnement, la démonstration et les fichiers produits
	rm -rf .venv var captures .mypy_cache .ruff_cache .hypothesis .pytest_cache

.venv/.demo: constraints.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -e .venv/.dev || $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(UV) || $(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(UV) pip sync -q --require-hashes requirements-dev.lock
	$(UV) pip install -q --no-deps -e .
	@touch $@
