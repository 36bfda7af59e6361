#!/bin/sh
# The Redis through which the steps of a team go to its workers: Debian's program, for a plain process on 127.0.0.1.
#   redis.sh find      prints the program; where there is none, says how to get it
#   redis.sh install   the same, and installs Debian's package where there is none
# No Redis is no error of the tests: those of a team are then skipped.
set -eu

say() { echo "$*" >&2; }

found() { command -v "${CCG_REDIS:-redis-server}"; }

install() {
    if [ -n "${CCG_REDIS:-}" ]; then
        say "CCG_REDIS names $CCG_REDIS, which is no program. The tests of a team are skipped."
        return
    fi
    as_root=none
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    fi
    if ! command -v apt-get >/dev/null || [ "$as_root" = none ]; then
        say "There is no Redis, and it cannot be installed from here: the tests of a team are skipped."
        say "Install it (Debian: apt-get install redis-server), or name the program in CCG_REDIS."
        return
    fi
    say "Installing Redis for the workers of a team (a minute or so)"
    # With this run level the package starts no server of its own, which nobody has asked for.
    apt="$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq"
    $apt update >&2 && $apt install --yes --no-install-recommends redis-server >/dev/null ||
        say "Redis could not be installed: the tests of a team are skipped."
}

case "${1:-}" in
find)
    found || { say "There is no Redis: scripts/redis.sh install, or name the program in CCG_REDIS."; exit 1; }
    ;;
install) found || { install; found || true; } ;;
*) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
