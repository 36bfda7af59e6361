"""Sentences of a line, and clauses of a sentence, each with its offsets. A sentence never crosses a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.lines.bullets import read_bullet


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` as printed from offset `start` of the document on, and `plain`, the same folded."""

    line_no: int
    start: int
    text: str
    plain: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_HEADING_MARK = re.compile(r"\s*#{1,6}\s+")
# The number of a paragraph or a post, the time of an entry, or the place and agency of a report, before prose:
# "3.2 Of the CCGs …", "2/ …", "10.52 …", "LONDON (PA) – …", "10 The number of CCGs …": a figure counts nothing that a
# capital sets apart from it.
_PARAGRAPH_NUMBER = re.compile(
    r"\s*(?:(?:[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?|[0-9]{1,2}:[0-9]{2}|\([a-z0-9]{1,3}\))(?=(?:.{0,200}?\b[a-z]{2,}\b){2})"
    r"|[0-9]{1,3}/[0-9]{0,3}|[0-9]{1,3}(?= (?:A|An|All|As|At|By|Each|Every|For|From|He|How|If|In|It|No|None|Of|On|Our"
    r"|She|Some|That|The|Their|There|These|They|This|Those|To|Under|We|What|When|Where|Which|While|Who|With)\b)"
    r"|[A-Z]{3,20} \([A-Z][A-Za-z ]{1,20}\) [–—-])\s+(?=[A-Z0-9@“‘\"'(])"
)
_STOP = re.compile(r"[.!?…]['\")\]]*(?:<sup>[^<>]{0,12}</sup>)?\s+")
_OPENING = re.compile(r"['\"(\[*_]{0,8}")
_LAST_WORD = re.compile(r"(?:^|[\s('\"])([a-z.]{1,8})$")

# A stop after these ends no sentence; after the second set only where a number follows.
_ABBREVIATION = re.compile(
    r"(?:mr|mrs|ms|dr|prof|sir|rev|hon|st|jr|sr|vs|e\.?g|i\.?e|cf|al|inc|ltd|approx|ca?|fig|pp|vol|ed|dept)\.?"
)
# A name that is a question word, after a word of a sentence: "according to Which? 40 …".
_NAME = re.compile(r"[a-z,] (?:Which|Who|What|When|Where|Why|How)$")
_NEAR = 12
_BEFORE_NUMBER = re.compile(r"nos?|p|art|sec|ch")


def split_sentences(line: Line) -> list[Sentence]:
    """The sentences of `line`, in order, without outer spaces and the mark of a list item, a heading or a paragraph."""
    text = line.text
    plain = fold(text)
    start = _body_start(line)
    sentences = []
    for stop in _STOP.finditer(plain, start):
        if _ends_sentence(text, plain, stop.start(), stop.end()):
            sentences.append((start, stop.end()))
            start = stop.end()
    sentences.append((start, len(text)))
    return [
        Sentence(line.number, line.start + first, text[first:last], plain[first:last])
        for first, last in _stripped(text, sentences)
    ]


def _body_start(line: Line) -> int:
    if bullet := read_bullet(line):
        return bullet.start - line.start
    mark = _HEADING_MARK.match(line.text) or _PARAGRAPH_NUMBER.match(line.text)
    return mark.end() if mark else 0


def _stripped(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for start, end in spans:
        content = text[start:end]
        first = start + len(content) - len(content.lstrip())
        if content := content.strip():
            yield first, first + len(content)


def _ends_sentence(text: str, plain: str, stop: int, next_start: int) -> bool:
    opening = _OPENING.match(plain, next_start)
    following = text[opening.end() : opening.end() + 1] if opening else ""
    if not following or following.islower():
        return False
    if text[stop] != ".":
        return _NAME.search(text, max(0, stop - _NEAR), stop) is None
    word = _LAST_WORD.search(plain[max(0, stop - 12) : stop])
    if word is None:
        return True
    if _BEFORE_NUMBER.fullmatch(word[1]):
        return not following.isdigit()
    is_initial = len(word[1]) == 1 and text[stop - 1].isupper()
    return not is_initial and not _ABBREVIATION.fullmatch(word[1])


_CLAUSE = re.compile(
    r"[;|]|:\s|\s[–-]\s|,\s(?=(?:and|but|so|yet|with|compared|up|down)\b)"
    r"|,?\s(?=(?:while|whilst|whereas|but|although|though)\b)"
)


def clause_starts(plain: str) -> list[int]:
    """Where the clauses of a folded sentence begin, in order; the first begins at 0."""
    return starts_after(_CLAUSE, plain)


def starts_after(boundary: re.Pattern[str], plain: str) -> list[int]:
    """Where the stretches begin into which `boundary` cuts `plain`, in order; the first begins at 0."""
    return [0, *(found.end() for found in boundary.finditer(plain))]


def stretch_at(starts: Sequence[int], position: int, end: int) -> tuple[int, int]:
    """The stretch that holds `position`, of those which begin at `starts` and end at `end`."""
    index = bisect_right(starts, position)
    return starts[index - 1], starts[index] if index < len(starts) else end


def part_of(sentence: Sentence, start: int, end: int) -> Sentence:
    """What stands at `start` to `end` of a sentence."""
    return Sentence(sentence.line_no, sentence.start + start, sentence.text[start:end], sentence.plain[start:end])
