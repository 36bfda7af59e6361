"""Publications: the items that a bulletin lists, each with its title and, from an attribution line, its publisher."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.base.periods import parse_period
from pipeline.parse.text.facts import Publication, Reject
from pipeline.parse.text.tables.row_lines import is_datum

LONGEST_TITLE = 150
_LONGEST_DATE = 30

_DATED = (
    r"(?:(?:(?P<day>[0-9]{1,2}) )?(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}) )?"
    r"(?P<year>(?:19|20)[0-9]{2})"
)
_DATE_AT_END = re.compile(rf"[\s,(]+{_DATED}[).\s]*$")
# 'Publisher, July 2017' and nothing else: a name, no sentence.
_DATED_PUBLISHER = re.compile(rf"\s*[^\s,|.;:!?][^,|.;:!?]{{1,80}}, {_DATED}\s*")
# What stands before a colon at the beginning of a line that lists links and no item.
_LINKS = re.compile(
    r"\W*(?:[\w'-]+ ){0,3}(?:links?|sources?|see also|tags?|keywords?|categories|topics?|related|share|read more|"
    r"further reading|more information|contacts?|credits?|photo|picture)(?: [\w'-]+){0,2}\s*:"
)
# Lines that point to an item and are not its title.
_POINTERS = re.compile(
    r"\W*(?:(?:image|photo|picture|source|via|credit)\b.*:|(?:links?|go) to\b|"
    r".*\bin full\s*$|(?:read|download|view|see|full|click)\b.*\b(?:here|report|story|article|paper|text|at \S+)\s*$)"
)
_DAY = re.compile(rf"[0-9]{{1,4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{2,4}}|{_DATED}")
# A name and nothing else, with its code or the mark of a note: all its words but the small ones have capitals.
_CCG = re.compile(
    r"(?:[A-Z0-9]{3}\s+)?(?:NHS\s+)?(?:(?:[A-Z][\w.,'’&()/-]*|and|the|of|with|on|in|upon|by|&|-)\s+){1,14}"
    r"(?:CCGs?|ccg|Clinical Commissioning Group)\W{0,3}(?:\([A-Z0-9]{3}\))?[*†‡§¶]*"
)
_TITLE_OF_NAMES = re.compile(
    r"(?:name of )?(?:ccgs?|clinical commissioning groups?|org(?:anisation)?s?|ods|areas?)(?: (?:names?|codes?))?",
    re.IGNORECASE,
)
_COLOURS = ("red", "amber", "green", "blue", "yellow", "grey", "gray", "black")
# What only the row of a table has.
_ROW_OF_FIGURES = "has figures beside the place of a publisher, as a row of a table has"
_ROW_OF_NAMES = "names an organisation where an item has its title, as a row of a table does"
_ROW_OF_BANDS = "has a band where an item has its publisher, as a row of a table has"
_ROWS = (_ROW_OF_FIGURES, _ROW_OF_NAMES, _ROW_OF_BANDS)
_MARKS = re.compile(r"[\s#*_>•–-]*")
_ENDS_OF_SENTENCES = (".", ":", ";", ",")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A line that names an item's publisher: `left` is the span before the first bar, empty if there is none."""

    line: Line
    left: tuple[int, int]
    publisher: str
    published_on: date | None
    precision: str | None


def find_publications(
    lines: Sequence[Line], document_title: str, bands: Collection[str] = ()
) -> tuple[list[Publication], list[Reject]]:
    """The items of a bulletin in order, numbered from 1, and lines with a bar that are none.

    `bands` are the labels of bands, in lower case, which are nobody's name.

    An item's title is the line before its attribution when that reads as one, else what the attribution has
    before its first bar.
    """
    publications: list[Publication] = []
    rejects: list[Reject] = []
    own_title = _even(document_title)
    no_publishers = frozenset((*bands, *_COLOURS))
    before: Line | None = None
    filled = [line for line in lines if not line.is_blank]
    for line, below in zip_longest(filled, filled[1:]):
        reason = _why_no_item(line, no_publishers)
        reason = reason or (_heads_row(line, below, no_publishers) if below else None)
        attribution = None if reason else _attribution(line)
        if reason:
            rejects.append(Reject(line.number, line.start, line.end, line.text, "publication", reason))
        elif attribution:
            title_line, span = line, attribution.left
            if before is not None and (title := _title(before, own_title)):
                title_line, span = before, title
            if span[0] < span[1]:
                publications.append(_publication(title_line, span, attribution, len(publications) + 1))
            else:
                reason = "names a publisher, and neither this line nor the one before has a title"
                rejects.append(Reject(line.number, line.start, line.end, line.text, "publication", reason))
        # a line that has served as an attribution, or is no item, is no title either
        before = None if reason or attribution else line
    return publications, rejects


