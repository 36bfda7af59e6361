"""Bad rows never spoil what is published: a refresh tells each with its file and line, and changes nothing."""

from __future__ import annotations

import pytest
from effort import sampled
from installation import Installation, replace_text
from refusals import (
    ASHFORD,
    BRIEFING,
    NURSING,
    STOKE,
    Damage,
    Expected,
    assert_refused,
    assert_refused_unchanged,
    in_article,
    in_briefing,
)


def an_unknown_column(installation: Installation) -> list[Expected]:
    document = installation.document(BRIEFING)
    lines = document.read_text(encoding="utf-8").split("\n")
    rows = [i for i, line in enumerate(lines) if "\t" in line]
    for i in rows:
        lines[i] += "\tFinance" if i == rows[0] else "\tGood"
    document.write_text("\n".join(lines), encoding="utf-8")
    return [
        Expected(f"{BRIEFING}.txt:37", "the heading has a column 'Finance' that the sidecar does not map", lines[36])
    ]


def a_missing_column(installation: Installation) -> list[Expected]:
    replace_text(
        installation.document(BRIEFING), "Organisation\tLeadership\tDementia\t", "Organisation\tLeadership\tDisease\t"
    )
    heading = "Organisation\tLeadership\tDisease\tMental Health\tLearning Disabilities"
    return [
        Expected(f"{BRIEFING}.txt:37", "the heading has a column 'Disease' that the sidecar does not map", heading),
        Expected(f"{BRIEFING}.txt:37", "the heading lacks the column 'Dementia' that the sidecar maps", heading),
    ]


def a_second_row_for_one_organisation(installation: Installation) -> list[Expected]:
    replace_text(installation.document(BRIEFING), ASHFORD, f"{ASHFORD}\n{ASHFORD}")
    words = "a second row for NHS Ashford CCG (09C), which has one on line 39"
    return [Expected(f"{BRIEFING}.txt:40", words, "NHS Ashford CCG")]


def binary_bytes_in_a_row(installation: Installation) -> list[Expected]:
    document = installation.document(BRIEFING)
    document.write_bytes(
        document.read_bytes().replace(b"NHS Ashford CCG\tInadequate", b"NHS Ashford CCG\t\x00\xff\xfe\x9cte")
    )
    return [
        Expected(
            f"{BRIEFING}.txt:39", "holds bytes that are no UTF-8 text", "NHS Ashford CCG\t\x00\ufffd\ufffd\ufffdte"
        )
    ]


def a_document_of_binary_bytes(installation: Installation) -> list[Expected]:
    installation.document(BRIEFING).write_bytes(bytes(range(256)) * 200)
    return [Expected(f"{BRIEFING}.yml:11", "no line of the document is the heading Organisation | Leadership")]


def a_line_of_4_megabytes(installation: Installation) -> list[Expected]:
    document = installation.document(BRIEFING)
    document.write_text(
        document.read_text(encoding="utf-8").replace(ASHFORD, ASHFORD + " x" * 2_000_000), encoding="utf-8"
    )
    return [Expected(f"{BRIEFING}.txt:39", "a line of 4,000,0", "NHS Ashford CCG")]


def an_empty_document(installation: Installation) -> list[Expected]:
    installation.document(NURSING).write_bytes(b"")
    return [Expected(f"{NURSING}.txt:1", "the document is empty")]


