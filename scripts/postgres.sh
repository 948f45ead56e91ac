#!/usr/bin/env bash
# A throw-away PostgreSQL server for the tests: `start` prints PORT:FOLDER, `stop PORT:FOLDER` ends it.
set -euo pipefail
BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$BIN" ] && [ -x "$BIN/initdb" ] || exit 1

as_postgres() {  # initdb refuses root
  if [ "$(id -u)" = 0 ]; then su postgres -c "$1"; else bash -c "$1"; fi
}

case "$1" in
  start)
    folder=$(mktemp -d)
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    chmod 711 "$folder"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_postgres "$BIN/initdb -D $folder/data -A trust -U gef -E UTF8 --locale=C.UTF-8" >/dev/null
    as_postgres "$BIN/pg_ctl -D $folder/data -w -l $folder/log -o '-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off' start" >/dev/null
    echo "$port:$folder"
    ;;
  stop)
    folder=${2#*:}
    as_postgres "$BIN/pg_ctl -D $folder/data -m immediate stop" >/dev/null
    rm -rf "$folder"
    ;;
esac
