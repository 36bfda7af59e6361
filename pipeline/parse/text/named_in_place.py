"""Bands that prose states of named organisations, held against what is known of claims.

A statement of one organisation holds only where a count of all of them would be a claim in its place: what a heading,
the sentences around it or a note say of the one, they say of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.base.lines import Line
from pipeline.base.period_mentions import find_periods
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.facts import NamedBand, Reject
from pipeline.parse.text.lines.sentences import Sentence, split_sentences
from pipeline.parse.text.mentions.named_bands import IN_DOUBT
from pipeline.parse.text.mentions.reading import Named
from pipeline.parse.text.subject_names import areas_named
from pipeline.parse.text.tables.row_lines import row_lines
from pipeline.reference.vocabulary import Context, Vocabulary

# More organisations than a text counts, so that each number is that of one statement.
_FIRST_COUNT = 5_000
# What ends a sentence, with the mark of a note.
_END = re.compile(r"[.!?:;*†‡§¹²³⁰⁴-⁹]*$")


def without_doubted(
    named: Named, lines: Sequence[Line], vocabulary: Vocabulary, contexts: Sequence[Context], default: Context | None,
    title: str,
) -> Named:  # fmt: skip
    """What is named, without the bands that do not hold in their place; why is said of each."""
    if not named.bands:
        return named
    counted: list[list[NamedBand]] = []
    in_place = list(_lines_with_counts(lines, named.bands, vocabulary, counted))
    claims = find_claims(in_place, vocabulary, contexts, default, title).claims
    read = {(claim.value, claim.bands, claim.framework, claim.area, claim.period) for claim in claims}
    held = {
        band.char_start
        for index, bands in enumerate(counted)
        for band in bands
        if (_FIRST_COUNT + index, (band.band,), *_what(band.context)) in read
    }
    out = [band for band in named.bands if band.char_start not in held]
    doubted = {band.char_start for band in out}
    mentions = [
        replace(one, context=None, band=None, no_band_reason=IN_DOUBT) if one.char_start in doubted else one
        for one in named.mentions
    ]
    of_mentions = {one.char_start for one in named.mentions}
    rejects = [
        Reject(
            band.line_no, band.char_start, band.char_end, band.quote, "mention",
            f"a band that may be that of {band.name}: {IN_DOUBT}",
        )
        for band in out
        if band.char_start not in of_mentions
    ]  # fmt: skip
    return Named(mentions, [band for band in named.bands if band.char_start in held], [*named.rejects, *rejects])


def _what(context: Context) -> tuple[str, str, str]:
    return context.framework, context.area, context.period


def _lines_with_counts(
    lines: Sequence[Line], bands: Sequence[NamedBand], vocabulary: Vocabulary, counted: list[list[NamedBand]]
) -> Iterator[Line]:
    """The lines that are no rows of data, each statement in them a count of all organisations; `counted` gets the bands
    of each, in the order of the numbers."""
    by_line: dict[int, list[NamedBand]] = {}
    for band in bands:
        by_line.setdefault(band.line_no, []).append(band)
    rows = row_lines(lines)
    start = 0
    for line in lines:
        if line.number in rows:
            continue
        text, of_line = line.text, by_line.get(line.number, [])
        for sentence in reversed(split_sentences(line)) if of_line else ():
            stated = [band for band in of_line if sentence.start <= band.char_start < sentence.end]
            if stated:
                count = _count(sentence, stated, vocabulary, counted)
                first = sentence.start - line.start
                text = text[:first] + count + text[first + len(sentence.text) :]
        yield Line(line.number, start, text)
        start += len(text) + 1


def _count(
    sentence: Sentence, stated: Sequence[NamedBand], vocabulary: Vocabulary, counted: list[list[NamedBand]]
) -> str:
    """A sentence that counts organisations for each band that is stated, of the area and period that are named."""
    named = areas_named(sentence.plain, sentence.text, vocabulary.areas)[:1]
    of = "".join(f" for {sentence.plain[area.start : area.end]}" for area in named)
    of += "".join(f" in {period.period}" for period in find_periods(sentence.text)[:1])
    parts = []
    for label in dict.fromkeys(band.band for band in stated):
        number = _FIRST_COUNT + len(counted)
        counted.append([band for band in stated if band.band == label])
        parts.append(f"{number} CCGs were rated {label.lower()}{of} across England")
    end = _END.search(sentence.text)
    return ". ".join(parts) + (end[0] if end else "")
