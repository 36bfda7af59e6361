"""What a sidecar says of printed cells, and the marks that stand on them: labels, markers and footnotes."""

from __future__ import annotations

import pytest
from core_samples import REFERENCE, build, reasons, rows

from pipeline.parse.sidecar.sidecar import read_sidecar

TABLE = """\
tables:
  - name: ratings
    columns:
      - {title: CCG, organisation: true}
      - title: Rating
        rating:
          framework: ccg_iaf
          area: dementia
          period: 2017/18
          labels: {O: Outstanding, 2: Good, RI: Requires improvement, X: Insufficient data}
          markers: {'–': {status: not_published, reason: not yet published}}
      - title: Rate
        measure:
          measure_id: iapt_recovery_rate
          period: 2017/18
          markers:
            '..': {status: not_available, reason: none was collected}
            '[c]': {status: suppressed, reason: withheld}
"""
PRINTED = [
    ["CCG", "Rating", "Rate"],
    ["NHS Bury CCG", "O", ".."],
    ["NHS Bolton CCG", "2", "[c]"],
    ["NHS Hull CCG", "ri", "58.8%"],
    ["NHS Nene CCG", "–", "58.81%"],
    ["NHS Corby CCG", "X", "*"],
]


@pytest.mark.parametrize("delimiter", ["\t", " | ", " "])
def test_labels_stand_for_bands_and_markers_for_missing_cells(delimiter: str) -> None:
    built = build("".join(delimiter.join(row) + "\n" for row in PRINTED), TABLE)
    assert built.problems == []
    assert rows(built, "rating", "quote", "band", "status", "reason") == [
        ("O", "Outstanding", "rated", None),
        ("2", "Good", "rated", None),
        ("ri", "Requires improvement", "rated", None),
        ("–", None, "not_published", "not yet published"),
        ("X", None, "insufficient_data", "insufficient data"),
    ]
    assert rows(built, "measure_value", "value_published", "value", "status", "reason") == [
        ("..", None, "not_available", "none was collected"),
        ("[c]", None, "suppressed", "withheld"),
        ("58.8%", 58.8, "published", None),
        ("58.81%", 58.81, "published", None),
        ("*", None, "suppressed", "suppressed"),
    ]


def test_a_marker_of_a_count_has_its_bounds() -> None:
    """Of a share no bounds are taken, for a marker bounds what is counted."""
    counted = next(m.measure_id for m in REFERENCE.measures.values() if REFERENCE.is_count(m))
    described = TABLE[: TABLE.index("      - title: Rate")] + (
        f"      - title: People\n        measure: {{measure_id: {counted}, period: 2017/18, markers: "
        "{<5: {status: suppressed, reason: under 5, lower: 0, upper: 4}}}\n"
    )
    built = build("CCG\tRating\tPeople\nNHS Bury CCG\tO\t<5\n", described)
    found = rows(built, "measure_value", "status", "reason", "lower", "upper")
    assert found == [("suppressed", "under 5", 0, 4)]
    of_a_share = TABLE.replace(
        "'[c]': {status: suppressed, reason: withheld}", "<5: {status: suppressed, reason: u, upper: 4}"
    )
    built = build("CCG\tRating\tRate\nNHS Bury CCG\tO\t<5\n", of_a_share)
    assert rows(built, "measure_value", "status", "upper") == [("suppressed", None)]


@pytest.mark.parametrize("mark", ["*", "†", "¹", "‡‡", "[2]", "[r]", "<sup>3</sup>", " [note 4]", " *", "²³"])
def test_a_footnote_mark_is_kept_in_the_quote_and_listed_and_the_cell_is_read(mark: str) -> None:
    text = f"CCG\tRating\tRate\nNHS Bury CCG{mark}\tGood{mark}\t58.8%{mark}\nNHS Hull CCG\tGood\t57.1%\n"
    built = build(text, TABLE)
    assert built.problems == []
    assert rows(built, "rating", "org_code", "org_name_published", "quote", "band")[0] == (
        "00V",
        f"NHS Bury CCG{mark}",
        f"Good{mark}",
        "Good",
    )
    assert rows(built, "measure_value", "value_published", "value", "decimals")[0] == (f"58.8%{mark}", 58.8, 1)
    assert reasons(built, "footnote") == [
        (2, f"a footnote mark on '{cell}', which was read without it") for cell in ("NHS Bury CCG", "Good", "58.8%")
    ]


def test_footnote_marks_are_read_where_no_delimiter_divides_the_cells() -> None:
    built = build("CCG Rating Rate\nNHS BURY CCG† Good* 58.8%¹\nNHS HULL CCG Good 57.1%\n", TABLE)
    assert built.problems == []
    assert rows(built, "rating", "org_code", "band") == [("00V", "Good"), ("03F", "Good")]
    assert len(reasons(built, "footnote")) == 3


def test_a_mark_alone_is_what_it_was() -> None:
    built = build("CCG\tRating\tRate\nNHS Bury CCG\tGood\t*\n", TABLE)
    assert rows(built, "measure_value", "status") == [("suppressed",)]
    assert reasons(built, "footnote") == []


def test_a_name_in_a_list_of_bands_may_have_a_footnote_mark() -> None:
    described = "band_lists:\n  - {name: best, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}\n"
    built = build("Outstanding\n• NHS Bury CCG¹\n• Hull†\n", described)
    assert built.problems == []
    assert rows(built, "rating", "org_code", "quote") == [("00V", "NHS Bury CCG¹"), ("03F", "Hull†")]


