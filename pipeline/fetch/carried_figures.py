"""Figures that the project carries from publishers' files, each set a snapshot without its file.

Each is a folder raw/figures/<source_id>/<day>[.<n>] with figures.yml, which names the file that they are from, and a
grid of cells for each sheet. The file itself, laid beside them as *.original.*, takes their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.base.os_errors import content_of, sha256_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import NotYaml, yaml_with_lines
from pipeline.reference.sources import WebAddress
from pipeline.schema.values import SHA256

FOLDER_NAME = "figures"
RECORD_NAME = "figures.yml"
ORIGINAL = "*.original.*"
FOLDER = re.compile(r"\d{4}-\d\d-\d\d(?:\.\d+)?", re.ASCII)

# A file beside the record, and a name that a system has: one with NUL, no system opens.
Name = Annotated[str, Field(pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Grid(_Strict):
    """A file of cells; `sheet` is the workbook's sheet that they are from, None for a CSV."""

    file: Name
    sheet: str | None = None


class Original(_Strict):
    """The publisher's file that figures are from."""

    file: Name
    url: WebAddress
    sha256: Annotated[str, Field(pattern=SHA256)]
    bytes: Annotated[int, Field(ge=0)]


class CarriedFigures(_Strict):
    """figures.yml: `published_on` is a day on which the original was surely out, `carried_on` when this was written.

    Where no more is known than the month or the year, that is its precision, and its last day stands for it.
    """

    original: Original
    published_on: date
    published_precision: Literal["day", "month", "year"] = "day"
    published_note: str | None = None
    carried_on: date
    grids: Annotated[tuple[Grid, ...], Field(min_length=1)]


@dataclass(frozen=True)
class CarriedFolder:
    """A folder of carried figures; `original` is the publisher's file if it lies there."""

    folder: Path
    record: CarriedFigures
    original: Path | None


def carried_folders(raw_dir: Path, source_id: str) -> Iterator[CarriedFolder | Problem]:
    """What is carried of a source, edition by edition, and what is wrong with a folder that cannot be read."""
    folder = raw_dir / FOLDER_NAME / source_id
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if FOLDER.fullmatch(path.name) and path.is_dir():
                yield _read(path)


def _read(folder: Path) -> CarriedFolder | Problem:
    path = folder / RECORD_NAME
    remedy = f"Write {RECORD_NAME} anew: scripts/carry_figures.py"
    try:
        given, line_of = yaml_with_lines(content_of(path).decode("utf-8"))
        record = CarriedFigures.model_validate(given)
    except (OSError, UnicodeDecodeError) as error:
        return Problem(str(path), None, f"cannot be read: {error}", remedy)
    except NotYaml as error:
        return Problem(str(path), error.line_no, str(error), remedy)
    except ValidationError as error:
        return validation_problems(error, str(path), line_of)[0]
    for grid in record.grids:
        if not (folder / grid.file).is_file():
            return Problem(str(path), None, f"names {grid.file}, which is not there", remedy)
    originals = [path for path in sorted(folder.glob(ORIGINAL)) if path.is_file()]
    for found in originals:
        size = found.stat().st_size
        if size != record.original.bytes:
            message = f"is not the file that the figures beside it are from: it has {size:,} bytes"
            return Problem(str(found), None, message, f"Lay {record.original.file} there, or take this file away")
        digest = sha256_of(found)
        if digest != record.original.sha256:
            message = f"is not the file that the figures beside it are from: its SHA-256 is {digest}"
            return Problem(str(found), None, message, f"Lay {record.original.file} there, or take this file away")
    return CarriedFolder(folder, record, originals[0] if originals else None)
