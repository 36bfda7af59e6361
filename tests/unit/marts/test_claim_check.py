"""The claims of the five documents against their rows: the verdicts, and what one changed row does to them.

Here: the real documents and copies of them. Not here: the rules one by one (`test_claim_check_rules`), and generated
documents (`test_claim_check_generated`).
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from installation import copy_raw
from mart_samples import Row, real_tables, run
from oracle.claim_check import check_claims

from pipeline.build.core_tables import build_core
from pipeline.build.inputs import read_inputs

TRUTH = Path(__file__).parents[2] / "truth" / "claim_verdicts.csv"
DECISION = ("verdict", "found", "difference", "decided_by", "agrees_with", "disagrees_with", "correction")
SAYS_13 = {"nursing_times_2016:24.1", "mailonline_2016:5.1", "mailonline_2016:11.1"}
SAYS_21 = {"nursing_times_2016:22.4", "mailonline_2016:4.1", "mailonline_2016:9.3"}


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["claim_id"]: row for row in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    run(folder, "claim_check", real_tables())
    return folder


@pytest.fixture(scope="module")
def checked(built: Path) -> dict[str, Row]:
    return by_id(pl.read_parquet(built / "marts" / "claim_check.parquet").to_dicts())


def changed_copy(folder: Path, name: str, edits: dict[tuple[int, str], str]) -> dict[str, pl.DataFrame]:
    """The core tables of a copy of the documents, in one of which texts of some lines are replaced."""
    copy_raw(folder / "raw")
    path = folder / "raw" / "documents" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    for (line_no, printed), other in edits.items():
        assert printed in lines[line_no - 1]
        lines[line_no - 1] = lines[line_no - 1].replace(printed, other)
    path.write_text("\n".join(lines), encoding="utf-8")
    built = build_core(read_inputs(folder / "raw"))
    assert not built.problems
    return built.tables


def changes(before: dict[str, Row], after: dict[str, Row]) -> dict[str, tuple[Any, ...]]:
    """The claims whose decision is another, with the new verdict and difference."""
    assert before.keys() == after.keys()
    return {
        claim_id: (row["verdict"], row["difference"])
        for claim_id, row in after.items()
        if any(row[name] != before[claim_id][name] for name in DECISION)
    }


def line_of(band: str) -> int:
    """The line of the first row with `band` in the article's table."""
    rating = real_tables()["rating"].filter(document_id="nursing_times_2016", band=band)
    return int(min(rating["line_no"]))


def test_every_claim_has_the_verdict_of_a_careful_reader(checked: dict[str, Row]) -> None:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        expected = {row["claim_id"]: row for row in csv.DictReader(file)}
    assert len(expected) == 28
    assert {name: (row["verdict"], row["found"], row["decided_by"]) for name, row in checked.items()} == {
        name: (row["verdict"], float(Fraction(row["found"])) if row["found"] else None, row["decided_by"] or None)
        for name, row in expected.items()
    }


def test_the_evidence_names_what_agrees(checked: dict[str, Row]) -> None:
    assert checked["nursing_times_2016:24.1"]["evidence"] == (
        "the rows give 13, which agrees with the claim of 13; the list of Top performing is declared complete; "
        "other documents agree: mailonline_2016 line 5: 13, mailonline_2016 line 11: 13"
    )
    assert checked["nursing_times_2016:22.2"]["evidence"] == (
        "the document's own figures give 106 (line 22) + 21 (line 22) + 13 (line 24) + 69 (line 24) = 209, "
        "which agrees with the claim of 209; the rows cover 34 of the 209 organisations open on 2017-03-31; "
        "other documents agree: mailonline_2016 line 3: 209, mailonline_2016 line 9: 209; "
        "the register has 209 organisations open on 2016-10-31, which agrees"
    )
    assert checked["nursing_times_2016:14.1"]["evidence"].startswith(
        "the document's own figures give 127 (line 22) of 209 (line 22), which agrees with the claim of more than 50%; "
        "the rows list 21 such and cover 34 of the 209 organisations open on 2017-03-31; other documents agree: "
    )
    assert checked["rcpsych_2020:7.1"]["evidence"] == (
        "the rows give 207 (4 without a band), which agrees with the claim of 207; all 207 organisations open on "
        "2018-03-31 have a row; the register has 207 organisations open on 2018-03-31, which agrees"
    )
    for claim_id in ("mailonline_2016:33.1", "mailonline_2016:35.1"):
        assert checked[claim_id]["evidence"] == (
            "label mismatch: the claim uses labels of iaf_four_point, "
            "and ccg_iaf_baseline_2016 is rated on iaf_baseline_2016"
        )
    assert checked["mailonline_2016:37.1"]["evidence"] == (
        "there are no rows of this framework, area and period; "
        "the register has 209 organisations open on 2016-10-28, which agrees"
    )


def test_106_of_2016_never_meets_the_106_of_2017_18(checked: dict[str, Row]) -> None:
    row = checked["nursing_times_2016:22.3"]
    assert row["agrees_with"] == "mailonline_2016 line 3: 106, mailonline_2016 line 9: 106"
    assert "2017/18" not in row["query"]
    assert "Requires improvement" not in row["query"]


