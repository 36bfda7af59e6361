"""Compares what two commits publish from the same raw/, table by table.

    .venv/bin/python scripts/compare_commits.py 2cee617 HEAD
    .venv/bin/python scripts/compare_commits.py 2cee617 HEAD --raw raw --raw /path/to/another/raw

Each commit is checked out beside the other in a temporary folder and refreshes a copy of each raw folder, by default
that of the earlier commit, into a warehouse of its own, with the packages of this environment. Where the digests in
meta.table differ, the rows are compared once scripts/renamed.toml is applied to those of before. Ends with 1 where
rows differ after that, or a table is on one side only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import duckdb

PROJECT_DIR = Path(__file__).resolve().parents[1]
RENAMED = PROJECT_DIR / "scripts" / "renamed.toml"
Digests = dict[str, tuple[int, str]]


def check_out(commit: str, folder: Path) -> None:
    """Puts the files of `commit` into `folder`/checkout."""
    checkout = str(folder / "checkout")
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(PROJECT_DIR), checkout], check=True)
    subprocess.run(["git", "-C", checkout, "checkout", "--quiet", commit], check=True)


def published(raw: Path, as_at: str, folder: Path) -> Digests:
    """Rows and digest of each table that the commit checked out in `folder` publishes from `raw`, by its name."""
    checkout, warehouse, copy = folder / "checkout", folder / "warehouse", folder / "raw"
    for earlier in (warehouse, copy):
        shutil.rmtree(earlier, ignore_errors=True)
    shutil.copytree(raw, copy)
    module, _, function = _entry_point(checkout).partition(":")
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "CCG_RAW_DIR": str(copy),
        "CCG_WAREHOUSE_DIR": str(warehouse),
        "DAGSTER_HOME": str(folder / "dagster"),
        "CCG_SITE": "no",
    }
    program = f"import sys; sys.argv[0] = 'ccg-ratings'; from {module} import {function}; sys.exit({function}())"
    command = [sys.executable, "-c", program, "refresh", "--as-at", as_at]
    subprocess.run(command, cwd=checkout, env=environment, check=True, stdout=subprocess.DEVNULL)
    with duckdb.connect(str(database(folder)), read_only=True) as con:
        rows = con.execute('SELECT schema_name, table_name, "rows", digest FROM meta."table"').fetchall()
    return {f"{schema}.{table}": (count, digest) for schema, table, count, digest in rows}


def database(folder: Path) -> Path:
    """The database that `published` leaves in `folder`."""
    return folder / "warehouse" / "current" / "ccg_ratings.duckdb"


def differing_rows(table: str, before: Path, after: Path) -> int:
    """How many rows of `table` are in one of the two databases only, once what was renamed since is applied."""
    renamed = tomllib.loads(RENAMED.read_text(encoding="utf-8"))
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{before}' AS before (READ_ONLY); ATTACH '{after}' AS after (READ_ONLY)")
        columns = con.execute(f"DESCRIBE before.{table}").fetchall()
        # of a later commit, the one before may have them already
        added = [name for name in renamed["added"].get(table, []) if name not in {name for name, *_ in columns}]
        selected = []
        for name, kind, *_ in columns:
            column = f'"{name}"'
            if kind == "VARCHAR":
                for old, new in renamed["texts"].items():
                    column = f"replace({column}, '{old}', '{new}')"
            selected.append(f'{column} AS "{name}"')
        rows = f"SELECT {', '.join(selected)} FROM before.{table}"
        exclude = f" EXCLUDE ({', '.join(added)})" if added else ""
        others = f"SELECT *{exclude} FROM after.{table}"
        query = f"SELECT count(*) FROM (({rows} EXCEPT ALL {others}) UNION ALL ({others} EXCEPT ALL {rows}))"
        return int(con.execute(query).fetchall()[0][0])


def _entry_point(checkout: Path) -> str:
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["scripts"]["ccg-ratings"])


def main() -> int:
    """Prints a line for each table that differs, and how many are equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--raw", action="append", type=Path, help="a raw folder; that of BEFORE when left out")
    parser.add_argument("--as-at", default="2026-11-01", help="the day of both releases")
    given = parser.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory() as temporary:
        sides = Path(temporary) / "before", Path(temporary) / "after"
        for commit, folder in zip((given.before, given.after), sides, strict=True):
            check_out(commit, folder)
        for raw in given.raw or [sides[0] / "checkout" / "raw"]:
            print(f"{raw}: refreshing both commits", flush=True)
            before, after = (published(raw, given.as_at, folder) for folder in sides)
            equal = 0
            for table in sorted(before.keys() | after.keys()):
                if before.get(table) == after.get(table):
                    equal += 1
                elif table not in before or table not in after:
                    print(f"  {table}: {before.get(table, 'not there')} before, {after.get(table, 'not there')} after")
                    differences += 1
                elif rows := differing_rows(table, *(database(folder) for folder in sides)):
                    print(f"  {table}: {before[table]} before, {after[table]} after, {rows} rows differ")
                    differences += 1
                else:
                    print(f"  {table}: equal once what was renamed or added is applied")
            print(f"  {equal} tables equal")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
