"""Text that no sidecar maps stops nothing, whatever it holds, and what looks like data in it is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from installation import Installation, make, replace_text
from refusals import ASHFORD, BRIEFING, NURSING, STOKE


def unmap(installation: Installation, document_id: str) -> None:
    """Takes the tables out of a sidecar; the prose of an article then needs its context told."""
    sidecar = installation.sidecar(document_id)
    text = sidecar.read_text(encoding="utf-8")
    before, _, rest = text.partition("tables:\n")
    _, listings, after = rest.partition("\nlistings:\n")
    context = "context: {framework: ccg_iaf_baseline_2016, area: mental_health, period: 2016/17}\n"
    sidecar.write_text(before + context + listings + after, encoding="utf-8")


def rejects(installation: Installation, document_id: str) -> dict[int, tuple[str, str, str]]:
    """Stage, reason and text of each rejected line."""
    query = "SELECT line_no, stage, reason, text FROM core.rejected_row WHERE document_id = ?"
    return {line_no: (stage, reason, text) for line_no, stage, reason, text in installation.rows(query, document_id)}


# Rows that no table would take, and what each is listed for.
DAMAGED = {
    STOKE.replace("Top performing", "Outstanding"): "has an organisation with a band or a value",
    STOKE.replace("59.10%", "104.00%"): "has an organisation with a band or a value",
    "NHS STOKE ON TRENT CCG Top performing 59.10% 7": "has an organisation with a band or a value",
    STOKE.replace("STOKE ON TRENT", "CAMELOT"): "has an organisation with a band or a value",
    STOKE: "has an organisation with a band or a value",
    f"{STOKE}\x00\x01": "holds bytes that are no UTF-8 text",
    "Stoke\t59.10\t78.30": "has the cells of a table row",
}


@pytest.fixture(scope="module")
def unmapped(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Installation:
    """The article's tables are not mapped, and damaged rows stand after them; two documents hold noise and nothing."""
    installation = make(tmp_path_factory.mktemp("unmapped") / "installation", dagster_home, published)
    unmap(installation, NURSING)
    with installation.document(NURSING).open("a", encoding="utf-8") as file:
        file.write("\n" + "".join(f"{row}\n" for row in DAMAGED))
    for name, content in {"noise": bytes(range(256)) * 50, "nothing": b""}.items():
        installation.document(name).write_bytes(content)
        installation.sidecar(name).write_text(
            f"title: {name}\npublisher: Nobody\npublished_on: 2020\nlicence: none\ntext_kind: original\n"
        )
    assert installation.refresh().published
    return installation


@pytest.mark.parametrize(("row", "reason"), DAMAGED.items(), ids=range(len(DAMAGED)))
@pytest.mark.nightly
def test_damage_where_no_sidecar_maps_a_table_stops_nothing_and_is_listed(
    unmapped: Installation, row: str, reason: str
) -> None:
    lines = unmapped.document(NURSING).read_text(encoding="utf-8").split("\n")
    number = len(lines) - lines[::-1].index(row)
    stage, listed, text = rejects(unmapped, NURSING)[number]
    assert (stage, text) == ("unmapped", row)
    assert listed.startswith(reason)


@pytest.mark.nightly
def test_every_row_of_a_table_that_is_not_mapped_is_listed_and_the_prose_is_read_all_the_same(
    unmapped: Installation, published: Installation
) -> None:
    rows = {*range(43, 56), *range(57, 78)}
    assert rows <= rejects(unmapped, NURSING).keys()
    claims = "SELECT * FROM core.claim ORDER BY claim_id"
    assert unmapped.rows(claims) == published.rows(claims)
    counts = "SELECT rows_found, rows_parsed, rows_rejected FROM core.document WHERE document_id = ?"
    assert unmapped.rows(counts, NURSING) == [(0, 0, 0)]
    assert unmapped.rows("SELECT count(*) FROM core.rating WHERE document_id = ?", NURSING) == [(0,)]


@pytest.mark.nightly
def test_a_document_of_binary_bytes_that_is_not_mapped_is_listed(unmapped: Installation) -> None:
    assert {stage for stage, _, _ in rejects(unmapped, "noise").values()} == {"unmapped"}
    query = "SELECT text_kind, claims_found, figures_found FROM core.document WHERE document_id = 'noise'"
    assert unmapped.rows(query) == [("original", 0, 0)]


@pytest.mark.nightly
def test_an_empty_document_that_is_not_mapped_is_listed(unmapped: Installation) -> None:
    assert rejects(unmapped, "nothing") == {1: ("document", "the document is empty", "")}


def test_a_delimited_table_is_listed_line_by_line_and_an_accepted_row_with_its_reason(
    installation: Installation,
) -> None:
    sidecar = installation.sidecar(BRIEFING)
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(text[: text.index("tables:\n")], encoding="utf-8")
    replace_text(installation.document(BRIEFING), ASHFORD, "NHS Ashford CCG\tInadequate\tInadeq")
    replace_text(installation.document(NURSING), STOKE, STOKE.replace("59.10%", "104.00%"))
    with installation.sidecar(NURSING).open("a", encoding="utf-8") as file:
        file.write("\naccept:\n  - {text: 104.00%, reason: a misprint of the article}\n")
    assert installation.refresh().published

    listed = rejects(installation, BRIEFING)
    assert len([line for line in listed if line >= 37]) == 216
    assert listed[39][2] == "NHS Ashford CCG\tInadequate\tInadeq"
    assert installation.rows("SELECT DISTINCT document_id FROM core.rating") == [(NURSING,)]

    assert rejects(installation, NURSING)[45][:2] == ("table", "accepted: a misprint of the article")
    counts = "SELECT rows_found, rows_parsed, rows_rejected FROM core.document WHERE document_id = ?"
    assert installation.rows(counts, NURSING) == [(34, 33, 1)]
    assert installation.rows("SELECT passed FROM meta.check WHERE check_name = 'rows_conserved'") == [(True,)]


@pytest.mark.nightly
def test_a_line_of_4_megabytes_that_is_not_mapped_is_listed_by_its_beginning(installation: Installation) -> None:
    document = installation.document("mailonline_2016")
    with document.open("a", encoding="utf-8") as file:
        file.write("\n" + "NHS " * 1_000_000 + "\n")
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert (told.exit_code, "Published release" in told.out) == (0, True), told.err
    ((_, reason, text),) = rejects(installation, "mailonline_2016").values()
    assert reason == "a line of 4,000,000 characters; the longest that is read has 100,000"
    assert text == "NHS " * 75
    ((length,),) = installation.rows("SELECT max(length(text)) FROM core.source_line")
    assert length == 100_000