@pytest.mark.nightly
def test_the_oracle_says_the_same(checked: dict[str, Row]) -> None:
    expected = check_claims({name: table.to_dicts() for name, table in real_tables().items()})
    assert {name: (row["verdict"], row["found"], row["decided_by"]) for name, row in checked.items()} == {
        name: (said.verdict, said.found, said.decided_by) for name, said in expected.items()
    }


def test_each_stored_query_gives_the_figure_that_decided(built: Path, checked: dict[str, Row]) -> None:
    with duckdb.connect() as con:
        for path in (*built.glob("core/*.parquet"), *built.glob("marts/*.parquet")):
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {path.parent.name}")
            con.execute(f"CREATE VIEW {path.parent.name}.{path.stem} AS FROM read_parquet('{path}')")
        for row in checked.values():
            assert (row["query"] is None) == (row["found"] is None) == (row["verdict"] == "not_checkable")
            if row["query"]:
                assert con.execute(row["query"]).fetchall() == [(row["found"],)]


@pytest.mark.parametrize(
    ("printed", "other", "expected"),
    [
        ("Top performing", "Performing well", dict.fromkeys(SAYS_13, ("contradicts", -1))),
        (
            "Top performing",
            "Greatest need for improvement",
            dict.fromkeys(SAYS_13, ("contradicts", -1)) | dict.fromkeys(SAYS_21, ("contradicts", 1)),
        ),
        ("Greatest need for improvement", "Needs improvement", dict.fromkeys(SAYS_21, ("contradicts", -1))),
    ],
)
def test_one_changed_band_contradicts_the_claims_that_it_touches(
    tmp_path: Path, checked: dict[str, Row], printed: str, other: str, expected: dict[str, Any]
) -> None:
    tables = changed_copy(tmp_path, "nursing_times_2016", {(line_of(printed), printed): other})
    after = by_id(run(tmp_path / "run", "claim_check", tables))
    assert changes(checked, after) == expected
    assert after["nursing_times_2016:24.1"]["found"] == 13 + expected.get("nursing_times_2016:24.1", (0, 0))[1]


def test_a_lost_row_leaves_a_total_unchecked(tmp_path: Path, checked: dict[str, Row]) -> None:
    """Coverage is no longer complete, so that fewer rows than claimed say nothing."""
    rating = real_tables()["rating"]
    lost = rating.filter(area="dementia", status="rated")["org_code"][0]
    tables = {
        **real_tables(),
        "rating": rating.filter(~((pl.col("org_code") == lost) & (pl.col("area") == "dementia"))),
    }
    after = by_id(run(tmp_path, "claim_check", tables))
    assert changes(checked, after) == {"rcpsych_2020:7.1": ("not_checkable", None)}
    assert "the rows cover 206 of the 207 organisations open on 2018-03-31" in after["rcpsych_2020:7.1"]["evidence"]


def test_two_documents_that_disagree_are_shown_against_each_other(tmp_path: Path, checked: dict[str, Row]) -> None:
    tables = changed_copy(tmp_path, "mailonline_2016", {(5, "13 boards"): "14 boards", (11, "just 13"): "just 14"})
    after = by_id(run(tmp_path / "run", "claim_check", tables))
    said, other = after["nursing_times_2016:24.1"], after["mailonline_2016:5.1"]
    assert (said["verdict"], said["agrees_with"]) == ("matches", None)
    assert said["disagrees_with"] == "mailonline_2016 line 5: 14, mailonline_2016 line 11: 14"
    assert (other["verdict"], other["found"], other["difference"]) == ("contradicts", 13, -1)
    assert other["disagrees_with"] == "nursing_times_2016 line 24: 13"
    # The arithmetic of that article no longer gives its other figures; 69 and 106 still stand in the first one.
    for claim_id, claimed, own in (("mailonline_2016:11.2", 69, 68), ("mailonline_2016:9.2", 106, 105)):
        row = after[claim_id]
        assert (row["verdict"], row["decided_by"], row["found"]) == ("corroborated", "document", claimed)
        assert f"= {own}, which does not agree" in row["evidence"]


def test_a_claim_that_was_put_right_is_checked_as_such_and_says_so(tmp_path: Path, checked: dict[str, Row]) -> None:
    sidecar = tmp_path / "raw" / "documents" / "nursing_times_2016.yml"
    changed_copy(tmp_path, "nursing_times_2016", {(24, "Just 13"): "Just 31"})
    correction = (
        "corrections:\n  - {line: 24, printed: '31', right: '13', reason: digits swapped, authority: the table}\n"
    )
    sidecar.write_text(sidecar.read_text(encoding="utf-8") + correction, encoding="utf-8")
    built = build_core(read_inputs(tmp_path / "raw"))
    assert not built.problems
    row = by_id(run(tmp_path / "run", "claim_check", built.tables))["nursing_times_2016:24.1"]
    assert (row["claimed"], row["found"], row["verdict"]) == (13, 13, "matches")
    assert row["correction"] == "printed 31, corrected to 13: digits swapped (the table)"
    assert all(before["correction"] is None for before in checked.values())
