"""The real edition of the dashboard as an installation has it, and what tests ask of it."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from installation import Installation, make
from workbooks import Grid

from pipeline.base.settings import PROJECT_DIR
from pipeline.fetch.snapshots import Snapshot, keep

INDICATORS = PROJECT_DIR.parent / "shared" / "facts" / "mh_dashboard_indicators.csv"
TITLES = ("Org code", "Org name", "Org Type")
ORG_TYPES = {"National": "national", "Region": "region", "STP": "stp", "CCG": "ccg"}
RECOVERY, EIP, LOST = "IAPT(ii_a)_FINAL CALC", "EIP(i)_FINAL CALC", "HJ(iii)_FINAL CALC"
FIRST, SECOND = "mh_dashboard_2022-08-11", "mh_dashboard_2022-10-15"
AS_AT = date(2022, 10, 31)
PAGE = "https://www.england.nhs.uk/mental-health/"


def kept(installation: Installation, file: Path, published: datetime) -> Snapshot:
    """Keeps a file as a version that was published and fetched at a time."""
    incoming = installation.raw / f"incoming{file.suffix}"
    shutil.move(file, incoming)
    sha256 = hashlib.sha256(incoming.read_bytes()).hexdigest()
    version = keep(
        installation.raw,
        "mh_dashboard",
        incoming,
        PAGE + file.name,
        published,
        format_datetime(published, usegmt=True),
        None,
        sha256,
        file.name,
    )
    assert version is not None
    return version


def copy_of(installation: Installation, folder: Path) -> Installation:
    """Another installation with the same versions and the same release."""
    copy = make(folder, installation.home, installation)
    shutil.copytree(installation.raw / "versions", copy.raw / "versions")
    return copy


def places(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of a sheet's titles and the columns of the organisations, found for the tests alone."""
    for index, row in enumerate(grid):
        if set(TITLES) <= set(row):
            return index, {title: row.index(title) for title in TITLES}
    return None


def by_sheet(installation: Installation, query: str) -> dict[str, Any]:
    return dict(installation.rows(query))


SHEET = "split_part(locator, '!', 1)"


def shown(installation: Installation, measure_id: str) -> list[tuple[Any, ...]]:
    query = """SELECT org_type, org_code, period, value, status, standard, distance_to_standard, locator
        FROM marts.dashboard WHERE edition = '2022-10-01' AND measure_id = ? AND document_id = ?"""
    return installation.rows(query, measure_id, FIRST)
