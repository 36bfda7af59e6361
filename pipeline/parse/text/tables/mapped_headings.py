"""The headings of the tables that a sidecar maps: where they stand in a document, and what is wrong with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.base.lines import Lines, split_lines
from pipeline.parse.text.tables.captions import captions, is_under, why_doubtful, why_sides_differ
from pipeline.parse.text.tables.headings import Heading, HeadingReader
from pipeline.parse.text.tables.rows import TableSpec
from pipeline.parse.text.tables.two_line_headings import upper_line


def find_headings(
    text: str, lines: Lines, specs: Sequence[TableSpec], damaged: dict[int, str]
) -> list[tuple[TableSpec, Heading]]:
    """Each heading with its table; of tables with the same titles the words above it say which it is."""
    best: dict[int, tuple[int, list[tuple[TableSpec, Heading]]]] = {}
    folded = text.casefold()
    starts = lines.starts if len(folded) == len(text) else split_lines(folded).starts
    for spec in specs:
        reader = HeadingReader([column.title for column in spec.columns], spec.organisation)
        for index in reader.candidates(folded, starts):
            if index + 1 in damaged or not (heading := reader.read(lines[index])):
                continue
            misfit = len(heading.unknown) + len(heading.missing)
            if index not in best or misfit < best[index][0]:
                best[index] = (misfit, [(spec, heading)])
            elif misfit == best[index][0]:
                best[index][1].append((spec, heading))
    _drop_titles(best)
    headed = {id(spec) for _, found in best.values() for spec, _ in found}
    for spec in specs:
        if id(spec) not in headed:
            for index, heading in _of_two_lines(spec, folded, starts, lines, damaged):
                best.setdefault(index, (0, []))[1].append((spec, heading))
    return _told_apart(lines, [found for _, (_, found) in sorted(best.items())])


def _drop_titles(best: dict[int, tuple[int, list[tuple[TableSpec, Heading]]]]) -> None:
    """Leaves out the lines of words above a whole heading that hold some of its titles: 'CCG leadership, 2018/19'."""
    whole: dict[int, int] = {}
    for index, (misfit, found) in best.items():
        for spec, _ in found if not misfit else ():
            whole[id(spec)] = min(index, whole.get(id(spec), index))
    for index, (misfit, found) in list(best.items()):
        is_words = misfit and all(heading.delimiter is None for _, heading in found)
        if is_words and all(index < whole.get(id(spec), -1) for spec, _ in found):
            del best[index]


def _of_two_lines(
    spec: TableSpec, folded: str, starts: list[int], lines: Lines, damaged: dict[int, str]
) -> Iterator[tuple[int, Heading]]:
    """The headings of a table, none of which stands on one line, that two lines give together."""
    reader = HeadingReader([column.title for column in spec.columns], spec.organisation)
    for index in reader.candidates_of_two(folded, starts):
        upper = upper_line(lines, index)
        if upper is None or not damaged.keys().isdisjoint((index + 1, upper.number)):
            continue
        if heading := reader.read_two(upper, lines[index]):
            yield index, heading


def _told_apart(lines: Lines, found: Sequence[list[tuple[TableSpec, Heading]]]) -> list[tuple[TableSpec, Heading]]:
    """Of the tables that each heading may be of, the one whose `under` stands above it, or that goes on from above."""
    chosen: list[tuple[TableSpec, Heading]] = []
    # By identity: a table that a sidecar maps is one object, and a long document may have thousands of headings.
    headings_of = Counter(id(each[0][0]) for each in found)
    for each in found:
        above = captions(lines, each[0][1], chosen[-1][1].line.number if chosen else 0)
        named = [pair for pair in each if pair[0].under and is_under(pair[0].under, above)]
        named.sort(key=lambda pair: -len(pair[0].under or ""))
        before = [pair for pair in each if chosen and pair[0] is chosen[-1][0]]
        free = [pair for pair in each if not pair[0].under]
        spec, heading = (named or (free if above else before) or free or before or each)[0]
        if spec.under and not named and not before:
            heading = replace(heading, doubt=f"stands under no line with the words '{spec.under}'")
        elif not spec.under and headings_of[id(spec)] > 1:
            heading = replace(heading, doubt=why_doubtful(spec.about, above))
        if len(heading.sides) > 1 and not heading.doubt:
            heading = replace(heading, doubt=why_sides_differ(spec.about, above))
        chosen.append((spec, heading))
    return chosen


def is_understood(heading: Heading) -> bool:
    """Whether it is known which cell of a row belongs to which column."""
    is_whole = heading.delimiter is not None or not (heading.unknown or heading.missing)
    return is_whole and bool(heading.sides) and not heading.doubt


def heading_problems(heading: Heading) -> list[tuple[str, str]]:
    """What is wrong with a heading, each with what to do."""
    place = "give the column a place in the sidecar's `columns`"
    lacks = "write its title in the sidecar's `columns` as it is printed, or take it out there"
    apart = "number the titles apart in the text's heading, as '{0} 1' and '{0} 2', and map each in `columns`"
    tell_apart = "give each table with these titles an entry of its own, with words of the line above it as `under`"
    twice = () if heading.sides else heading.twice
    return [
        *(((heading.doubt, tell_apart),) if heading.doubt else ()),
        *((f"the heading has a column '{title}' that the sidecar does not map", place) for title in heading.unknown),
        *((f"the heading lacks the column '{title}' that the sidecar maps", lacks) for title in heading.missing),
        *((f"the heading has the column '{title}' twice", apart.format(title)) for title in twice),
    ]