def _even(text: str) -> str:
    return " ".join(_MARKS.sub("", fold(text), count=1).split())


def _why_no_item(line: Line, no_publishers: Collection[str]) -> str | None:
    left, bar, right = line.text.partition("|")
    if not bar:
        return None
    if _LINKS.match(fold(left[:LONGEST_TITLE])):
        return "lists links after a label, and no item"
    if not left.strip():
        return "has nothing before its first bar"
    publisher = right.partition("|")[0].strip()
    if not publisher:
        return "has no publisher after its first bar"
    if is_datum(publisher) or _is_figure(publisher):
        return "has a figure or a marker where an item has its publisher"
    if any(_is_figure(cell) and not _DAY.fullmatch(fold(cell)) for cell in map(str.strip, right.split("|")[1:])):
        return _ROW_OF_FIGURES
    title = _MARKS.sub("", left, count=1).strip()
    if _CCG.fullmatch(title) or _TITLE_OF_NAMES.fullmatch(title):
        return _ROW_OF_NAMES
    cells = (" ".join(re.findall(r"[^\W_]+", cell.casefold())) for cell in right.split("|"))
    return _ROW_OF_BANDS if any(cell in no_publishers for cell in cells) else None


def _heads_row(line: Line, below: Line, no_publishers: Collection[str]) -> str | None:
    """Why a line is no item that has as many bars as the row of a table below it."""
    bars = line.text.count("|")
    if not bars or bars != below.text.count("|"):
        return None
    if (why := _why_no_item(below, no_publishers)) and (bars > 1 or why in _ROWS):
        return "has the titles of the row of a table below it"
    return None


def _is_figure(cell: str) -> bool:
    """Whether a cell is a number with what is printed around it, and no words: 1 234, 52.3% ▲ 3, c. 2,000."""
    digits = sum(map(str.isdecimal, cell))
    return 0 < digits >= sum(map(str.isalpha, cell))


def _attribution(line: Line) -> Attribution | None:
    left, bar, right = line.text.partition("|")
    if bar:
        publisher = right.partition("|")[0].strip()
    elif _DATED_PUBLISHER.fullmatch(fold(line.text)) and line.text.strip()[0].isupper():
        left, publisher = "", line.text.strip()
    else:
        return None
    dated = _DATE_AT_END.search(fold(publisher[-_LONGEST_DATE:]))
    published_on, precision = _date(dated) if dated else (None, None)
    if dated and published_on:
        publisher = publisher[: len(publisher) - len(dated[0])]
    return Attribution(line, _trimmed(left), publisher, published_on, precision)


def _date(dated: re.Match[str]) -> tuple[date | None, str | None]:
    """The last possible day and its precision; None for what is no date, such as 31 June."""
    period = parse_period(f"{dated['month'] or ''} {dated['year']}".strip())
    if period is None:
        return None, None
    if dated["day"]:
        day = int(dated["day"])
        return (period.start.replace(day=day), "day") if 1 <= day <= period.end.day else (None, None)
    return period.end, "month" if dated["month"] else "year"


def _trimmed(text: str) -> tuple[int, int]:
    """The span of `text` without marks of headings or lists before it and spaces around it."""
    marks = _MARKS.match(text)
    start = marks.end() if marks else 0
    return start, max(start, len(text.rstrip().rstrip("*_ ")))


def _title(line: Line, own_title: str) -> tuple[int, int] | None:
    """The span of the title that `line` is, or None if it does not read as one."""
    start, end = _trimmed(line.text)
    text = line.text[start:end]
    is_file_name = " " not in text and any(char.isdigit() for char in text)
    if not text or text[0].islower() or len(text) >= LONGEST_TITLE or text.endswith(_ENDS_OF_SENTENCES) or is_file_name:
        return None
    return None if _even(text) == own_title or _POINTERS.match(fold(text)) else (start, end)


def _publication(line: Line, span: tuple[int, int], attribution: Attribution, item_no: int) -> Publication:
    start, end = span
    return Publication(
        line_no=line.number,
        char_start=line.start + start,
        char_end=line.start + end,
        item_no=item_no,
        title=line.text[start:end],
        publisher=attribution.publisher,
        published_on=attribution.published_on,
        published_precision=attribution.precision,
    )
