"""A document's prose to its mentions of organisations, and to the bands that it states of them.

The lines are gone through with what stands around each sentence; names may be listed one a line, and a document's title
may name its one organisation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.base.period_mentions import find_periods
from pipeline.parse.text.facts import Mention, NamedBand, Reject
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.parse.text.lines.hidden import shown
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.parse.text.mentions.name_lists import names_alone
from pipeline.parse.text.mentions.named_bands import BandReader, Stated
from pipeline.parse.text.mentions.names import Found, find_names
from pipeline.parse.text.mentions.paragraphs import Paragraph
from pipeline.reference.known_names import KnownNames

_OF_CCGS = re.compile(r"\bccgs?\b|clinical commissioning groups?", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…]['\"’”)\]*_]*\s*$")
_LONGEST_HEADING = 120


@dataclass
class Named:
    """What prose names: its mentions, the bands it states of named organisations, and what of that was rejected."""

    mentions: list[Mention] = field(default_factory=list)
    bands: list[NamedBand] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_mentions(lines: Sequence[Line], title: str, names: KnownNames, reader: BandReader) -> Named:
    """Every organisation that `lines`, the prose of a document of that title, name."""
    result = Named()
    own = [found for found in find_names(title, names) if not found.doubt]
    subject = own[0].name if len(own) == 1 and len(find_names(title, names)) == 1 else None
    last_named, last_periods = subject, set[str]()
    heading = ""
    printed = [line for line in shown(lines) if not line.is_blank]
    listed = _listed_names(printed, names, reader)
    blocks = _blocks(printed)
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        named = [
            find_names(line.text, names, reader.bare_lists(line)) or listed.get(line.number, []) for line in block.lines
        ]
        is_split = bool(subject) or any(named)
        sentences = [split_sentences(line) if is_split else [] for line in block.lines]
        of_block = [one for of_line in sentences for one in of_line]
        next_line = following.lines[0].text if following else ""
        paragraph = Paragraph(of_block, (heading, block.intro), reader.vocabulary, next_line)
        first = 0
        for line, found, of_line in zip(block.lines, named, sentences, strict=True):
            numbers = range(first, first + len(of_line))
            first += len(of_line)
            if found:
                result.mentions += _mentions(line, paragraph, numbers, found, reader)
                last_named = found[-1].name
            if subject and last_named and _is_same(last_named, subject, names):
                _read_own(paragraph, numbers, subject, last_periods, reader, result)
            if periods := {period.period for period in find_periods(line.text)}:
                last_periods = periods
        if len(block.lines) == 1 and _is_heading(block.lines[0], named[0]):
            heading = block.lines[0].text.strip()
    result.bands = [
        NamedBand(one.line_no, one.char_start, one.char_end, one.name, one.name, one.context, one.band)
        for one in result.mentions
        if one.context and one.band and not one.doubt
    ] + result.bands
    return result


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without a blank one between them, of which one may speak of what another names; `intro` leads to them."""

    lines: list[Line]
    intro: str = ""


def _blocks(printed: Sequence[Line]) -> list[_Block]:
    """The paragraphs of `printed`; an item is one with its further lines, and the line before a list leads to each."""
    blocks: list[_Block] = []
    intro, last = "", -1
    for line in printed:
        adjoins = line.number == last + 1
        if read_bullet(line):
            blocks.append(_Block([line], intro if adjoins or intro.rstrip().endswith(":") else ""))
        elif adjoins and blocks:
            blocks[-1].lines.append(line)
        else:
            blocks.append(_Block([line]))
        if not adjoins and not (read_bullet(line) and intro.rstrip().endswith(":")):
            intro = ""
        if not read_bullet(line):
            intro = line.text
        last = line.number
    return blocks


def _mentions(
    line: Line, paragraph: Paragraph, numbers: range, found: Sequence[Found], reader: BandReader
) -> list[Mention]:
    """The mentions of a line, whose sentences have these numbers in its paragraph."""
    stated: dict[int, Stated] = {}
    at = 0
    for number in numbers:
        sentence = paragraph.sentences[number]
        last = sentence.end - line.start
        first = at
        while at < len(found) and found[at].end <= last:
            at += 1
        # A name that a sentence's end cuts in two is in none.
        within = [one for one in found[first:at] if sentence.start - line.start <= one.start]
        if within:
            for one, statement in zip(within, reader.stated(paragraph, number, line.start, within), strict=True):
                stated[one.start] = statement
    mentions = []
    for one in found:
        statement = stated.get(one.start, Stated())
        place = (line.number, line.start + one.start, line.start + one.end)
        mentions.append(Mention(*place, one.name, one.doubt, statement.context, statement.band, statement.reason))
    return mentions


def _read_own(
    paragraph: Paragraph,
    numbers: range,
    subject: str,
    last_periods: set[str],
    reader: BandReader,
    result: Named,
) -> None:
    """Adds what the line states of the one organisation that the document's title names."""
    for number in numbers:
        sentence = paragraph.sentences[number]
        read = reader.of_own_subject(paragraph, number)
        if read is None:
            continue
        stated, first, last = read
        start, end = sentence.start + first, sentence.start + last
        quote = sentence.text[first:last]
        reason = stated.reason
        own_periods = {named.period for named in find_periods(sentence.text)}
        if stated.context and last_periods - {stated.context.period} and not own_periods:
            reason = f"stands after words on {', '.join(sorted(last_periods))}, and names no period itself"
        if reason is None and stated.band and stated.context:
            result.bands.append(NamedBand(sentence.line_no, start, end, quote, subject, stated.context, stated.band))
        else:
            whose = f"a band that may be that of {subject}: {reason}"
            result.rejects.append(Reject(sentence.line_no, start, end, quote, "mention", whose))


def _is_same(name: str, other: str, names: KnownNames) -> bool:
    return names.key(name) == names.key(other)


def _is_heading(line: Line, found: Sequence[Found]) -> bool:
    """Whether a line heads the paragraphs below it: short, no sentence, no item, and no name alone."""
    text = line.text.strip()
    if len(text) > _LONGEST_HEADING or read_bullet(line) or _ENDS_SENTENCE.search(text):
        return False
    return not any(one.end - one.start >= len(text) - 4 for one in found)


def _listed_names(printed: Sequence[Line], names: KnownNames, reader: BandReader) -> dict[int, list[Found]]:
    """Bare names under a line that says that they are CCGs' or have a band, by the numbers of their lines."""
    listed: dict[int, list[Found]] = {}
    opening = ""
    for line in printed:
        found = _only_names(line, names)
        if not found:
            opening = fold(line.text) if len(line.text) <= 2 * _LONGEST_HEADING else ""
        elif _OF_CCGS.search(opening) or reader.names_band(opening):
            listed[line.number] = found
    return listed


def _only_names(line: Line, names: KnownNames) -> list[Found]:
    """The known names that are all there is on a line, with their places in the line."""
    bullet = read_bullet(line)
    if bullet is None:
        return names_alone(line.text, names)
    by = bullet.start - line.start
    return [one._replace(start=one.start + by, end=one.end + by) for one in names_alone(bullet.text, names)]
