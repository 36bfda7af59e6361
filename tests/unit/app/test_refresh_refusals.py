"""What the steps of a refresh refuse, and what a run of some of them takes from the current release."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from installation import Installation, make, replace_text

from pipeline.app import earlier_work
from pipeline.app import refresh as refresh_module
from pipeline.app.published_tables import all_marts
from pipeline.app.refresh import Run
from pipeline.base.problems import ValidationFailed
from pipeline.schema.dictionary import core_entries

CORE = list(core_entries())
MARTS = [mart.entry.name for mart in all_marts()]


def change_an_input(installation: Installation, note: str = "Article 3881380, seen again.") -> None:
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", note)


@pytest.fixture(scope="module")
def once_built(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Installation:
    """An input has changed, and a run has built all tables of it and published nothing; tests copy it."""
    installation = make(tmp_path_factory.mktemp("built") / "installation", dagster_home, published)
    change_an_input(installation)
    run = installation.run()
    run.build_core(CORE)
    run.build_marts(MARTS)
    return installation


@pytest.fixture
def built(tmp_path: Path, once_built: Installation) -> Installation:
    return Installation(shutil.copytree(once_built.folder, tmp_path / "built", symlinks=True), once_built.home)


def refusal(run: Run, step: str = "publish") -> str:
    steps = {"publish": run.publish, "marts": lambda: run.build_marts(MARTS)}
    with pytest.raises(ValidationFailed) as refused:
        steps[step]()
    return str(refused.value)


@pytest.mark.nightly
def test_an_input_that_changes_while_the_refresh_runs_refuses_it(built: Installation) -> None:
    state = built.published_state()
    run = built.run()
    change_an_input_again = built.sidecar("rcpsych_2020")
    change_an_input_again.write_text(change_an_input_again.read_text() + "published_note: late\n")
    assert "documents/rcpsych_2020.yml changed while the refresh ran. Run the refresh again" in refusal(run)
    assert built.published_state() == state


@pytest.mark.nightly
def test_code_that_changes_while_the_refresh_runs_refuses_it(
    built: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = built.run()
    monkeypatch.setattr(refresh_module, "code_version", lambda: "9.9.9+other")
    assert "the code changed while the refresh ran" in refusal(run)


@pytest.mark.nightly
def test_a_refresh_never_publishes_over_a_later_as_at(installation: Installation) -> None:
    state = installation.published_state()
    change_an_input(installation)
    run = installation.run(date(2021, 6, 30))
    run.build_core(CORE)
    run.build_marts(MARTS)
    message = refusal(run)
    assert "the current release is as at 2021-07-01, later than 2021-06-30" in message
    assert "ccg-ratings refresh --as-at DATE --output DIR" in message
    assert installation.published_state() == state


def spoil(installation: Installation) -> None:
    replace_text(installation.document("nursing_times_2016"), "NHS STOKE ON TRENT CCG", "NHS CAMELOT CCG")


@pytest.mark.nightly
def test_a_problem_refuses_the_release_even_where_the_checks_are_left_out(installation: Installation) -> None:
    state = installation.published_state()
    spoil(installation)
    run = installation.run()
    build, outcomes = run.build_core(CORE)
    assert [outcome.spec.name for outcome in outcomes if not outcome.passed] == ["no_problem"]
    assert [(Path(problem.path).name, problem.line_no) for problem in build.problems] == [
        ("nursing_times_2016.txt", 45)
    ]
    run.build_marts(MARTS)
    assert "nursing_times_2016.txt:45: no CCG is called 'NHS CAMELOT CCG'" in refusal(run)
    assert installation.published_state() == state


@pytest.mark.nightly
def test_a_failed_check_refuses_the_release_even_where_the_checks_are_left_out(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_an_input(installation)
    build_core = refresh_module.build_core

    def damaged(*arguments: object) -> object:
        build = build_core(*arguments)  # type: ignore[arg-type]
        build.tables["rating"] = build.tables["rating"].with_columns(status=pl.lit("fine"))
        return build

    monkeypatch.setattr(refresh_module, "build_core", damaged)
    run = installation.run()
    run.build_core(CORE)
    run.build_marts(MARTS)
    assert "core.rating: fails as_declared: status: 894 fail" in refusal(run)


@pytest.mark.nightly
def test_what_stopped_a_refresh_is_listed_until_a_refresh_succeeds(installation: Installation) -> None:
    spoil(installation)
    installation.run().build_core(CORE)
    (row,) = installation.rejected()
    assert row["file"].endswith("nursing_times_2016.txt")
    assert (row["line_no"], row["stage"], row["text"]) == ("45", "organisation", "NHS CAMELOT CCG")
    assert row["reason"].startswith("no CCG is called 'NHS CAMELOT CCG'")
    assert row["remedy"]
    replace_text(installation.document("nursing_times_2016"), "NHS CAMELOT CCG", "NHS STOKE ON TRENT CCG")
    assert not installation.refresh().published
    assert not installation.warehouse.rejected_csv.exists()


@pytest.mark.parametrize("table", ["core/rating", "marts/ccg_profile"])
def test_a_broken_key_refuses_the_release(built: Installation, table: str) -> None:
    state = built.published_state()
    run = built.run()
    path = run.folder / f"{table}.parquet"
    rows = pl.read_parquet(path)
    pl.concat([rows, rows[:2]]).write_parquet(path)
    assert f"{table.replace('/', '.')}: 2 keys (" in refusal(run)
    assert built.published_state() == state


@pytest.mark.nightly
def test_a_broken_reference_refuses_the_release(built: Installation) -> None:
    state = built.published_state()
    run = built.run()
    path = run.folder / "core" / "organisation.parquet"
    pl.read_parquet(path).filter(pl.col("org_code") != "05W").write_parquet(path)
    message = refusal(run)
    assert "core.rating: 5 rows whose org_code is not in core.organisation.org_code" in message
    assert "core.measure_value: 2 rows whose org_code is not in core.organisation.org_code" in message
    assert built.published_state() == state


def test_marts_alone_are_built_from_the_current_release(installation: Installation) -> None:
    run = installation.run()
    counts = run.build_marts(["ccg_profile", "rating_distribution"])
    assert counts == {"ccg_profile": 248, "rating_distribution": 20}
    assert sorted(path.name for path in (run.folder / "marts").iterdir()) == [
        "ccg_profile.parquet",
        "rating_distribution.parquet",
    ]
    built = pl.read_parquet(run.folder / "marts" / "ccg_profile.parquet").rows()
    assert sorted(built) == installation.rows("FROM marts.ccg_profile")


def test_the_release_alone_finds_nothing_changed(installation: Installation) -> None:
    assert not installation.run().publish().published


def test_one_core_table_is_written_alone(installation: Installation) -> None:
    run = installation.run()
    run.build_core(["rating"])
    assert [path.name for path in (run.folder / "core").iterdir()] == ["rating.parquet"]
    assert not run.publish().published


@pytest.mark.parametrize("step", ["marts", "publish"])
def test_a_partial_run_is_refused_when_an_input_has_changed(installation: Installation, step: str) -> None:
    state = installation.published_state()
    change_an_input(installation)
    message = refusal(installation.run(), step)
    assert "this run did not build " in message
    assert "and documents/mailonline_2016.yml has changed since release " in message
    assert message.endswith("Run the whole refresh")
    assert installation.published_state() == state


@pytest.mark.parametrize("step", ["marts", "publish"])
def test_a_partial_run_is_refused_when_the_code_has_changed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    for module in (refresh_module, earlier_work):
        monkeypatch.setattr(module, "code_version", lambda: "9.9.9+other")
    assert "and the code has changed since release " in refusal(installation.run(), step)


@pytest.mark.parametrize("step", ["marts", "publish"])
def test_a_partial_run_before_the_first_release_is_refused(unpublished: Installation, step: str) -> None:
    assert "and there is no release to take it from" in refusal(unpublished.run(), step)


@pytest.mark.parametrize("built", [["rating"], CORE], ids=["one-core-table", "core-without-marts"])
def test_new_tables_are_never_published_beside_tables_of_other_inputs(
    installation: Installation, built: list[str]
) -> None:
    state = installation.published_state()
    change_an_input(installation)
    run = installation.run()
    run.build_core(built)
    assert "has changed since release " in refusal(run)
    assert installation.published_state() == state
