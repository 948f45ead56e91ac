#!/usr/bin/env bash
# Tests on SQLite, then on PostgreSQL, then in Chromium. A missing part is skipped with one line here, and fails in CI.
set -euo pipefail
cd "$(dirname "$0")/.."
# A file stays with one worker: what it loads for all its tests (the demonstration) is loaded once.
PYTEST=(.venv/bin/python -m pytest -q --dist loadfile)

missing() {
  if [ "${CI:-}" = "true" ]; then echo "Manque en CI : $1" >&2; exit 1; fi
  echo "Sauté : $1"
}

marks="not e2e and not postgres"
parcours="e2e"
[ "${CI:-}" = "true" ] || { marks="$marks and not slow"; parcours="e2e and not slow"; }
"${PYTEST[@]}" -n 2 -m "$marks" "$@"

if server=$(scripts/postgres.sh start); then
  trap 'scripts/postgres.sh stop "$server"' EXIT
  DATABASE_URL="postgres://gef@127.0.0.1:${server%%:*}/postgres" "${PYTEST[@]}" -n 2 tests/db tests/access tests/actions tests/demo -m "not e2e"
else
  missing "PostgreSQL 15 (paquet postgresql) : tests de la base PostgreSQL"
fi

if command -v chromium >/dev/null; then
  "${PYTEST[@]}" -n 2 --dist load -m "$parcours" tests/e2e  # the walks of the pages are one file, for both cores
else
  missing "Chromium (paquet chromium) : parcours dans le navigateur"
fi
