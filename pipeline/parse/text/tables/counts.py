"""Tables of how many organisations have each band, with bands down and periods across, or areas down and bands across.

Each cell of such a table that a sidecar maps becomes a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.base.lines import Line
from pipeline.base.shortening import shortened
from pipeline.parse.text.facts import Claim, Reject
from pipeline.parse.text.tables.cell_splitting import DELIMITERS, split_cells
from pipeline.parse.text.tables.cells import even
from pipeline.parse.text.tables.footnotes import mark_of
from pipeline.parse.text.tables.headings import squash
from pipeline.parse.text.tables.row_splitting import is_rule
from pipeline.reference.vocabulary import Context, Scale

_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,6}")
_MISSING = frozenset(("", "-", "–", "—", "*", "..", "n/a", "na", "null", "none"))
_WIDE_SPACE = re.compile(r"[ \xa0]{2,}|\t")
_LONGEST = 500
_REMEDY = "name it in the entry of `counts`, or list its text under `accept` with a reason"


@dataclass(frozen=True)
class CountColumnSpec:
    """A column under `title`: counts in a context, of a band, or of all; none of the three where it is left out."""

    title: str
    context: Context | None = None
    band: str | None = None
    is_total: bool = False


@dataclass(frozen=True)
class CountsSpec:
    """A table of counts that a sidecar maps.

    Where bands stand down, `labels` gives the bands of even labels that no scale has, and `total_rows` are the even
    labels of rows that count all. Where areas or periods stand down, `rows` gives the context of a row's even label.
    """

    name: str
    first_title: str
    columns: tuple[CountColumnSpec, ...]
    rows: Mapping[str, Context] = field(default_factory=dict, hash=False)
    total_rows: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    scales: Mapping[str, Scale] = field(default_factory=dict, hash=False)

    def band_of(self, label: str, scale: str) -> str | None:
        """The band that a row's even label means in a scale."""
        return self.labels.get(label) or self.scales[scale].by_label.get(label)


@dataclass(frozen=True)
class _Printed:
    """A heading as it is printed: its columns in order, and what divides their cells, None for spaces."""

    line: Line
    columns: tuple[CountColumnSpec, ...]
    delimiter: str | None


def read_counts(
    lines: Sequence[Line], spec: CountsSpec, damaged: Mapping[int, str]
) -> tuple[list[Claim], list[Reject], set[int]]:
    """The claims of one mapped table, what in it is none, and the numbers of the lines that it uses."""
    claims: list[Claim] = []
    rejects: list[Reject] = []
    for index, line in enumerate(lines):
        heading = _heading(line, spec) if line.number not in damaged else None
        if heading is None:
            continue
        used = {line.number}
        for row, cells in _rows(lines[index + 1 :], heading, damaged, rejects, used):
            _read_row(row, cells, heading, spec, claims, rejects)
        if used == {line.number}:
            rejects.append(_reject(line, 0, line.text, "a heading with no row under it"))
        return claims, rejects, used
    return claims, rejects, set()


def _heading(line: Line, spec: CountsSpec) -> _Printed | None:
    """The heading that `line` is: all titles and no others, the first one first."""
    if len(line.text) > _LONGEST:
        return None
    by_title = {squash(column.title): column for column in spec.columns}
    for delimiter in (*DELIMITERS, None):
        if delimiter is not None and delimiter not in line.text:
            continue
        cells = _cells(line, delimiter)
        titles = [squash(text) for text, _ in cells]
        if titles[:1] == [squash(spec.first_title)] and sorted(titles[1:]) == sorted(by_title):
            return _Printed(line, tuple(by_title[title] for title in titles[1:]), delimiter)
    in_order = [spec.first_title, *(column.title for column in spec.columns)]
    if squash(line.text) == squash("".join(in_order)):
        return _Printed(line, spec.columns, None)
    return None


def _cells(line: Line, delimiter: str | None) -> list[tuple[str, int]]:
    """The cells of a line, each with its offset in the document; without a delimiter wide spaces divide them."""
    if delimiter is not None:
        return split_cells(line, delimiter)
    cells, at = [], len(line.text) - len(line.text.lstrip())
    for gap in _WIDE_SPACE.finditer(line.text.rstrip(), at):
        cells.append((line.text[at : gap.start()].strip(), line.start + at))
        at = gap.end()
    return [*cells, (line.text[at:].strip(), line.start + at)]


