"""The claims of a text as they are printed, without those that notes, lines or other claims leave in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.base.lines import Line
from pipeline.parse.text.claims.doubts.notes import limited_by_notes
from pipeline.parse.text.claims.stated.tallies import impossible, without
from pipeline.parse.text.facts import ClaimsFound, NumberRead
from pipeline.parse.text.lines.hidden import shown
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.parse.text.lines.wrapped_lines import Prose, claims_as_printed, numbers_as_printed
from pipeline.parse.text.numbers import numbers_in
from pipeline.reference.vocabulary import Vocabulary


def as_printed(
    found: ClaimsFound, prose: Prose, lines: Sequence[Line], labels: re.Pattern[str], vocabulary: Vocabulary
) -> ClaimsFound:
    """What was found, as printed, without claims over two lines, those that a note limits, and those that cannot hold
    together."""
    printed = limited_by_notes(list(claims_as_printed(found.claims, prose, lines)), lines, labels, vocabulary)
    out = impossible([claim for claim in printed if claim], vocabulary)
    pairs = [(read, claim if claim not in out else None) for read, claim in zip(found.claims, printed, strict=True)]
    dropped = [read for read, claim in pairs if claim is None]
    numbers = without(found.numbers, dropped, [read for read, claim in pairs if claim])
    numbers = [*numbers_as_printed(numbers, prose), *_not_shown(lines)]
    return ClaimsFound([claim for _, claim in pairs if claim], numbers)


def _not_shown(lines: Sequence[Line]) -> Iterator[NumberRead]:
    """The numbers of what a page does not show: they are in the document, and no claim of it."""
    for line, seen in zip(lines, shown(lines), strict=True):
        if line.text == seen.text:
            continue
        for sentence in split_sentences(line):
            for number in numbers_in(sentence):
                start = sentence.start + number.start
                if seen.text[start - line.start].isspace():
                    yield NumberRead(start, sentence.start + number.end, "denial")
