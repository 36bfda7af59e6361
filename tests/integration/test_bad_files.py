"""Bad files never spoil what is published: sidecars, reference data, files that belong to nothing, and all at once."""

from __future__ import annotations

import pytest
from effort import sampled
from installation import Installation, replace_text
from refusals import (
    BRIEFING,
    NURSING,
    Damage,
    Expected,
    assert_refused,
    assert_refused_unchanged,
    in_article,
    in_briefing,
    in_reference,
    in_sidecar,
)


def a_document_without_a_sidecar(installation: Installation) -> list[Expected]:
    installation.document("new").write_text("A new document.\n")
    return [Expected("new.txt:1", "a document without a sidecar. Describe it in new.yml: ccg-ratings add ")]


def a_sidecar_without_its_document(installation: Installation) -> list[Expected]:
    installation.document("mailonline_2016").unlink()
    return [Expected("mailonline_2016.yml:1", "a sidecar without its document. Put mailonline_2016.txt beside it")]


def a_document_whose_name_is_no_id(installation: Installation) -> list[Expected]:
    for path in installation.documents.glob("mailonline_2016.*"):
        path.rename(path.with_stem("Mail 2016"))
    return [Expected("Mail 2016.txt", "its name is no document_id. Name it and its sidecar with a to z")]


def a_file_of_another_kind(installation: Installation) -> list[Expected]:
    (installation.documents / "dashboard.docx").write_bytes(b"PK\x03\x04")
    return [Expected("dashboard.docx", "'.docx' is no kind of document that is read")]


def a_document_of_100_megabytes(installation: Installation) -> list[Expected]:
    with installation.document("mailonline_2016").open("r+b") as file:
        file.truncate(100_000_000)
    return [Expected("mailonline_2016.txt", "has 100,000,000 bytes; the most that is read of a document is 5,000,000")]


def a_document_of_very_many_lines(installation: Installation) -> list[Expected]:
    with installation.document("mailonline_2016").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n" * 60_000 + "- a\n" * 60_000)
    return [Expected("mailonline_2016.txt", "lines with text; the most that are read of a document are 50,000")]


def a_second_text_of_one_document(installation: Installation) -> list[Expected]:
    (installation.documents / "mailonline_2016.md").write_text("The same again.\n")
    return [Expected("mailonline_2016.", "a second text of the same document")]


def an_original_of_another_text(installation: Installation) -> list[Expected]:
    (installation.documents / "mailonline_2016.original.txt").write_text("Among 209 CCGs, 106 need improvement.\n")
    return [Expected("mailonline_2016.original.txt:1", "its SHA-256 is ")]


def a_reference_file_that_is_no_text(installation: Installation) -> list[Expected]:
    (installation.raw / "reference" / "aliases.csv").write_bytes(b"alias,org_code,note\n\xff\xfe,03K,x\n")
    return [Expected("aliases.csv", "cannot be read: ")]


def a_reference_file_that_is_not_there(installation: Installation) -> list[Expected]:
    (installation.raw / "reference" / "measures.yml").unlink()
    return [Expected("measures.yml", "is not there. Put it back")]


def no_raw_folder(installation: Installation) -> list[Expected]:
    installation.raw.rename(installation.folder / "elsewhere")
    return [Expected("organisations.csv", "is not there"), Expected("raw/documents", "is not there")]


def everything_at_once(installation: Installation) -> list[Expected]:
    """Problems in two documents, two sidecars and a reference file, some on one line."""
    problems = in_article("NHS STOKE ON TRENT CCG Outstanding 59.10% 178.30%", "Overall Rating: ", "EIP 2 Week Wait: ")(
        installation
    )
    replace_text(installation.document(NURSING), "NHS NORWICH CCG", "NHS NORWITCH CCG")
    problems.append(
        Expected(f"{NURSING}.txt:77", "no CCG is called 'NHS NORWITCH CCG'; nearest: NHS Norwich CCG (06W)")
    )
    problems += in_briefing("NHS Ashford CCG\tInadequate\tInadeq", "3 cells")(installation)
    problems += in_sidecar("mailonline_2016", "status: in_use", "status: in use", 17, "'listings.0.status'")(
        installation
    )
    problems += a_document_without_a_sidecar(installation)
    problems += in_reference("aliases.csv", ",01K,", ",99Z,", 5, "no CCG has the code '99Z'")(installation)
    return problems


