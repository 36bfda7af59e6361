"""The originals, laid beside their abstracts, state the same as the abstracts: number for number, line for line."""

from __future__ import annotations

from collections import Counter

import pytest
from installation import ORIGINALS_DIR, Installation, lay_originals, replace_text

# What our own words change: the words themselves, and where they stand in the text.
OF_THE_WORDING = {"quote", "sentence", "char_start", "char_end"}


@pytest.mark.parametrize(
    "table",
    ["rating", "measure_value", "claim", "figure", "measure_listing", "publication", "refresh_policy", "rejected_row"],
)
def test_an_original_and_its_abstract_state_the_same(
    published: Installation, published_originals: Installation, table: str
) -> None:
    described = published.rows(f"DESCRIBE core.{table}")
    left_out = OF_THE_WORDING | ({"text"} if table == "rejected_row" else set())
    columns = ", ".join(f'"{name}"' for name, *_ in described if name not in left_out)
    query = f"SELECT ({columns})::VARCHAR FROM core.{table}"
    abstracts, originals = Counter(published.rows(query)), Counter(published_originals.rows(query))
    assert sum(abstracts.values()) > 0
    assert originals == abstracts


def test_a_cell_of_a_table_is_printed_alike_in_both(published: Installation, published_originals: Installation) -> None:
    query = "SELECT document_id, line_no, org_code, area, quote FROM core.rating"
    assert set(published_originals.rows(query)) == set(published.rows(query))


def test_the_text_that_was_read_is_the_original_that_the_sidecar_names(
    published: Installation, published_originals: Installation
) -> None:
    query = "SELECT document_id, text_kind, sha256 FROM core.document"
    read = {document_id: (kind, digest) for document_id, kind, digest in published_originals.rows(query)}
    abstracts = {document_id: (kind, digest) for document_id, kind, digest in published.rows(query)}
    assert len(read) == 5
    for document_id, (kind, digest) in read.items():
        assert kind == "original"
        assert f"original_sha256: {digest}" in published.sidecar(document_id).read_text(encoding="utf-8")
        assert abstracts[document_id][0] == "abstract"
        assert abstracts[document_id][1] != digest


@pytest.mark.nightly
def test_laying_the_originals_publishes_and_taking_them_away_publishes_again(installation: Installation) -> None:
    if not ORIGINALS_DIR.is_dir():
        pytest.skip(f"the originals are not at {ORIGINALS_DIR}")
    lay_originals(installation)
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 0, told.err
    assert {kind for (kind,) in installation.rows("SELECT text_kind FROM core.document")} == {"original"}
    for original in installation.documents.glob("*.original.txt"):
        original.unlink()
    assert installation.refresh().published
    assert {kind for (kind,) in installation.rows("SELECT text_kind FROM core.document")} == {"abstract"}


def test_an_original_that_is_another_text_than_the_sidecar_names_is_refused(installation: Installation) -> None:
    state = installation.published_state()
    wrong = installation.document("mailonline_2016").with_suffix(".original.txt")
    wrong.write_text("Among 209 CCGs, 106 need improvement.\n", encoding="utf-8")
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 1
    assert "raw/documents/mailonline_2016.original.txt:1: its SHA-256 is " in told.err
    assert "original_sha256 in raw/documents/mailonline_2016.yml is 9f55e712" in told.err
    assert installation.published_state() == state


def test_an_original_whose_sidecar_names_none_is_refused(installation: Installation) -> None:
    sidecar = installation.sidecar("mailonline_2016")
    line = next(line for line in sidecar.read_text(encoding="utf-8").split("\n") if line.startswith("original_sha256"))
    replace_text(sidecar, line + "\n", "")
    text = installation.document("mailonline_2016").read_bytes()
    installation.document("mailonline_2016").with_suffix(".original.txt").write_bytes(text)
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert told.exit_code == 1
    assert "original_sha256 in raw/documents/mailonline_2016.yml names none" in told.err
