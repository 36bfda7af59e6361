# Installs a package of Debian where that can be done from here, and says so where it cannot; for other scripts to read.

say() { echo "$*" >&2; }

# What root may do is done by this script as root, or by way of sudo where that asks for no password.
is_root() { [ "$(id -u)" = 0 ]; }
may_install() {
    command -v apt-get >/dev/null && { is_root || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }
}
as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }

# install_package NAME PACKAGE TESTS SETTING WRONG WHAT: without it the TESTS are skipped. SETTING may name WHAT is there
# already; where it does and none was found, it is WRONG.
install_package() {
    name=$1 package=$2 tests=$3 setting=$4 wrong=$5 what=$6
    eval "given=\${$setting:-}"
    if [ -n "$given" ]; then
        say "$setting names $given, which $wrong. The tests of $tests are skipped."
    elif ! may_install; then
        say "There is no $name, and it cannot be installed from here: the tests of $tests are skipped."
        say "Install it (Debian: apt-get install $package), or name $what in $setting."
    else
        say "Installing $name for the tests of $tests (a minute or so)"
        # With this run level a package starts no server of its own, which nobody has asked for.
        apt="env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq"
        as_root $apt update >&2 && as_root $apt install --yes --no-install-recommends "$package" >/dev/null ||
            say "$name could not be installed: the tests of $tests are skipped."
    fi
}
