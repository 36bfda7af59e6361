#!/bin/sh
# The Redis through which the steps of a team go to its workers: Debian's program, for a plain process on 127.0.0.1.
#   redis.sh find      prints the program; where there is none, says how to get it
#   redis.sh install   the same, and installs Debian's package where there is none
# No Redis is no error of the tests: those of a team are then skipped.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
. "$here/debian.sh"

found() { command -v "${CCG_REDIS:-redis-server}"; }

case "${1:-}" in
find)
    found || { say "There is no Redis: scripts/redis.sh install, or name the program in CCG_REDIS."; exit 1; }
    ;;
install)
    found || { install_package Redis redis-server "a team" CCG_REDIS "is no program" "the program"; found || true; }
    ;;
*) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
