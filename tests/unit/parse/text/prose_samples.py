"""What the tests of prose share: a small vocabulary, the five documents, and lines that provoke slow patterns.

The originals are read where they lie beside the checkout; tests over them are skipped where they are not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from the_reference import REFERENCE

from pipeline.base.lines import Line, split_lines
from pipeline.reference.vocabulary import Area, Band, Context, Scale, Vocabulary

ROOT = Path(__file__).resolve().parents[4]
ORIGINALS = ROOT.parent / "shared" / "documents"
ABSTRACTS = ROOT / "raw" / "documents"
TRUTH = ROOT / "tests" / "truth"

TOP, WELL = "Top performing", "Performing well"
NEEDS, GREATEST = "Needs improvement", "Greatest need for improvement"
OUTSTANDING, GOOD, REQUIRES, INADEQUATE = "Outstanding", "Good", "Requires improvement", "Inadequate"

BASELINE_SCALE = Scale(
    "iaf_baseline_2016",
    (
        Band(TOP, 1, ("top performers",)),
        Band(WELL, 2, ("performed well",)),
        Band(NEEDS, 3, ("need improvement", "needing improvement", "in need of improvement")),
        Band(GREATEST, 4, ("greatest need",)),
    ),
    below_standard=("need to improve", "must improve", "need improvement", "needs improvement", "require improvement",
                    "fall below the standard", "fall below the standards"),
    below_standard_bands=(NEEDS, GREATEST),
)  # fmt: skip
FOUR_POINT_SCALE = Scale(
    "iaf_four_point",
    (
        Band(OUTSTANDING, 1),
        Band(GOOD, 2),
        Band(REQUIRES, 3, ("require improvement", "required improvement")),
        Band(INADEQUATE, 4),
    ),
    below_standard=("need to improve", "must improve"),
    below_standard_bands=(REQUIRES, INADEQUATE),
)
VOCABULARY = Vocabulary(
    (BASELINE_SCALE, FOUR_POINT_SCALE),
    (
        Area("mental_health", ("mental health",)),
        Area("dementia", ("dementia",)),
        Area("learning_disabilities", ("learning disabilities", "learning disability")),
        Area("leadership", ("leadership",)),
        Area("maternity", ("maternity",)),
        Area("cancer", ("cancer",)),
    ),
    {"Insufficient data": "insufficient_data"},
)
BASELINE = Context("ccg_iaf_baseline_2016", "mental_health", "2016/17", "iaf_baseline_2016")
MATERNITY = Context("ccg_iaf_baseline_2016", "maternity", "2016/17", "iaf_baseline_2016")
LEADERSHIP = Context("ccg_iaf", "leadership", "2019/20 Q1", "iaf_four_point")
DEMENTIA, MENTAL_HEALTH, LEARNING = (
    Context("ccg_iaf", area, "2017/18", "iaf_four_point")
    for area in ("dementia", "mental_health", "learning_disabilities")
)

# document_id: the beginning of the original's name, the contexts in which its prose speaks, and the default.
DOCUMENTS: dict[str, tuple[str, tuple[Context, ...], Context | None]] = {
    "mental_health_today_2016": ("000", (BASELINE,), BASELINE),
    "nursing_times_2016": ("001", (BASELINE,), BASELINE),
    "mailonline_2016": ("002", (BASELINE, MATERNITY), BASELINE),
    "rcpsych_2020": ("003", (LEADERSHIP, DEMENTIA, MENTAL_HEALTH, LEARNING), None),
    "commissioning_bulletin_2017": ("004", (), None),
}
_ROW = re.compile(r".*\t|NHS [^.]{2,80} CCG |CCG Name")


@cache
def project_vocabulary() -> Vocabulary:
    """The vocabulary of raw/reference, with which the documents are read."""
    return REFERENCE.vocabulary


def prose_lines(document_id: str, kind: str) -> tuple[str, list[Line]]:
    """A document's text and its lines outside tables; `kind` is original or abstract. Skips where it is absent."""
    if kind == "original":
        path = next(iter(sorted(ORIGINALS.glob(f"{DOCUMENTS[document_id][0]}_*.txt"))), None)
    else:
        path = ABSTRACTS / f"{document_id}.txt"
    if path is None or not path.exists():
        pytest.skip(f"the {kind} of {document_id} is not there")
    text = path.read_text(encoding="utf-8")
    return text, [line for line in split_lines(text) if not _ROW.match(line.text)]


def truth(name: str, document_id: str) -> Iterator[dict[str, str]]:
    """The rows that tests/truth/<name>.csv has for a document, in order."""
    with (TRUTH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.pop("document_id") == document_id:
                yield row


# Beginnings that are repeated to a line of 100,000 characters. A pattern that backtracks takes minutes on one.
PROVOKING = (
    "a ", "“", "1 of ", ", and", "one ", "half ", ".", "9", "1,", "1.", "hundred and ", ". ", "<", "[1", "x_", "q1.",
    "-",
    "good or ", "13 good ", "13 CCGs were good, ", "of the 13 CCGs ", "13 (6%) ", "the ", "CCGs ", "needs improvement ",
    "mental health ", "2016/17 ", "13 were good for dementia in 2017/18, ", "good (13) or ", "none ", "13 – ", "13, ",
    "every quarter the dashboard is updated ", "dashboard ", "every January ", "Publisher, July 2017 ", "| ", ": ",
    "A, ",
    "13 babies per 1,000 ", "£1bn a year ", "5 to 10 million ", "İ", "😀",
)  # fmt: skip
LONG = 100_000
# Far more than any line takes (about half a second), far less than a backtracking pattern would.
CPU_SECONDS = 10.0
