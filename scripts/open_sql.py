"""Opens DuckDB's own command line on the file of the current release, to read it and nothing else.

Here: which file, and what is said where there is none. Not here: one question to the warehouse
(`pipeline.app.cli.sql`).
"""

from __future__ import annotations

import os
import sys

from pipeline.base.problems import Problem
from pipeline.base.settings import PROJECT_DIR, read_settings
from pipeline.publish.warehouse import CLOSED, Warehouse

DUCKDB = PROJECT_DIR / ".venv-sql" / "bin" / "duckdb"
# The safe mode locks the configuration, and keeps .shell, .read, .output and the like from files. As no file can be
# reached any more when it begins, DuckDB says of one of its settings that it could not be set: it is set before.
ARGUMENTS = ("-readonly", "-cmd", " ".join(CLOSED.split()), "-cmd", ".safe_mode")


def main() -> str | None:
    """What is wrong, if anything is; else this process becomes the command line."""
    folder = read_settings().warehouse_dir
    release = Warehouse(folder).current_or_problem()
    if isinstance(release, Problem):
        return str(release)
    if release is None:
        return f"there is no published warehouse in {folder}: run make refresh"
    arguments = [*ARGUMENTS]
    if sys.stdin.isatty():
        arguments += ["-cmd", ".print The line above says that no file can be reached from here, as is meant."]
        print(f"Release {release.release_id}, as at {release.as_at}; it cannot be changed from here.")
        print("FROM meta.table;  FROM find_organisation('leeds');  .help for the commands, .exit to end", flush=True)
    os.execv(DUCKDB, [str(DUCKDB), *arguments, str(release.file)])


if __name__ == "__main__":
    sys.exit(main())
