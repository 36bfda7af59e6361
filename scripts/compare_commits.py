"""Compares what two commits publish from the same raw/: the digest of every table in meta.table, table by table.

    .venv/bin/python scripts/compare_commits.py 2cee617 HEAD
    .venv/bin/python scripts/compare_commits.py 2cee617 HEAD --raw raw --raw /path/to/another/raw

Each commit is checked out beside the other in a temporary folder and refreshes a copy of each raw folder into a
warehouse of its own, with the packages of this environment. Ends with 1 where a table differs or is on one side only.
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


def published(commit: str, raw: Path, as_at: str, folder: Path) -> dict[str, tuple[int, str]]:
    """Rows and digest of each table that `commit` publishes from `raw`, by the table's name."""
    checkout, warehouse, copy = folder / "checkout", folder / "warehouse", folder / "raw"
    if not checkout.exists():
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(PROJECT_DIR), str(checkout)], check=True)
        subprocess.run(["git", "-C", str(checkout), "checkout", "--quiet", commit], check=True)
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
    with duckdb.connect(str(warehouse / "current" / "ccg_ratings.duckdb"), read_only=True) as con:
        rows = con.execute('SELECT schema_name, table_name, "rows", digest FROM meta."table"').fetchall()
    return {f"{schema}.{table}": (count, digest) for schema, table, count, digest in rows}


def _entry_point(checkout: Path) -> str:
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["scripts"]["ccg-ratings"])


def main() -> int:
    """Prints a line for each table that differs, and how many are equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--raw", action="append", type=Path, help="a raw folder; the project's own when left out")
    parser.add_argument("--as-at", default="2026-11-01", help="the day of both releases")
    given = parser.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory() as temporary:
        for raw in given.raw or [PROJECT_DIR / "raw"]:
            print(f"{raw}: refreshing both commits", flush=True)
            before, after = (
                published(commit, raw, given.as_at, Path(temporary) / side)
                for side, commit in (("before", given.before), ("after", given.after))
            )
            unlike = [table for table in sorted(before.keys() | after.keys()) if before.get(table) != after.get(table)]
            for table in unlike:
                print(f"  {table}: {before.get(table, 'not there')} before, {after.get(table, 'not there')} after")
            print(
                f"  {len(before.keys() & after.keys()) - len(set(unlike) & before.keys() & after.keys())} tables equal"
            )
            differences += len(unlike)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
