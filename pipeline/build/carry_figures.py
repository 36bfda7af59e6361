"""Writing the figures of a publisher's file into raw/figures, as `pipeline.fetch.carried_figures` reads them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.fetch.carried_figures import FOLDER_NAME, RECORD_NAME
from pipeline.parse.carrying import Table, tables_to_carry
from pipeline.parse.grids import write_grid
from pipeline.reference.entries import Measure
from pipeline.reference.register import Register
from pipeline.reference.sources import Source


@dataclass(frozen=True)
class Edition:
    """A publisher's file: `published_on` is a day on which it was surely out, `note` says how that is known."""

    file: Path
    url: str
    published_on: date
    note: str | None = None
    precision: str = "day"


def carry(
    raw_dir: Path,
    source: Source,
    measures: Mapping[str, Measure],
    register: Register,
    edition: Edition,
    carried_on: date,
) -> Path:
    """The folder with the figures of an edition; what was carried of that day before is replaced.

    NotAWorkbook or ValidationFailed where the file cannot be read by the source's layout: nothing is written then.
    """
    tables = tables_to_carry(edition.file, source.layout, measures, register)
    folder = raw_dir / FOLDER_NAME / source.source_id / f"{edition.published_on}"
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    grids = [_write(unfinished, table) for table in tables]
    record = _record(source, edition, carried_on, grids)
    (unfinished / RECORD_NAME).write_text(record, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def _write(folder: Path, table: Table) -> dict[str, str]:
    stem = re.sub(r"[^a-z0-9]+", "_", table.name.lower()).strip("_") or "table"
    name, number = f"{stem}.csv", 1
    while (folder / name).exists():
        number += 1
        name = f"{stem}_{number}.csv"
    write_grid(folder / name, table.rows, table.places, is_workbook=table.sheet is not None)
    return {"file": name} | ({"sheet": table.sheet} if table.sheet is not None else {})


def _record(source: Source, edition: Edition, carried_on: date, grids: list[dict[str, str]]) -> str:
    content = edition.file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    record: dict[str, Any] = {
        "original": {"file": edition.file.name, "url": edition.url, "sha256": digest, "bytes": len(content)},
        "published_on": f"{edition.published_on}",
        **({"published_precision": edition.precision} if edition.precision != "day" else {}),
        **({"published_note": edition.note} if edition.note else {}),
        "carried_on": f"{carried_on}",
        "grids": grids,
    }
    about = f"# Figures of: {source.title} ({source.publisher}; {source.licence}).\n"
    made = "# Written by scripts/carry_figures.py; docs/users/figures.md says how to read the files.\n"
    return about + made + yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=118)
