"""The headings of the tables that a sidecar maps: where they stand in a document, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.base.lines import Lines, split_lines
from pipeline.parse.text.headings import Heading, HeadingReader
from pipeline.parse.text.table_rows import TableSpec


def find_headings(
    text: str, lines: Lines, specs: Sequence[TableSpec], damaged: dict[int, str]
) -> list[tuple[TableSpec, Heading]]:
    best: dict[int, tuple[int, TableSpec, Heading]] = {}
    folded = text.casefold()
    starts = lines.starts if len(folded) == len(text) else split_lines(folded).starts
    for spec in specs:
        reader = HeadingReader([column.title for column in spec.columns], spec.organisation)
        for index in reader.candidates(folded, starts):
            if index + 1 in damaged or not (heading := reader.read(lines[index])):
                continue
            misfit = len(heading.unknown) + len(heading.missing)
            if index not in best or misfit < best[index][0]:
                best[index] = (misfit, spec, heading)
    return [(spec, heading) for _, (_, spec, heading) in sorted(best.items(), key=lambda item: item[0])]


def is_understood(heading: Heading) -> bool:
    """Whether it is known which cell of a row belongs to which column."""
    is_whole = heading.delimiter is not None or not (heading.unknown or heading.missing)
    return is_whole and bool(heading.sides)


def heading_problems(heading: Heading) -> list[tuple[str, str]]:
    """What is wrong with a heading, each with what to do."""
    place = "give the column a place in the sidecar's `columns`"
    lacks = "write its title in the sidecar's `columns` as it is printed, or take it out there"
    apart = "number the titles apart in the text's heading, as '{0} 1' and '{0} 2', and map each in `columns`"
    twice = () if heading.sides else heading.twice
    return [
        *((f"the heading has a column '{title}' that the sidecar does not map", place) for title in heading.unknown),
        *((f"the heading lacks the column '{title}' that the sidecar maps", lacks) for title in heading.missing),
        *((f"the heading has the column '{title}' twice", apart.format(title)) for title in twice),
    ]
