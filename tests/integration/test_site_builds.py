"""When the site is built, what is written anew, and that it is made current with its release or not at all."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import pytest
from installation import Installation, replace_text

from pipeline.app.dagster.definitions import defs
from pipeline.base.problems import ValidationFailed
from pipeline.publish.file_sums import FILE_NAME as SUMS
from pipeline.publish.site import build

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture
def with_site(installation: Installation) -> Installation:
    """An installation whose next refresh builds a site; its current release has none."""
    return dataclasses.replace(installation, with_site=True)


def current_site(installation: Installation) -> Path:
    current = installation.warehouse.current()
    assert current
    return current.site


def inodes(site: Path) -> dict[str, int]:
    """The files of a site but the list of their sums, each with what tells whether it is still the same one."""
    found = (path for path in site.rglob("*") if path.is_file() and path.name != SUMS)
    return {str(path.relative_to(site)): path.stat().st_ino for path in found}


@pytest.mark.nightly
def test_no_site_leaves_it_out_and_the_command_builds_it_later(with_site: Installation) -> None:
    told = with_site.command("refresh", "--as-at", "2021-07-01", "--no-site")
    assert told.exit_code == 0
    assert not current_site(with_site).exists()
    assert "site/index.html" not in told.out
    told = with_site.command("site")
    assert told.exit_code == 0
    assert re.match(r"\d{3} pages: ", told.out)
    site = current_site(with_site)
    assert (site / "index.html").is_file()
    # 248 CCGs; England, 10 regions and 42 boards; the list; the former addresses of the pages of four areas of ratings.
    assert len(list(site.glob("areas/*.html"))) == 248 + 53 + 1 + 4
    assert not list(site.parent.glob(".site*"))
    assert (site / "data" / "csv" / "core" / "rating.csv").samefile(site.parent / "csv" / "core" / "rating.csv")


@pytest.mark.nightly
def test_a_release_that_lacks_its_site_is_given_it_by_the_next_refresh(with_site: Installation) -> None:
    before = with_site.warehouse.current()
    assert before and not before.site.exists()
    outcome = with_site.refresh()
    assert (outcome.published, outcome.release_id) == (False, before.release_id)
    assert (before.site / "index.html").is_file()
    assert with_site.run().unchanged()


def test_without_a_release_there_is_no_site(unpublished: Installation) -> None:
    told = unpublished.command("site")
    assert told.exit_code == 1
    assert "there is no published warehouse yet" in told.err


@pytest.mark.nightly
def test_a_site_that_cannot_be_built_keeps_its_release_back(with_site: Installation) -> None:
    replace_text(with_site.sidecar("rcpsych_2020"), "publisher: ", "published_note: A note.\npublisher: ")
    before = with_site.published_state()
    with patch.object(build, "rendered", side_effect=RuntimeError("no page")), pytest.raises(RuntimeError):
        with_site.refresh()
    assert with_site.published_state() == before


def test_pages_are_written_anew_only_where_they_show_what_is_new(with_site: Installation) -> None:
    with_site.refresh()
    before = inodes(current_site(with_site))
    assert with_site.command("site").exit_code == 0
    assert inodes(current_site(with_site)) == before
    # The only cell of this row that has these figures.
    replace_text(with_site.document("nursing_times_2016"), "43.60% 48.40%", "43.60% 48.50%")
    told = with_site.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 0
    assert "site/index.html" in told.out
    after = inodes(current_site(with_site))
    assert after.keys() == before.keys()
    pages = {path for path in after if path.endswith(".html") and after[path] != before[path]}
    assert pages == {
        # which names the release
        "data.html",
        "measures/eip_two_week_wait.html",
        "sources/nursing_times_2016.html",
        "areas/07m.html",
    }


@pytest.mark.nightly
def test_a_build_that_was_killed_while_it_put_the_pages_in_place_harms_no_later_one(with_site: Installation) -> None:
    with_site.refresh()
    site = current_site(with_site)
    site.rename(site.parent / ".site-old")
    (site.parent / ".site").mkdir()
    for _ in range(2):
        assert with_site.command("site").exit_code == 0
        assert (site / "index.html").is_file()
        assert not list(site.parent.glob(".site*"))


@pytest.mark.nightly
def test_where_no_links_can_be_made_files_are_copied(with_site: Installation) -> None:
    with patch.object(build.os, "link", side_effect=PermissionError):
        with_site.refresh()
        assert with_site.command("site").exit_code == 0
    site = current_site(with_site)
    table = site / "data" / "csv" / "core" / "rating.csv"
    assert table.read_bytes() == (site.parent / "csv" / "core" / "rating.csv").read_bytes()


def test_a_release_of_another_version_is_not_given_pages_of_this_one(with_site: Installation) -> None:
    with patch("pipeline.app.refresh.code_version", return_value="0.0.9+other"):
        told = with_site.command("site")
    assert told.exit_code == 1
    assert "was made by another version of ccg-ratings" in told.err


@pytest.mark.nightly
def test_a_document_cannot_take_the_place_of_another_page(with_site: Installation) -> None:
    for ending in ("txt", "yml"):
        path = with_site.documents / f"mental_health_today_2016.{ending}"
        path.rename(with_site.documents / f"index.{ending}")
    before = with_site.published_state()
    with pytest.raises(ValidationFailed, match=r"two pages of the site would be sources/index\.html"):
        with_site.refresh()
    assert with_site.published_state() == before


@pytest.mark.nightly
def test_a_long_document_has_several_pages_and_every_line_is_on_one(with_site: Installation) -> None:
    document = with_site.document("nursing_times_2016")
    # The value of line 64 is then in line 464; a page has 400 lines.
    document.write_text("\n" * 400 + document.read_text(encoding="utf-8"), encoding="utf-8")
    with_site.refresh()
    site = current_site(with_site)
    told = (site / "areas" / "07m.html").read_text(encoding="utf-8")
    (address,) = set(re.findall(r'href="\.\./(sources/nursing_times_2016~2\.html#line-464:[0-9]+-[0-9]+)"', told)[-1:])
    path, _, fragment = address.partition("#")
    page = (site / path).read_text(encoding="utf-8")
    assert f'id="{fragment}"></span><mark' in page
    assert '<a href="../sources/nursing_times_2016.html">' in page


@pytest.mark.nightly
def test_the_site_is_an_asset_of_its_own(with_site: Installation) -> None:
    with with_site.entered(), dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey("site")], run_config=QUIET
        )
    assert result.success
    assert [event.asset_key.to_user_string() for event in result.get_asset_materialization_events()] == ["site"]
    assert (current_site(with_site) / "index.html").is_file()
