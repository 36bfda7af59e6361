#!/bin/sh
# The PostgreSQL in which the catalogue of a lake is tried and tested: a plain process on 127.0.0.1, never run as root.
#   postgresql.sh find                           prints the folder of its programs; where there is none, says how to get it
#   postgresql.sh install                        the same, and installs Debian's package where there is none
#   postgresql.sh start FOLDER PORT [OPTION …]   makes a database in FOLDER unless it is there, starts it, and prints how to
#                                                connect; each OPTION is a setting such as fsync=off
#   postgresql.sh stop FOLDER                    ends it, when what it is at is done
# As root it runs as the user postgres, who must be able to reach FOLDER. No PostgreSQL is no error of the tests: those of
# the lake are then skipped.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
. "$here/debian.sh"

programs() {
    if [ -n "${CCG_POSTGRESQL:-}" ]; then
        echo "$CCG_POSTGRESQL"
    elif ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    fi
}

found() {
    bin=$(programs)
    [ -n "$bin" ] && [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ]
}

install() {
    # The package would make a database of its own, for which nobody has asked.
    if [ -z "${CCG_POSTGRESQL:-}" ] && may_install && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    install_package PostgreSQL postgresql "the lake" CCG_POSTGRESQL "holds no PostgreSQL" "the folder of its programs"
}

# Runs a program of PostgreSQL as somebody else than root, who would be refused.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

start() {
    folder=$1 port=$2
    shift 2
    if [ ! -e "$folder/PG_VERSION" ]; then
        mkdir -p "$folder"
        password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        (umask 077 && echo "$password" >"$folder.password")
        [ "$(id -u)" != 0 ] || chown postgres: "$folder" "$folder.password"
        unprivileged "$bin/initdb" --pgdata="$folder" --username=ccg --pwfile="$folder.password" \
            --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >/dev/null
    fi
    options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    for option in "$@"; do options="$options -c $option"; done
    unprivileged "$bin/pg_ctl" start --pgdata="$folder" --log="$folder/log" --options="$options" --wait --silent >&2
    echo "host=127.0.0.1 port=$port dbname=postgres user=ccg password=$(cat "$folder.password")"
}

case "${1:-}" in
find)
    found && echo "$bin" ||
        { say "There is no PostgreSQL: scripts/postgresql.sh install, or name the folder of its programs in CCG_POSTGRESQL."; exit 1; }
    ;;
install) found || install; found && echo "$bin" ;;
start) found || { say "There is no PostgreSQL."; exit 1; }; shift; start "$@" ;;
stop) found || exit 1; unprivileged "$bin/pg_ctl" stop --pgdata="$2" --mode=fast --wait --silent >&2 ;;
*) sed -n '2,9s/^# //p' "$0" >&2; exit 2 ;;
esac
