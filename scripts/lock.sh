#!/bin/sh
# Works the locks out anew: of pyproject.toml, the reference answers, the audit, S3 and DuckDB's command line; needs uv.
# No lock names the address of a package registry. What is locked stays at its version unless UPGRADE is set.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile "$@" --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --custom-compile-command "make lock" ${UPGRADE:+--upgrade} --quiet >/dev/null
}
# DuckDB 1.5 is the line that is supported longest; the tests run on 2.0 as well.
pin=$(mktemp)
trap 'rm -f "$pin"' EXIT
duckdb=1.5.5
echo "duckdb==$duckdb" >"$pin"
compile pyproject.toml --constraint "$pin" --output-file requirements.lock
compile pyproject.toml --extra lake --constraint requirements.lock --output-file requirements-lake.lock
compile pyproject.toml --extra team --constraint requirements.lock --output-file requirements-team.lock
compile pyproject.toml --extra dev --extra lake --extra team --constraint requirements.lock --output-file requirements-dev.lock
echo "duckdb==2.0.1" >"$pin"
grep -v -E '^duckdb(-extension-.*)?==' requirements-dev.lock | grep -E '^[A-Za-z0-9_.-]+==' | sed 's/ *\\$//' >>"$pin"
compile pyproject.toml --extra dev --constraint "$pin" --output-file requirements-next.lock
compile scripts/truth/requirements.in --output-file scripts/truth/requirements.lock
compile scripts/audit/requirements.in --output-file scripts/audit/requirements.lock
compile scripts/s3/requirements.in --output-file scripts/s3/requirements.lock
compile scripts/web/requirements.in --output-file scripts/web/requirements.lock
echo "duckdb-cli==$duckdb" >"$pin"
compile scripts/sql/requirements.in --constraint "$pin" --output-file scripts/sql/requirements.lock