DAMAGES: dict[str, Damage] = {
    "document-without-sidecar": a_document_without_a_sidecar,
    "sidecar-without-document": a_sidecar_without_its_document,
    "name-that-is-no-id": a_document_whose_name_is_no_id,
    "another-kind-of-file": a_file_of_another_kind,
    "large-document": a_document_of_100_megabytes,
    "many-lines": a_document_of_very_many_lines,
    "second-text": a_second_text_of_one_document,
    "wrong-original": an_original_of_another_text,
    "unknown-key": in_sidecar("mailonline_2016", "publisher:", "editor: x\npublisher:", 2, "unknown key 'editor'"),
    "missing-key": in_sidecar("mailonline_2016", "publisher: MailOnline\n", "", 1, "'publisher' is missing. Add it"),
    "unknown-measure": in_sidecar(
        NURSING, "measure_id: eip_two_week_wait", "measure_id: eip_wait", 29, "no measure 'eip_wait'. Use one of "
    ),
    "unknown-framework": in_sidecar(
        BRIEFING, "framework: ccg_iaf, area: leadership", "framework: iaf, area: leadership", 16, "no framework 'iaf'"
    ),
    "unknown-area": in_sidecar(
        "mailonline_2016", "area: maternity", "area: midwifery", 11, "no area 'midwifery'. Use one of "
    ),
    "unknown-band": in_sidecar(NURSING, "[Top performing, G", "[Outstanding, G", 19, "no band 'Outstanding'"),
    "impossible-date": in_sidecar(BRIEFING, "2020-01-27\nl", "2020-02-30\nl", 3, "'published_on'"),
    "impossible-period": in_sidecar(
        BRIEFING, "area: dementia, period: 2017/18", "area: dementia, period: 2017/19", 18, "period"
    ),
    "listing-of-no-line": in_sidecar(
        "mailonline_2016", "assessed in two areas", "assessed in ten areas", 14, "no line holds the words"
    ),
    "acceptance-of-nothing": in_sidecar(
        "mailonline_2016",
        "text_kind: abstract\n",
        "text_kind: abstract\naccept: [{text: no such text, reason: none}]\n",
        7,
        "nothing that holds 'no such text' was rejected",
    ),
    "two-tables-of-one-name": in_sidecar(
        NURSING,
        "\nlistings:\n",
        "\n  - name: ratings of October 2016, best and worst band\n    columns: [{title: CCG, organisation: true}]\n"
        "\nlistings:\n",
        35,
        "a second table or list of the name 'ratings of October 2016, best and worst band'",
    ),
    "two-columns-of-one-subject": in_sidecar(
        BRIEFING,
        "area: dementia, period: 2017/18",
        "area: mental_health, period: 2017/18",
        11,
        "two columns are mapped",
    ),
    "yaml-that-does-not-parse": in_sidecar("mailonline_2016", "listings:\n", "listings: [\n", 14, "Correct the YAML"),
    "yaml-key-given-twice": in_sidecar("mailonline_2016", "publisher:", "title: x\npublisher:", 2, "Correct the YAML"),
    "yaml-with-tabs": in_sidecar("mailonline_2016", "    product: rating", "\tproduct: rating", 15, "Correct the YAML"),
    "reference-row-short-of-a-cell": in_reference("organisations.csv", "00C,NHS Darlington CCG,", "00C,", 6, "7 cells"),
    "reference-date-impossible": in_reference(
        "successions.csv", "00C,16C,2020-04-01", "00C,16C,2020-04-31", 4, "effective_on"
    ),
    "reference-succession-to-nobody": in_reference(
        "successions.csv", "00C,16C,", "00C,99Z,", 4, "no CCG has the code '99Z'"
    ),
    "reference-unit-unknown": in_reference(
        "measures.yml", "unit: days", "unit: weeks", "measure_id: secure_length_of_stay", "no unit 'weeks'"
    ),
    "reference-yaml-that-does-not-parse": in_reference(
        "scales.yml", "frameworks:\n", "frameworks: {\n", 80, "Correct the YAML"
    ),
    "reference-no-text": a_reference_file_that_is_no_text,
    "reference-not-there": a_reference_file_that_is_not_there,
    "no-raw-folder": no_raw_folder,
    "everything-at-once": everything_at_once,
}


@pytest.mark.parametrize("damage", sampled(DAMAGES.values(), 5), ids=DAMAGES)
def test_a_bad_file_is_refused_with_file_and_line_and_changes_nothing(
    installation: Installation, damage: Damage
) -> None:
    assert_refused_unchanged(installation, damage)


def test_every_problem_is_told_and_none_beside_them(installation: Installation) -> None:
    expected = everything_at_once(installation)
    told = installation.command("refresh", "--as-at", "2021-07-01")
    # The two problems of line 45 are told in one message.
    assert told.err.startswith(f"Refused: {len(expected) - 1} problems.")
    assert len(installation.rejected()) == len(expected) - 1


@pytest.mark.nightly
def test_a_real_process_refuses_with_1_and_prints_no_traceback(installation: Installation) -> None:
    expected = everything_at_once(installation)
    state = installation.published_state()
    told = installation.process("refresh", "--as-at", "2021-07-01")
    assert_refused(installation, told, expected)
    assert installation.published_state() == state
