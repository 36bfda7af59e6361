"""Notes at the foot that limit what bears their mark, '57 CCGs were outstanding.*' … '* Dementia only.', and those
right below a list, which are on each of its items: '(excludes merged CCGs)'.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.base.lines import Line
from pipeline.parse.text.claims.doubts.fragments import Remark
from pipeline.parse.text.claims.doubts.remarks import note_on
from pipeline.parse.text.facts import Claim
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.reference.vocabulary import Vocabulary

_MARK = r"(?:\*{1,3}|[†‡§¶]{1,2}|[¹²³⁰⁴-⁹]{1,3}|\[[0-9a-z]{1,2}\]|\([0-9a-z]\)|<sup>[0-9a-z*†‡]{1,3}</sup>)"
_NOTE = re.compile(rf"\s*(?P<mark>{_MARK}|[0-9]{{1,2}}(?= [A-Z]))\s?(?=[^\s*])")
_MARKED = re.compile(rf"(?<=[\w.,;:!?)'\"”’%])\s?(?P<mark>{_MARK})(?![\w*])")
_BELOW = re.compile(
    r"\s*(?:[(\[](?P<bracketed>[^()\[\]]+)[)\]][.\s]*|(?:note|notes|nb|n\.b\.)\b[:.\s]+(?P<noted>.+))", re.IGNORECASE
)
_ENDS = re.compile(rf"[.!?]['\"”’)]*(?:{_MARK})*(?=\s|$)")


def _plain(mark: str) -> str:
    """A mark however it is printed: '¹', '[1]', '(1)' and '<sup>1</sup>' are one."""
    return re.sub(r"<[^<>]*>|[\[\]()]", "", mark).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))


def limited_by_notes(
    claims: Sequence[Claim | None], lines: Sequence[Line], labels: re.Pattern[str], vocabulary: Vocabulary
) -> list[Claim | None]:
    """The claims as printed, without those of which a note says that they are of something else."""
    notes = dict(_notes(lines, labels, vocabulary))
    below = dict(_notes_below_lists(lines, labels, vocabulary))
    if not notes and not below:
        return list(claims)
    starts = [line.start for line in lines]
    kept: list[Claim | None] = []
    for claim in claims:
        marks = _marks_after(claim, lines, starts) if claim else ()
        remarks = [notes[mark] for mark in marks if mark in notes]
        if claim and claim.line_no in below:
            remarks.append(below[claim.line_no])
        is_out = claim is not None and any(remark.rules_out(claim.area, claim.period) for remark in remarks)
        kept.append(None if is_out else claim)
    return kept


def _notes(lines: Sequence[Line], labels: re.Pattern[str], vocabulary: Vocabulary) -> Iterator[tuple[str, Remark]]:
    """What each note remarks, by its mark. Several lines that begin alike are a list."""
    begun = [(_plain(found["mark"]), found.end(), line) for line in lines if (found := _NOTE.match(line.text))]
    marks = [mark for mark, _, _ in begun]
    for mark, end, line in begun:
        if marks.count(mark) == 1:
            note = Line(line.number, line.start + end, line.text[end:])
            for sentence in split_sentences(note)[:1]:
                yield mark, note_on(sentence, labels, vocabulary)


def _notes_below_lists(
    lines: Sequence[Line], labels: re.Pattern[str], vocabulary: Vocabulary
) -> Iterator[tuple[int, Remark]]:
    """The lines of each list that a note in brackets, or one that calls itself a note, stands right below."""
    items: list[int] = []
    for line in lines:
        if items and line.number != items[-1] + 1:
            items = []
        if read_bullet(line):
            items.append(line.number)
            continue
        if items and (found := _BELOW.fullmatch(line.text)):
            start, end = found.span("bracketed") if found["bracketed"] else found.span("noted")
            note = Line(line.number, line.start + start, line.text[start:end])
            for sentence in split_sentences(note)[:1]:
                remark = note_on(sentence, labels, vocabulary)
                yield from ((number, remark) for number in items)
        items = []


def _marks_after(claim: Claim, lines: Sequence[Line], starts: Sequence[int]) -> list[str]:
    """The marks from a claim to the end of its sentence, which may be on the next line."""
    at = bisect_right(starts, claim.char_start) - 1
    text = " ".join(line.text for line in lines[at : at + 2])[claim.char_start - starts[at] :]
    ends = _ENDS.search(text, claim.char_end - claim.char_start)
    return [_plain(found["mark"]) for found in _MARKED.finditer(text[: ends.end() if ends else len(text)])]
