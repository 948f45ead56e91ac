#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
cd "$(dirname "$0")/.."
export GEF_DEBUG=1
BIN=.venv/bin
$BIN/ruff format --check .
$BIN/ruff check .
$BIN/mypy
$BIN/lint-imports
$BIN/djlint --quiet --lint src/gef/web/templates
mkdir -p var
$BIN/python manage.py makemigrations --check --dry-run
GEF_DEBUG=0 GEF_CLE_SECRETE=$($BIN/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
  $BIN/python -c 'import os; os.environ["GEF_DEBUG"] = "0"; os.environ["DJANGO_SETTINGS_MODULE"] = "gef.config.settings"; import django; django.setup(); from django.core.management import call_command; call_command("check", deploy=True, fail_level="WARNING")'
if grep -nE '://' constraints.txt requirements-dev.lock; then
  echo "Un verrou nomme une adresse : refaites-le avec make lock." >&2
  exit 1
fi
$BIN/uv pip install -q --dry-run --no-deps --require-hashes -r requirements-dev.lock
