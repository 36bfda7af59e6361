"""What one cell of a table says: a band, a value, a reason for neither, or a fault.

Here: splitting a delimited line into cells, and the three kinds of column with the texts that fit them.
Not here: which column stands where, and which organisation a name means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.lines import Line
from pipeline.extract.vocabulary import Scale, Vocabulary

DELIMITERS = ("\t", "|", ";", ",")

_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*%?")

# What stands for a value that is withheld or was never there, as NHS publications print it.
MISSING_VALUES = {
    "*": "suppressed",
    "-": "not_available",
    "–": "not_available",
    "n/a": "not_available",
    "#n/a": "not_available",
    "na": "not_available",
    "null": "suppressed",
    "none": "not_available",
    "insufficient data": "insufficient_data",
}


def split_cells(line: Line, delimiter: str) -> list[tuple[str, int]]:
    """The cells of `line`, stripped, each with its offset in the document.

    A cell in double quotes may hold the delimiter. Delimiters at both ends, as in a Markdown table,
    bound the row and make no cells.
    """
    text, start = line.text, line.start
    pieces: list[tuple[str, int]] = []
    at = 0
    while at <= len(text):
        end = _cell_end(text, at, delimiter)
        raw = text[at:end]
        content = raw.strip()
        lead = len(raw) - len(raw.lstrip()) if content else 0
        if len(content) > 1 and content[0] == content[-1] == '"':
            content, lead = content[1:-1], lead + 1
        pieces.append((content, start + at + lead))
        at = end + 1
    if delimiter == "|" and len(pieces) > 2 and not pieces[0][0] and not pieces[-1][0]:
        return pieces[1:-1]
    return pieces


def _cell_end(text: str, at: int, delimiter: str) -> int:
    first = at
    while first < len(text) and text[first] in " \r":
        first += 1
    if first < len(text) and text[first] == '"':
        closing = text.find('"', first + 1)
        if closing != -1:
            at = closing
    end = text.find(delimiter, at)
    return len(text) if end == -1 else end


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What a cell's text means: a band or a value, or a status that says why there is none.

    All cells of a column with the same text share one Cell, so cells are compared by identity.
    """

    status: str
    band: str | None = None
    value: float | None = None


BLANK = Cell("blank")
NAME = Cell("name")


@dataclass(frozen=True)
class OrganisationColumn:
    """Holds the published name of an organisation; resolving it is not extraction's business."""

    title: str

    pattern = r".+?"

    def read(self, text: str) -> Cell | str:
        return NAME if text else "the organisation's name is missing"


@dataclass(frozen=True)
class IgnoredColumn:
    """A column that the sidecar leaves out, with the reason."""

    title: str
    reason: str

    pattern = r".*?"

    def read(self, text: str) -> Cell | str:
        return BLANK


@dataclass(frozen=True)
class RatingColumn:
    """Holds a band of one scale, a label in place of one, or nothing."""

    title: str
    scale: Scale
    vocabulary: Vocabulary

    @property
    def pattern(self) -> str:
        # Labels of other scales match too, so that `read` can say whose they are.
        labels = {label for scale in self.vocabulary.scales for label in scale.by_label}
        labels.update(self.vocabulary.missing_labels)
        return "|".join(r"\s+".join(map(re.escape, label.split())) for label in sorted(labels, key=len, reverse=True))

    def read(self, text: str) -> Cell | str:
        """The band or status of `text`, or why it is neither."""
        if not text:
            return BLANK
        label = " ".join(text.casefold().split())
        if band := self.scale.by_label.get(label):
            return Cell("rated", band=band)
        for missing, status in self.vocabulary.missing_labels.items():
            if label == missing.casefold():
                return Cell(status)
        for other in self.vocabulary.scales:
            if label in other.by_label:
                return f"'{text}' is a band of the scale {other.scale}, not of {self.scale.scale}"
        bands = ", ".join(band.band for band in self.scale.bands)
        return f"'{text}' is no band of the scale {self.scale.scale} ({bands})"


@dataclass(frozen=True)
class MeasureColumn:
    """Holds a number within [minimum, maximum] (either may be open), a mark of a missing one, or nothing."""

    title: str
    minimum: float | None = None
    maximum: float | None = None

    pattern = _NUMBER.pattern + "|" + "|".join(map(re.escape, sorted(MISSING_VALUES, key=len, reverse=True)))

    def read(self, text: str) -> Cell | str:
        """The value or status of `text`, or why it is neither."""
        if not text:
            return BLANK
        if _NUMBER.fullmatch(text):
            value = float(text.rstrip("% ").replace(",", "").replace("−", "-"))
            if self.minimum is not None and value < self.minimum:
                return f"{text} is below {self.minimum:g}, the least that this measure can be"
            if self.maximum is not None and value > self.maximum:
                return f"{text} is above {self.maximum:g}, the most that this measure can be"
            return Cell("published", value=value)
        if status := MISSING_VALUES.get(text.casefold()):
            return Cell(status)
        return f"'{text}' is no number"


Column = OrganisationColumn | IgnoredColumn | RatingColumn | MeasureColumn
