"""What lies in the folder of a release, by name."""

from __future__ import annotations

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
