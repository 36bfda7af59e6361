#!/bin/sh
# Sees to the Chromium that the tests of the site need, and prints its path.
#   chromium.sh install  where there is none, installs Debian's package, or says how to get one
#   chromium.sh --find   only looks
# No Chromium is no error here: the tests of the site are then skipped, and in continuous integration they fail.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
. "$here/debian.sh"

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

if found || [ "${1:-}" = --find ]; then
    exit 0
fi

install_package Chromium chromium "the site" CCG_CHROMIUM "is no program" "a Chromium or Chrome"
found || true