@pytest.mark.parametrize(
    ("printed", "wrong", "message"),
    [
        ("labels: {O: Outstanding", "labels: {O: Excellent", "no band 'Excellent'"),
        (
            "not_published, reason: not yet",
            "suppressed, reason: not yet",
            "insufficient_data, not_applicable or not_published",
        ),
        ("status: not_available", "status: gone", "status"),
    ],
)
def test_a_label_or_marker_that_means_nothing_is_reported_with_its_line(printed: str, wrong: str, message: str) -> None:
    head = "title: T\npublisher: P\npublished_on: 2018\nlicence: L\ntext_kind: original\n"
    assert printed in TABLE
    _, problems, _ = read_sidecar(head + TABLE.replace(printed, wrong), "d.yml", REFERENCE)
    assert any(message in f"{problem.message}" for problem in problems), problems


def test_a_text_that_no_column_holds_is_reported_with_the_keys_that_explain_it() -> None:
    (problem,) = build("CCG\tRating\tRate\nNHS Bury CCG\tZ\t1%\nNHS Hull CCG\tO\t1%\n", TABLE).problems
    assert "'Z' is no band" in problem.message
    assert "`labels` or `markers`" in problem.remedy


# What has a meaning already


def problems_with(old: str, new: str, more: str = "") -> list[tuple[int | None, str]]:
    head = "title: T\npublisher: P\npublished_on: 2018\nlicence: L\ntext_kind: original\n"
    assert TABLE.count(old) == 1
    _, problems, _ = read_sidecar(head + TABLE.replace(old, new) + more, "a.yml", REFERENCE)
    return [(problem.line_no, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("{O: Out", "{Good: Outstanding, O: Out", 15, "'Good' is the band Good, and cannot stand for Outstanding"),
        ("{O: Out", "{'GOOD ': Inadequate, O: Out", 15, "'GOOD ' is the band Good, and cannot stand for Inadequate"),
        ("{O: Out", "{Good: Insufficient data, O: Out", 15, "'Good' is the band Good, and cannot stand for Ins"),
        ("{'–':", "{good: {status: not_published, reason: x}, '–':", 16, "'good' is the band Good, and cannot"),
        ("{O: Out", "{o: Good, O: Out", 15, "'O' has a meaning already: it is read as 'o' is"),
        ("{'–':", "{RI: {status: not_published, reason: x}, '–':", 16, "'RI' is the band Requires improvement"),
        ("'[c]':", "'[C]': {status: not_available, reason: x}\n            '[c]':", 24, "'[c]' has a meaning already"),
    ],
)  # fmt: skip
def test_a_printed_text_has_one_meaning(old: str, new: str, line: int, message: str) -> None:
    ((told, words),) = problems_with(old, new)
    assert told == line
    assert words.startswith(message)


def test_a_band_may_be_given_as_its_own_label() -> None:
    assert problems_with("{O: Out", "{Outstanding: Outstanding, O: Out") == []


def test_a_row_of_counts_that_is_a_band_means_no_other() -> None:
    counts = """counts:
  - name: bands
    first: Rating
    columns: [{title: 2017/18, context: {framework: ccg_iaf, area: dementia, period: 2017/18}}]
    labels: {Inadequate: Good}
"""
    ((line, message),) = problems_with("tables:\n", "tables:\n", counts)
    assert (line, message) == (28, "'Inadequate' is the band Inadequate, and cannot stand for Good")


def test_a_second_correction_of_one_text_is_told_at_its_line() -> None:
    entry = "{{line: 6, printed: Good, right: {}, reason: r, authority: a}}"
    both = f"corrections:\n  - {entry.format('Outstanding')}\n  - {entry.format('Inadequate')}\n"
    assert problems_with("tables:\n", "tables:\n", both) == [(26, "a second correction of 'Good' on line 6")]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "www.england.nhs.uk"])
def test_the_address_of_a_document_is_one_of_the_web(address: str) -> None:
    ((line, message),) = problems_with("tables:\n", "tables:\n", f'url: "{address}"\n')
    assert line == 24
    assert "write an address that begins with http:// or https://" in message


VALUES = """\
tables:
  - name: values
    columns:
      - {title: CCG, organisation: true}
      - {title: Rate, measure: {measure_id: iapt_recovery_rate, period: 2018/19}}
"""


@pytest.mark.parametrize(
    ("above", "is_taken"), [("Figures for 2017/18", False), ("Previous year", False), ("More of 2018/19", True)]
)
def test_values_under_a_second_heading_with_words_of_another_year_are_not_taken(above: str, is_taken: bool) -> None:
    table = "CCG\tRate\nNHS {} CCG\t58.8\n"
    built = build(f"{table.format('Bury')}{above}\n{table.format('Bolton')}", VALUES)
    assert len(rows(built, "measure_value", "value")) == (2 if is_taken else 1)
    assert bool(built.problems) is not is_taken


def test_a_share_that_may_have_lost_its_point_is_not_taken() -> None:
    dementia = VALUES.replace("iapt_recovery_rate", "dementia_diagnosis_rate")
    built = build("CCG\tRate\nNHS Bury CCG\t67.1\nNHS Bolton CCG\t697\nNHS Hull CCG\t60.1\n", dementia)
    assert rows(built, "measure_value", "value") == [(67.1,), (60.1,)]
    assert "so that may be lost" in str(built.problems[0])
