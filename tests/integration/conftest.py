"""The real edition of the dashboard, fetched and refreshed once for all that ask it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from dashboard_edition import AS_AT, FIRST
from installation import Installation, made_once, make, replace_text
from source_server import dated, page, reply, running
from workbooks import EDITION, Grid, cells_by_openpyxl


@pytest.fixture(scope="session")
def grids() -> dict[str, Grid]:
    """The edition's cells as openpyxl reads them."""
    if not EDITION.is_file():
        pytest.skip(f"the edition is not at {EDITION}")
    return cells_by_openpyxl(EDITION)


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory, worker_id: str, dagster_home: Path) -> Installation:
    """The real edition as the only version of its source, fetched once from a page that links it."""
    if not EDITION.is_file():
        pytest.skip(f"the edition is not at {EDITION}")

    def make_in(folder: Path) -> None:
        _fetch_and_refresh(make(folder, dagster_home))

    return Installation(made_once(tmp_path_factory, worker_id, "edition", make_in), dagster_home)


def _fetch_and_refresh(installation: Installation) -> None:
    with running() as server:
        link = f"/wp-content/uploads/2022/08/{EDITION.name}"
        published = format_datetime(datetime(2022, 8, 11, 8, 30, tzinfo=UTC), usegmt=True)
        server.on(link, dated(EDITION.read_bytes(), last_modified=published))
        address = server.on("/mh-dashboard/", reply(page("/about/", link), Content_Type="text/html"))
        sources = installation.raw / "sources.yml"
        replace_text(sources, "https://www.england.nhs.uk/mental-health/taskforce/imp/mh-dashboard/", address)
        told = installation.command("fetch", "mh_dashboard")
        assert (told.exit_code, "1 new version" in told.out) == (0, True), told
        again = installation.command("fetch", "mh_dashboard")
        assert (again.exit_code, "Nothing is new" in again.out) == (0, True), again
    assert installation.refresh(AS_AT).published
    assert installation.rows("SELECT document_id FROM core.source_version") == [(FIRST,)]
