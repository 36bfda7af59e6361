"""Lines that look like data and that no sidecar maps.

Here: what looks like a row, so that nothing of the kind is dropped unseen. Not here: reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from pipeline.extract.bullets import read_bullet
from pipeline.extract.facts import Reject
from pipeline.extract.lines import Line
from pipeline.extract.row_lines import is_sentence
from pipeline.extract.vocabulary import Vocabulary

# An organisation's full name at the beginning of a line, as rows and list items have it.
_NAME_FIRST = re.compile(r"\W{0,8}NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)\b(.{0,200})", re.IGNORECASE)
_VALUE = re.compile(r"\d\s*%|\d[.,]\d|^\W*\d+\W*$")

# What is left of a row that was cut in its name: it is told from prose by the rows beside it.
_CUT_ROW = re.compile(r"\W{0,8}NHS\s[^.!?]{1,80}\s*$")
_CUT = "begins as a row of data does, beside others, and the sidecar maps no table here"

_ROW = "has the cells of a table row, and the sidecar maps no table here"

LONGEST_KEPT = 300


def find_unmapped(
    lines: Iterable[Line], damaged: dict[int, str], vocabulary: Vocabulary, rows: Set[int] = frozenset()
) -> list[Reject]:
    """One reject for each of `lines` that is damaged or looks like a row of data; those numbered `rows` do."""
    labels = [label for scale in vocabulary.scales for label in scale.by_label]
    labels += [label.casefold() for label in vocabulary.missing_labels]
    rejects = []
    filled = [line for line in lines if line.text.strip() or line.number in damaged]
    reasons = [
        damaged.get(line.number) or _looks_like_data(line, labels) or (_ROW if line.number in rows else None)
        for line in filled
    ]
    for index, line in enumerate(filled):
        beside = reasons[max(0, index - 1)], reasons[min(index + 1, len(filled) - 1)]
        if reason := reasons[index] or (_CUT if _CUT_ROW.match(line.text) and any(beside) else None):
            text = line.text[:LONGEST_KEPT]
            rejects.append(Reject(line.number, line.start, line.start + len(text), text, "unmapped", reason))
    return rejects


def _looks_like_data(line: Line, labels: list[str]) -> str | None:
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
            return "lists an organisation, and the sidecar maps no list here"
    return None


def _is_barred(text: str) -> bool:
    """Whether `text` is a row of a Markdown table, and not the rule under its heading."""
    return text[:1] == text[-1:] == "|" and text.count("|") > 2 and any(map(str.isalnum, text))
