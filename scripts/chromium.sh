#!/bin/sh
# Sees to the Chromium that the tests of the site need, and prints its path.
#   chromium.sh          where there is none, installs Debian's package, or says how to get one
#   chromium.sh --find   only looks
# No Chromium is no error here: the tests of the site are then skipped, and in continuous integration they fail.
set -eu

found() {
    if [ -n "${CCG_CHROMIUM:-}" ]; then
        command -v "$CCG_CHROMIUM"
        return
    fi
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

say() { echo "$*" >&2; }

if found || [ "${1:-}" = --find ]; then
    exit 0
fi

as_root=none
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
fi

if [ -n "${CCG_CHROMIUM:-}" ]; then
    say "CCG_CHROMIUM names $CCG_CHROMIUM, which is no program. The tests of the site are skipped."
elif ! command -v apt-get >/dev/null || [ "$as_root" = none ]; then
    say "There is no Chromium, and it cannot be installed from here: the tests of the site are skipped."
    say "Install it (Debian: apt-get install chromium), or name a Chromium or Chrome in CCG_CHROMIUM."
else
    say "Installing Chromium for the tests of the site (a minute or so)"
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    if $apt update >&2 && $apt install --yes --no-install-recommends chromium >/dev/null && found; then
        exit 0
    fi
    say "Chromium could not be installed: the tests of the site are skipped."
fi
