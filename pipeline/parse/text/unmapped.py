"""Lines that look like a row, a cell or a list of names and that no sidecar maps, so that none is dropped unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from pipeline.base.lines import Line
from pipeline.parse.text.bullets import read_bullet
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.name_lists import names_alone
from pipeline.parse.text.row_lines import is_sentence
from pipeline.reference.known_names import KnownNames
from pipeline.reference.vocabulary import Vocabulary

# An organisation's full name at the beginning of a line, as rows and list items have it.
_NAME_FIRST = re.compile(r"\W{0,8}NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)\b(.{0,200})", re.IGNORECASE)
_VALUE = re.compile(r"\d\s*%|\d[.,]\d|^\W*\d+\W*$")
_WHOLE_NAME = re.compile(r"NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)", re.IGNORECASE)
# What a cell that stands on a line of its own may hold, beside a band.
_VALUE_ALONE = re.compile(r"[-−<>]?£?\d[\d,]{0,15}(?:\.\d{1,6})?\s?%?|[*–-]|\.\.|n/?a|\[[a-z]\]", re.IGNORECASE)
_MARKS = " \t\r\f\v\xa0*†‡§¶¹²³;,."
# A name and the value that follows it, as in 'Bury 58.2%, Bolton 57.9%'.
_PAIR = re.compile(r"([A-Z][^\d%;:()]{1,80}?)[\s:(–-]{1,4}\d[\d.,]{0,12}\s?%?\)?(?=[\s,;.)]|$)")

# What is left of a row that was cut in its name: the rows beside it distinguish it from prose.
_CUT_ROW = re.compile(r"\W{0,8}NHS\s[^.!?]{1,80}\s*$")
_CUT = "begins as a row of data does, beside others, and the sidecar maps no table here"

_ROW = "has the cells of a table row, and the sidecar maps no table here"
_IN_A_LIST = "lists an organisation, and the sidecar maps no list here"
_BESIDE_NAMES = "stands in a list of organisations that no sidecar maps, and is no name that is known"
_A_CELL_A_LINE = (
    "a cell of a table that has each cell on a line of its own, which is not read: "
    "put the cells of a row on one line, with tabs between them"
)
_GRID = "has the names of several organisations and nothing else, and the sidecar maps no list here"
_PAIRS = "lists organisations with values, and the sidecar maps no list here (`value_lists`)"

LONGEST_KEPT = 300
_LONGEST_ITEM = 100


def find_unmapped(
    lines: Iterable[Line],
    damaged: dict[int, str],
    vocabulary: Vocabulary,
    rows: Set[int] = frozenset(),
    names: KnownNames | None = None,
) -> list[Reject]:
    """One reject for each of `lines` that is damaged or looks like a row of data; those numbered `rows` do.

    `names` are the names of organisations that are known.
    """
    names = names or KnownNames()
    labels = [label for scale in vocabulary.scales for label in scale.by_label]
    labels += [label.casefold() for label in vocabulary.missing_labels]
    rejects = []
    filled = [line for line in lines if line.text.strip() or line.number in damaged]
    reasons = [
        damaged.get(line.number) or _looks_like_data(line, labels, names) or (_ROW if line.number in rows else None)
        for line in filled
    ]
    _add_cells_and_lists(filled, reasons, frozenset(labels), names)
    for index, line in enumerate(filled):
        beside = reasons[max(0, index - 1)], reasons[min(index + 1, len(filled) - 1)]
        if reason := reasons[index] or (_CUT if _CUT_ROW.match(line.text) and any(beside) else None):
            text = line.text[:LONGEST_KEPT]
            rejects.append(Reject(line.number, line.start, line.start + len(text), text, "unmapped", reason))
    return rejects


def _looks_like_data(line: Line, labels: list[str], names: KnownNames) -> str | None:
    cells = [cell.strip() for cell in line.text.split("\t") if cell.strip()] if "\t" in line.text else []
    if (len(cells) > 1 and not any(map(is_sentence, cells))) or _is_barred(line.text.strip()):
        return _ROW
    bullet = read_bullet(line)
    if match := _NAME_FIRST.match(bullet.text if bullet else line.text):
        rest = match[1].casefold()
        begun = rest.strip()
        if _VALUE.search(rest) or any(label in rest or (begun and label.startswith(begun)) for label in labels):
            return "has an organisation with a band or a value, and the sidecar maps no table here"
        if bullet and not rest.strip(" .,;"):
            return _IN_A_LIST
    if bullet and names.holds(bullet.text.rstrip(_MARKS)):
        return _IN_A_LIST
    if len(names_alone(line.text, names)) > 1:
        return _GRID
    if "%" in line.text and sum(names.holds(pair[1].strip(" ,and")) for pair in _PAIR.finditer(line.text)) > 1:
        return _PAIRS
    return None


def _add_cells_and_lists(
    filled: Sequence[Line], reasons: list[str | None], labels: frozenset[str], names: KnownNames
) -> None:
    """Adds the reasons of lines that look like data because of the lines beside them."""
    kinds = [_kind(line, labels, names) for line in filled]
    first = 0
    for index in range(len(filled) + 1):
        if index < len(filled) and kinds[index]:
            continue
        run = kinds[first:index]
        # A band before several names heads a list of them; after each name it is the next cell of its row.
        is_table = run[:1] == ["name"] or run.count("cell") >= run.count("name")
        if "name" in run and "cell" in run and is_table:
            reasons[first:index] = [reason or _A_CELL_A_LINE for reason in reasons[first:index]]
        elif run.count("name") > 1:
            for place in range(first, index):
                reasons[place] = reasons[place] or (_IN_A_LIST if kinds[place] == "name" else None)
        first = index + 1
    for index, line in enumerate(filled):
        text = line.text.strip()
        if reasons[index] or len(text) > _LONGEST_ITEM or text.endswith((".", ":", "?")) or not read_bullet(line):
            continue
        beside = [other for other in (index - 1, index + 1) if 0 <= other < len(filled)]
        if any(reasons[other] == _IN_A_LIST and filled[other].number in (line.number - 1, line.number + 1)
               for other in beside):  # fmt: skip
            reasons[index] = _BESIDE_NAMES


def _kind(line: Line, labels: frozenset[str], names: KnownNames) -> str:
    """Whether a line has nothing but one name, or nothing but what a cell holds; '' for every other line."""
    if len(line.text) > _LONGEST_ITEM or read_bullet(line):
        return ""
    text = line.text.strip()
    bare = text.strip(_MARKS)
    if bare and (_WHOLE_NAME.fullmatch(bare) or names.holds(bare)):
        return "name"
    is_cell = " ".join(bare.casefold().split()) in labels or _VALUE_ALONE.fullmatch(text)
    return "cell" if is_cell else ""


def _is_barred(text: str) -> bool:
    """Whether `text` is a row of a Markdown table, and not the rule under its heading."""
    return text[:1] == text[-1:] == "|" and text.count("|") > 2 and any(map(str.isalnum, text))
