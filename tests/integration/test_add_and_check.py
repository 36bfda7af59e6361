"""`ccg-ratings add` and `check`: a document goes in, and its problems are told, without anything being published."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from installation import Installation, line_with, replace_text

TEXT = "Cancer ratings, 2017/18\n\nCCG,Rating\nNHS Hull CCG,Good\nNHS Barnet CCG,Outstanding\n"
GIVEN = {"publisher": "NHS England", "published_on": "2018-07", "licence": "OGL", "complete_bands": "[]"}


def save(folder: Path, name: str = "Ratings 2018.txt", content: str | bytes = TEXT) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fill_in(sidecar: Path, **values: str) -> None:
    """Writes values in the place of what is to be filled in, as a person would: the rest of the line."""
    text = sidecar.read_text(encoding="utf-8")
    for key, value in values.items():
        text = re.sub(rf"^(\s*{key}:) 'FILL IN.*$", rf"\1 {value}", text, flags=re.MULTILINE)
    sidecar.write_text(text, encoding="utf-8")


@pytest.fixture
def added(unpublished: Installation) -> Installation:
    """An installation with one more document, whose sidecar is filled in."""
    assert unpublished.command("add", str(save(unpublished.folder))).exit_code == 0
    fill_in(unpublished.sidecar("ratings_2018"), **GIVEN)
    return unpublished


# add


def test_a_document_is_copied_byte_for_byte_under_an_id_from_its_name(unpublished: Installation) -> None:
    content = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    file = save(unpublished.folder, "Ratings -- Hull & Barnet (2018).csv", content)
    told = unpublished.command("add", str(file))
    assert told.exit_code == 0, told.err
    assert unpublished.document("ratings_hull_barnet_2018").read_bytes() == content
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (["add", "huge.txt"], "huge.txt: has 20,000,000,000 bytes; the most that is read of a document is 5,000,000"),
        (["check", "huge.txt"], "huge.txt: has 20,000,000,000 bytes; the most that is read of a document is 5,000,000"),
        (["add", "huge.csv"], "huge.csv: has 20,000,000,000 bytes; the most that is read of a document is 5,000,000"),
        (
            ["add", "huge.csv", "--source", "mental_health_services_monthly"],
            "huge.csv: has 20,000 MB, and files of mental_health_services_monthly have 1000 at most",
        ),
    ],
)
def test_what_no_memory_holds_is_refused_by_its_size(
    unpublished: Installation, arguments: list[str], told_of: str
) -> None:
    # Of such a file no block is on the disk.
    for name in ("huge.txt", "huge.csv"):
        with (unpublished.folder / name).open("wb") as file:
            file.truncate(20_000_000_000)
    told = unpublished.command(*arguments)
    assert told.exit_code == 1
    assert told_of in told.err


def test_add_tells_what_it_found_what_is_left_to_do_and_the_next_command(unpublished: Installation) -> None:
    told = unpublished.command("add", str(save(unpublished.folder)))
    lines = [line.split() for line in told.out.splitlines()]
    sidecar = unpublished.sidecar("ratings_2018")
    assert "A table with its heading on line 3: 2 rows, 2 with a known organisation" in told.out
    assert ["Rating", "ratings", "cancer,", "ccg_iaf", "2017/18"] in lines
    for key in GIVEN:
        assert [str(line_with(sidecar, f" {key}:" if key == "complete_bands" else key)), key] in [
            line[:2] for line in lines
        ]
    assert told.out.rstrip().endswith("Then: ccg-ratings check ratings_2018")


def test_a_text_that_is_held_already_is_told(unpublished: Installation) -> None:
    first = unpublished.command("add", str(save(unpublished.folder)))
    assert "already" not in first.out
    told = unpublished.command("add", str(save(unpublished.folder, "another.txt")))
    assert told.exit_code == 0
    flat = " ".join(told.out.split())
    assert "raw/documents/ratings_2018.txt holds the same text already: take one of the two away" in flat
    other = unpublished.command("add", str(save(unpublished.folder, "third.txt", f"{TEXT}\n")))
    assert "already" not in other.out


def test_the_original_of_an_abstract_is_told(unpublished: Installation) -> None:
    content = b"The original.\n"
    sidecar = unpublished.sidecar("mailonline_2016")
    given = next(line for line in sidecar.read_text(encoding="utf-8").splitlines() if "original_sha256" in line)
    replace_text(sidecar, given, f"original_sha256: {hashlib.sha256(content).hexdigest()}")
    told = unpublished.command("add", str(save(unpublished.folder, "found.txt", content)))
    assert "lay it there as raw/documents/mailonline_2016.original.txt instead" in " ".join(told.out.split())


def test_an_unknown_organisation_is_named_with_the_nearest(unpublished: Installation) -> None:
    told = unpublished.command("add", str(save(unpublished.folder, content=TEXT.replace("Hull", "Hulll"))))
    assert "2 rows, 1 with a known organisation" in told.out
    assert "no CCG is called 'NHS Hulll CCG'; nearest: NHS Hull CCG (03F)" in told.out


@pytest.mark.parametrize("there", [f"ratings_2018{ending}" for ending in (".txt", ".yml", ".csv", ".original.txt")])
def test_nothing_that_is_there_is_written_over(unpublished: Installation, there: str) -> None:
    (unpublished.documents / there).write_text("mine", encoding="utf-8")
    before = sorted(unpublished.documents.iterdir())
    told = unpublished.command("add", str(save(unpublished.folder)))
    assert told.exit_code == 1
    assert f"raw/documents/{there}: is there already. Give the new document another id with --id" in told.err
    assert sorted(unpublished.documents.iterdir()) == before
    assert (unpublished.documents / there).read_text(encoding="utf-8") == "mine"
    assert unpublished.command("add", str(unpublished.folder / "Ratings 2018.txt"), "--id", "other").exit_code == 0


def test_a_document_that_finds_no_room_is_not_left_half_written(unpublished: Installation) -> None:
    (unpublished.folder / "long.txt").write_text("NHS Hull CCG: Good\n" * 500, encoding="utf-8")
    before = sorted(unpublished.documents.iterdir())
    told = unpublished.shell('ulimit -f 4; "$CCG" add long.txt')
    assert (told.exit_code, "long.txt: cannot be written: File too large" in told.err) == (1, True), told.err
    assert sorted(unpublished.documents.iterdir()) == before


def test_a_document_that_lies_in_its_place_is_given_its_sidecar(unpublished: Installation) -> None:
    file = save(unpublished.documents, "ratings_2018.csv")
    assert unpublished.command("add", str(file)).exit_code == 0
    assert not unpublished.document("ratings_2018").exists()
    fill_in(unpublished.sidecar("ratings_2018"), **GIVEN)
    assert unpublished.command("check", "ratings_2018").exit_code == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"Ratings\n\x93\x8c\x8b\x9e\n",
            "gone.txt:2: holds bytes that are no UTF-8 text, the first of them 0x93, which would be '“' in "
            "Windows-1252. Save it as a text file",
        ),
        (b"one\rtwo\r5\xb0\r", "gone.txt:3: holds bytes that are no UTF-8 text, the first of them 0xB0"),
        ("£5\nLet’s\n".encode() + b"Let\x92s\n", "gone.txt:3: holds bytes that are no UTF-8 text"),
        ("one\ntwo\n".encode("utf-16")[:-1], "gone.txt:2: holds bytes that are no UTF-16 text, which it begins as"),
        ("one\nEngland’s\n".encode().decode("cp1252").encode(), "gone.txt:2: holds 'â€™', which is left of a"),
        (b"one\ntwo\x00three\n", "gone.txt:2: holds control characters that no text has"),
        (b" \n\n", "gone.txt: is empty"),
    ],
)
def test_what_is_no_text_is_refused_with_the_line(unpublished: Installation, content: bytes, told: str) -> None:
    before = sorted(unpublished.documents.iterdir())
    answer = unpublished.command("add", str(save(unpublished.folder, "gone.txt", content)))
    assert (answer.exit_code, answer.out) == (1, "")
    assert told in answer.err
    assert sorted(unpublished.documents.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (["add", "nowhere.txt"], 2, "'nowhere.txt' does not exist"),
        (["add"], 2, "Missing argument 'FILE'"),
        (["add", "a.txt", "--id", "A B"], 1, "A B: is no id. Write it with a to z, 0 to 9 and _ only"),
        (["add", "§.txt"], 1, "§.txt: its name makes no id. Give one with --id"),
        (["add", "raw/documents/rcpsych_2020.txt"], 1, "rcpsych_2020.yml: is there already"),
        (["check"], 2, "Missing argument 'DOCUMENT'"),
        (["check", "nothing"], 1, "nothing: is no file, and no document in raw/documents. The documents there are com"),
        (["check", "a" * 5000], 1, "cannot be read: File name too long"),
        (["check", "raw/documents"], 1, "raw/documents: is no file, and no document in raw/documents"),
    ],
)
def test_a_users_mistake_is_told_without_a_traceback(
    unpublished: Installation, arguments: list[str], exit_code: int, told: str
) -> None:
    save(unpublished.folder, "a.txt")
    save(unpublished.folder, "§.txt")
    answer = unpublished.command(*arguments)
    assert answer.exit_code == exit_code
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_problems_of_the_reference_data_are_told_before_anything_is_written(unpublished: Installation) -> None:
    replace_text(unpublished.raw / "reference" / "aliases.csv", "01K,", "99X,")
    for command in ("add", "check"):
        answer = unpublished.command(command, str(save(unpublished.folder)))
        assert answer.exit_code == 1
        assert "aliases.csv:" in answer.err
    assert not unpublished.document("ratings_2018").exists()


# check


def test_every_value_that_is_to_be_filled_in_is_a_problem_at_its_line(unpublished: Installation) -> None:
    unpublished.command("add", str(save(unpublished.folder)))
    told = unpublished.command("check", "ratings_2018")
    assert told.exit_code == 1
    sidecar = unpublished.sidecar("ratings_2018")
    for key in ("publisher", "published_on", "licence"):
        place = f"raw/documents/ratings_2018.yml:{line_with(sidecar, key)}"
        assert f"{place}\n  '{key}' is still to be filled in. Write " in told.out
    assert told.out.startswith("raw/documents/ratings_2018.txt, as raw/documents/ratings_2018.yml maps it\n")
    assert "4 problems; a refresh would be refused." in told.out


def test_rows_are_shown_with_codes_and_bands_and_no_problem_ends_with_0(added: Installation) -> None:
    told = added.command("check", "ratings_2018")
    assert told.exit_code == 0, told.out
    lines = [line.split() for line in told.out.splitlines()]
    assert "table on line 3: 2 rows taken, 0 rejected" in told.out
    assert ["4", "03F", "NHS", "Hull", "CCG", "Good"] in lines
    assert ["5", "07M", "NHS", "Barnet", "CCG", "Outstanding"] in lines
    assert "No problem. To publish it: ccg-ratings refresh" in told.out


def test_check_publishes_and_writes_nothing(added: Installation) -> None:
    before = {path: path.stat().st_mtime_ns for path in added.folder.rglob("*")}
    added.command("check", "ratings_2018")
    assert {path: path.stat().st_mtime_ns for path in added.folder.rglob("*")} == before


def test_each_rejected_row_is_a_problem_at_its_line_with_its_reason_and_remedy(added: Installation) -> None:
    document = added.document("ratings_2018")
    with document.open("a", encoding="utf-8") as file:
        file.write("NHS Bexley CCG,Excellent\nNHS Nowhere CCG,Good\nEngland,Good\n")
    told = added.command("check", "ratings_2018")
    flat = " ".join(told.out.split())
    assert told.exit_code == 1
    assert "table on line 3: 2 rows taken, 3 rejected" in told.out
    assert "raw/documents/ratings_2018.txt:6 Rating: 'Excellent' is no band of the scale iaf_four_point" in flat
    assert "raw/documents/ratings_2018.txt:7 no CCG is called 'NHS Nowhere CCG'" in flat
    assert "raw/documents/ratings_2018.txt:8 'England' is no CCG: a country" in flat
    assert "3 problems; a refresh would be refused." in flat


def test_a_problem_of_a_heading_is_no_rejected_row(added: Installation) -> None:
    text = TEXT.replace("Rating\n", "Rating,Remark\n").replace("Good\n", "Good,\n").replace("standing\n", "standing,\n")
    added.document("ratings_2018").write_text(text, encoding="utf-8")
    told = added.command("check", "ratings_2018")
    assert told.exit_code == 1
    assert "table on line 3: 2 rows taken, 0 rejected" in told.out
    assert "raw/documents/ratings_2018.txt:3\n  the heading has a column 'Remark'" in told.out


def test_a_refresh_refuses_what_check_refuses(added: Installation) -> None:
    replace_text(added.document("ratings_2018"), "Outstanding", "Excellent")
    assert added.command("check", "ratings_2018").exit_code == 1
    outcome = added.command("refresh")
    assert outcome.exit_code == 1
    assert "raw/documents/ratings_2018.txt:5" in outcome.err


def test_claims_are_shown_with_their_lines_and_readings(unpublished: Installation) -> None:
    told = unpublished.command("check", "nursing_times_2016")
    flat = " ".join(told.out.split())
    assert told.exit_code == 0
    assert "ratings of October 2016, best and worst band: 34 rows taken, 0 rejected" in told.out
    assert "8 claims, 2 figures, 0 publications, 10 indicators listed, 2 stated cadences" in told.out
    assert "24 13 commissioning groups reached “top 13: Top performing" in flat


def test_a_sidecar_without_a_context_is_told_what_it_could_say(unpublished: Installation) -> None:
    text = (
        "Dementia ratings, 2017/18\n\nIn 2017/18, 57 CCGs were outstanding for dementia. NHS Hull CCG was rated good.\n"
    )
    assert unpublished.command("add", str(save(unpublished.folder, content=text))).exit_code == 0
    sidecar = unpublished.sidecar("ratings_2018")
    fill_in(sidecar, **GIVEN)
    written = sidecar.read_text(encoding="utf-8")
    context = written[written.index("context:") :]
    sidecar.write_text(written.removesuffix(context), encoding="utf-8")
    told = unpublished.command("check", "ratings_2018")
    assert told.exit_code == 0, told.err
    assert "57      no context" in told.out
    assert "names a band, and the sidecar gives no context" in " ".join(told.out.split())
    assert context in told.out
    sidecar.write_text(written, encoding="utf-8")
    assert "without a context" not in unpublished.command("check", "ratings_2018").out


def test_text_that_nothing_maps_is_shown_with_the_reason_and_is_no_problem(unpublished: Installation) -> None:
    told = unpublished.command("check", "commissioning_bulletin_2017")
    assert told.exit_code == 0
    assert "Rejected, which stops nothing: 1" in told.out
    assert "lists links after a label" in told.out


def test_what_the_tables_do_not_allow_is_a_problem(added: Installation) -> None:
    for path in (added.document("ratings_2018"), added.sidecar("ratings_2018")):
        path.rename(path.with_stem("Ratings 2018"))
    told = added.command("check", "Ratings 2018")
    assert told.exit_code == 1
    assert "core.document fails as_declared: document_id: 1 fail" in " ".join(told.out.split())


def test_a_document_without_a_sidecar_is_told_with_what_add_would_find(unpublished: Installation) -> None:
    told = unpublished.command("check", str(save(unpublished.folder)))
    assert told.exit_code == 1
    assert "Ratings 2018.txt has no sidecar: Ratings 2018.yml is not beside it." in told.out
    assert "A table with its heading on line 3: 2 rows, 2 with a known organisation" in told.out
    assert "To write a first sidecar: ccg-ratings add Ratings 2018.txt" in told.out
    assert not unpublished.document("ratings_2018").exists()


def test_a_document_elsewhere_is_read_with_the_sidecar_beside_it(added: Installation) -> None:
    elsewhere = added.folder / "elsewhere"
    elsewhere.mkdir()
    for path in (added.document("ratings_2018"), added.sidecar("ratings_2018")):
        path.rename(elsewhere / path.name)
    for name in ("ratings_2018.txt", "ratings_2018.yml"):
        told = added.command("check", str(elsewhere / name))
        assert told.exit_code == 0, told.err
        assert "2 rows taken" in told.out


def test_an_original_is_read_in_place_of_its_abstract_and_refused_when_its_sum_differs(added: Installation) -> None:
    original = save(added.documents, "ratings_2018.original.txt", TEXT.replace("Good", "Inadequate"))
    told = added.command("check", "ratings_2018")
    assert told.exit_code == 1
    assert "raw/documents/ratings_2018.original.txt:1\n  its SHA-256 is" in told.out
    assert added.command("check", str(added.document("ratings_2018"))).exit_code == 0
    assert added.command("add", str(original)).exit_code == 1


@pytest.mark.parametrize("document_id", ["nursing_times_2016", "rcpsych_2020", "mailonline_2016"])
def test_what_is_told_fits_80_columns(
    unpublished: Installation, document_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    save(unpublished.folder, "again.txt", unpublished.document(document_id).read_bytes())
    for arguments in (["check", document_id], ["add", "again.txt"], ["check", "again"], ["check", "again.txt"]):
        told = unpublished.command(*arguments)
        assert told.out
        assert [line for line in told.out.splitlines() if len(line) > 80] == []


def test_neither_command_loads_dagster(unpublished: Installation) -> None:
    save(unpublished.folder, "again.txt")
    for arguments in (["add", "again.txt"], ["check", "rcpsych_2020"]):
        code = (
            "import sys\nfrom pipeline.app.cli import main\n"
            f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert not end.code\n"
            "assert 'dagster' not in sys.modules"
        )
        with unpublished.entered():
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
