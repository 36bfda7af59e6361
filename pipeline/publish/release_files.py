"""What lies in the folder of a release, by name."""

from __future__ import annotations

from pathlib import Path

from pipeline.base.os_errors import opened

DATABASE = "ccg_ratings"
FILE_NAME = f"{DATABASE}.duckdb"
NOTE_NAME = "release-note.md"
# The folder of the pages.
SITE = "site"
# A table with more rows has no CSV: whoever wants it as one asks for it, ccg-ratings sql --format csv "FROM …".
# All CSV files of 290,000 values took 270 MB beside 8 MB of Parquet, and a fifth of the time of a refresh.
MOST_CSV_ROWS = 50_000


def has_csv(rows: int) -> bool:
    """Whether a table of so many rows has a CSV file."""
    return rows <= MOST_CSV_ROWS


def is_database(file: Path) -> bool:
    """Whether a file begins as DuckDB's do: for one of SQLite, DuckDB would fetch an extension from the network.

    Of one that cannot be read, whoever opens it is told why.
    """
    try:
        with opened(file) as beginning:
            return beginning.read(12)[8:] == b"DUCK"
    except OSError:
        return True