DAMAGES: dict[str, Damage] = {
    "unknown-column": an_unknown_column,
    "missing-column": a_missing_column,
    "band-of-the-wrong-scale": in_article(
        "NHS STOKE ON TRENT CCG Outstanding 59.10% 78.30%",
        "Overall Rating: 'Outstanding' is a band of the scale iaf_four_point",
    ),
    "band-of-the-wrong-scale-in-a-delimited-table": in_briefing(
        "NHS Ashford CCG\tTop performing\tInadequate\tGood\tRequires improvement",
        "Leadership: 'Top performing' is a band of the scale iaf_baseline_2016",
    ),
    "percentage-of-104": in_article(
        "NHS STOKE ON TRENT CCG Top performing 104.00% 78.30%", "IAPT Recovery Rate: 104.00% is above 100"
    ),
    "negative-percentage": in_article(
        "NHS STOKE ON TRENT CCG Top performing 59.10% -78.30%", "EIP 2 Week Wait: -78.30% is below 0"
    ),
    "row-cut-in-the-band": in_article(
        "NHS STOKE ON TRENT CCG Top perfor", "does not read as a row of: CCG Name, Overall Rating"
    ),
    "row-cut-in-a-value": in_article("NHS STOKE ON TRENT CCG Top performing 59.10% 7", "EIP 2 Week Wait: '7' has no %"),
    "row-cut-in-the-name": in_article("NHS STOKE ON T", "does not read as a row of: CCG Name, Overall Rating"),
    "row-cut-in-a-delimited-table": in_briefing(
        "NHS Ashford CCG\tInadequate\tInadeq", "3 cells where the heading has 5"
    ),
    "row-run-into-the-next": in_briefing(f"{ASHFORD}{ASHFORD}", "9 cells where the heading has 5"),
    "unknown-organisation": in_article(
        STOKE.replace("STOKE ON TRENT", "CAMELOT"), "no CCG is called 'NHS CAMELOT CCG'", text="NHS CAMELOT CCG"
    ),
    "misspelt-organisation": in_briefing(
        ASHFORD.replace("Ashford", "Ashfrod"),
        "no CCG is called 'NHS Ashfrod CCG'; nearest: NHS Ashford CCG (09C)",
        text="NHS Ashfrod CCG",
    ),
    "organisation-not-open-then": in_article(
        STOKE.replace("STOKE ON TRENT", "LEEDS"),
        "NHS Leeds CCG opened on 1 April 2018; predecessors NHS Leeds North CCG (02V)",
        text="NHS LEEDS CCG",
    ),
    "another-body": in_briefing(
        ASHFORD.replace("NHS Ashford CCG", "England"),
        "'England' is no CCG: a country. To correct it: list the row under `accept`",
        text="England",
    ),
    "second-row-of-one-organisation": a_second_row_for_one_organisation,
    "binary-bytes": binary_bytes_in_a_row,
    "binary-document": a_document_of_binary_bytes,
    "line-of-4-megabytes": a_line_of_4_megabytes,
    "empty-document": an_empty_document,
}


@pytest.mark.parametrize("damage", sampled(DAMAGES.values(), 5), ids=DAMAGES)
def test_a_bad_row_is_refused_with_file_and_line_and_changes_nothing(
    installation: Installation, damage: Damage
) -> None:
    assert_refused_unchanged(installation, damage)


def test_the_first_refresh_of_bad_input_publishes_nothing(unpublished: Installation) -> None:
    expected = in_article(
        "NHS STOKE ON TRENT CCG Outstanding 59.10% 78.30%",
        "Overall Rating: 'Outstanding' is a band of the scale iaf_four_point",
    )(unpublished)
    told = unpublished.command("refresh", "--as-at", "2021-07-01")
    assert_refused(unpublished, told, expected)
    assert unpublished.warehouse.current() is None


@pytest.mark.nightly
def test_hundreds_of_problems_are_counted_and_all_listed_in_the_file(installation: Installation) -> None:
    document = installation.document(BRIEFING)
    document.write_text(document.read_text(encoding="utf-8").replace("NHS ", "MHS "), encoding="utf-8")
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 1
    rejected = installation.rejected()
    if rejected[0]["stage"] == "organisation":
        assert len(rejected) == 215
        assert "Refused: 215 problems." in told.err
        assert "… and 175 more" in told.err


@pytest.mark.nightly
def test_mended_input_is_published(installation: Installation) -> None:
    in_article("NHS STOKE ON TRENT CCG Top performing 104.00% 78.30%")(installation)
    assert installation.command("refresh", "--as-at", "2021-07-01").exit_code == 1
    replace_text(installation.document(NURSING), "104.00%", "59.20%")
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 0, told.err
    assert installation.rows("SELECT value FROM core.measure_value WHERE org_code = '05W' ORDER BY 1") == [
        (59.2,),
        (78.3,),
    ]
    assert not installation.warehouse.rejected_csv.exists()
