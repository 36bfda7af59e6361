"""Carries the figures of a publisher's file into raw/figures: values, codes, names and periods, each at its place.

    .venv/bin/python scripts/carry_figures.py mh_dashboard dashboard.xlsm --published 2023-02-22 --url https://…

What is carried is what the layout of the source in raw/sources.yml reads: of a workbook the sheets of known measures,
of a table the columns that the layout names and the rows that it wants. Sentences of the publisher stay behind: notes,
descriptions, and whatever else stands around the figures. What is there of the same day is written anew.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.base.settings import read_settings
from pipeline.fetch.carried_figures import FOLDER_NAME, RECORD_NAME
from pipeline.parse.carrying import Table, tables_to_carry
from pipeline.parse.grids import write_grid
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import Source, read_sources


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the folder and says what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source_id")
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", required=True, help="where the file is published")
    parser.add_argument("--published", required=True, type=date.fromisoformat, help="a day on which it was surely out")
    parser.add_argument("--note", help="how that day is known")
    given = parser.parse_args(arguments)
    raw_dir = read_settings().raw_dir
    sources, problems = read_sources(raw_dir)
    if problems or given.source_id not in sources.by_id:
        parser.error("; ".join(map(str, problems)) or f"raw/sources.yml has no source {given.source_id}")
    source = sources.by_id[given.source_id]
    measures = read_reference(raw_dir / "reference").measures_of(source.source_id)
    tables = tables_to_carry(given.file, source.layout, measures)
    folder = raw_dir / FOLDER_NAME / source.source_id / f"{given.published}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    grids = _write(folder, tables)
    (folder / RECORD_NAME).write_text(_record(source, given, grids), encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {len(grids)} tables, {sum(len(table.rows) for table in tables):,} rows, {size / 1e6:.2f} MB")
    return 0


def _write(folder: Path, tables: Iterable[Table]) -> list[dict[str, str]]:
    grids = []
    for table in tables:
        name = re.sub(r"[^a-z0-9]+", "_", table.name.lower()).strip("_") + ".csv"
        write_grid(folder / name, table.rows, table.places, is_workbook=table.sheet is not None)
        grids.append({"file": name} | ({"sheet": table.sheet} if table.sheet is not None else {}))
    return grids


def _record(source: Source, given: argparse.Namespace, grids: Sequence[Mapping[str, Any]]) -> str:
    content = given.file.read_bytes()
    record = {
        "original": {
            "file": given.file.name,
            "url": given.url,
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        },
        "published_on": f"{given.published}",
        **({"published_note": given.note} if given.note else {}),
        "carried_on": f"{date.today()}",
        "grids": list(grids),
    }
    about = f"# Figures of: {source.title} ({source.publisher}; {source.licence}).\n"
    made = "# Written by scripts/carry_figures.py; docs/users/figures.md says how to read them.\n"
    return about + made + yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=118)


if __name__ == "__main__":
    sys.exit(main())