def _rows(
    lines: Sequence[Line],
    heading: _Printed,
    damaged: Mapping[int, str],
    rejects: list[Reject],
    used: set[int],
) -> Iterator[tuple[Line, list[tuple[str, int]]]]:
    """The rows under a heading with their cells; the table ends with the first other line that no row adjoins."""
    last = heading.line.number
    width = len(heading.columns) + 1
    for line in lines:
        if line.is_blank or is_rule(line.text):
            continue
        cells = _row_cells(line, heading, width) if line.number not in damaged else None
        if cells is None:
            is_row = line.number == last + 1 and (
                line.number in damaged or (heading.delimiter is not None and heading.delimiter in line.text)
            )
            if not is_row or len(line.text) > _LONGEST:
                return
            rejects.append(_reject(line, 0, line.text, damaged.get(line.number, f"has not {width} cells")))
        last = line.number
        used.add(line.number)
        if cells is not None:
            yield line, cells


def _row_cells(line: Line, heading: _Printed, width: int) -> list[tuple[str, int]] | None:
    if len(line.text) > _LONGEST:
        return None
    cells = _cells(line, heading.delimiter)
    while len(cells) > width and not cells[-1][0]:
        cells.pop()
    if len(cells) == width:
        # Prose with as many commas as the table is no row of it.
        return cells if any(_is_count(text) for text, _ in cells[1:]) or heading.delimiter == "\t" else None
    if heading.delimiter is not None:
        return None
    parts = line.text.split()
    if len(parts) < width or not all(_is_count(part) or even(part) in _MISSING for part in parts[1 - width :]):
        return None
    places = [found.span() for found in re.finditer(r"\S+", line.text)][1 - width :]
    label = line.text[: places[0][0]].strip()
    numbers = [(line.text[first:last], line.start + first) for first, last in places]
    return [(label, line.start + line.text.find(label)), *numbers]


def _is_count(text: str) -> bool:
    return _COUNT.fullmatch(text.removesuffix(mark_of(text))) is not None


def _read_row(
    line: Line,
    cells: Sequence[tuple[str, int]],
    heading: _Printed,
    spec: CountsSpec,
    claims: list[Claim],
    rejects: list[Reject],
) -> None:
    printed = cells[0][0]
    label = even(printed.removesuffix(mark_of(printed)).strip(" :*_"))
    is_total = label in spec.total_rows
    scales = {column.context.scale for column in heading.columns if column.context}
    if not (is_total or label in spec.rows or any(spec.band_of(label, scale) for scale in scales)):
        rejects.append(
            _reject(line, 0, line.text, f"'{shortened(printed)}' is no row that the entry of `counts` knows")
        )
        return
    for column, (text, start) in zip(heading.columns, cells[1:], strict=True):
        context = column.context or spec.rows.get(label)
        if context is None or not (column.context or column.band or column.is_total):
            continue
        band = column.band or (None if is_total or column.is_total else spec.band_of(label, context.scale))
        counts_all = is_total or column.is_total
        if not counts_all and band is None:
            reason = f"'{shortened(printed)}' is no band of the scale {context.scale}"
            rejects.append(_reject(line, start - line.start, text, reason, even(text) not in _MISSING))
        elif not _is_count(text):
            is_missing = even(text) in _MISSING
            reason = "no count is given" if is_missing else f"'{shortened(text)}' is no count of organisations"
            rejects.append(_reject(line, start - line.start, text, reason, not is_missing))
        else:
            value = float(text.removesuffix(mark_of(text)).replace(",", ""))
            claims.append(_claim(line, text, start, context, () if counts_all or band is None else (band,), value))


def _claim(line: Line, text: str, start: int, context: Context, bands: tuple[str, ...], value: float) -> Claim:
    return Claim(
        line_no=line.number,
        char_start=start,
        char_end=start + len(text),
        quote=text,
        framework=context.framework,
        area=context.area,
        period=context.period,
        scale=context.scale,
        statistic="band_count" if bands else "assessed_total",
        comparator="=",
        bands=bands,
        value=value,
        whole=None,
    )


def _reject(line: Line, at: int, text: str, reason: str, mapped: bool = True) -> Reject:
    text = text[:300]
    start = line.start + at
    return Reject(line.number, start, start + len(text), text, "counts", reason, mapped, _REMEDY if mapped else "")
