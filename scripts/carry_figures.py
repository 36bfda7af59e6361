"""Carries the figures of a publisher's file into raw/figures: values, codes, names and periods, each at its place.

    .venv/bin/python scripts/carry_figures.py mh_dashboard dashboard.xlsm --published 2023-02-22 --url https://…

What is carried is what the layout of the source in raw/sources.yml reads: of a workbook the sheets of known measures,
of a table the columns that the layout names and the rows that it wants. Sentences of the publisher stay behind: notes,
descriptions, and whatever else stands around the figures. What was carried of the same day is written anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.build.carry_figures import Edition, carry
from pipeline.parse.xlsx.package import NotAWorkbook
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the folder and says what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source_id")
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", help="where the file is published; else the address of its source")
    parser.add_argument("--published", required=True, type=date.fromisoformat, help="a day on which it was surely out")
    parser.add_argument("--precision", default="day", choices=("day", "month", "year"), help="how much of it is known")
    parser.add_argument("--note", help="how that day is known")
    given = parser.parse_args(arguments)
    raw_dir = read_settings().raw_dir
    sources, problems = read_sources(raw_dir)
    if problems or given.source_id not in sources.by_id:
        parser.error("; ".join(map(str, problems)) or f"raw/sources.yml has no source {given.source_id}")
    reference = read_reference(raw_dir / "reference")
    measures = reference.measures_of(given.source_id)
    url = given.url or sources.by_id[given.source_id].address
    edition = Edition(given.file, url, given.published, given.note, given.precision)
    try:
        folder = carry(raw_dir, sources.by_id[given.source_id], measures, reference.register, edition, date.today())
    except (NotAWorkbook, ValidationFailed) as refused:
        print(f"{given.file}: {refused}", file=sys.stderr)
        return 1
    files = list(folder.iterdir())
    print(f"{folder}: {len(files) - 1} tables, {sum(file.stat().st_size for file in files) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
