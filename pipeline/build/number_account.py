"""What became of every number that prose prints in digits, so that none is lost unseen.

Each number is compared with the claims and the figures of its document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.build.document_facts import DocumentFacts
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.parse.text.numbers import numbers_in

# The spans of a text, in order: where each begins, and where it ends.
_Spans = tuple[Sequence[int], Sequence[int]]


@dataclass(frozen=True)
class NumberAccount:
    """One document's numbers in digits: part of a claim, or a figure; `lost` are in neither, with their lines."""

    document_id: str
    claimed: int
    figures: int
    lost: tuple[tuple[int, str], ...]


def numbers_of(facts: DocumentFacts) -> NumberAccount:
    """Each number of the document's prose, counted once."""
    extracted = facts.extracted
    claims = _spans([(number.char_start, number.char_end) for number in extracted.claimed_numbers])
    figures = _spans([(figure.char_start, figure.char_end) for figure in extracted.figures])
    claimed = in_figures = 0
    lost: list[tuple[int, str]] = []
    for line in extracted.lines if extracted.prose_lines else ():
        if line.number not in extracted.prose_lines or not any(map(str.isdigit, line.text)):
            continue
        for sentence in split_sentences(line):
            for number in numbers_in(sentence):
                if number.is_word:
                    continue
                place = sentence.start + number.start
                if _holds(claims, place):
                    claimed += 1
                elif _holds(figures, place):
                    in_figures += 1
                else:
                    lost.append((line.number, sentence.text[number.start : number.end]))
    return NumberAccount(facts.document.document_id, claimed, in_figures, tuple(lost))


def _spans(spans: Sequence[tuple[int, int]]) -> _Spans:
    ordered = sorted(spans)
    return [start for start, _ in ordered], [end for _, end in ordered]


def _holds(spans: _Spans, place: int) -> bool:
    starts, ends = spans
    before = bisect_right(starts, place) - 1
    return before >= 0 and place < ends[before]
