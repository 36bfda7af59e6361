"""The kinds of column of a table, and what a cell in each says: a band, a value, a reason for neither or a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.base.folding import UNSEEN
from pipeline.base.notes_beside import is_not_measured
from pipeline.base.shortening import shortened
from pipeline.parse.printed_cells import Mark, Marker, PrintedCell, read_cell, why_no_count, why_other_unit
from pipeline.parse.shares import AMONG_PERCENTAGES, NOT_CONFIRMED, among_percentages, are_fractions
from pipeline.parse.text.tables.beside_values import beside_of
from pipeline.parse.text.tables.footnotes import CLOSE_MARK, mark_of
from pipeline.reference.vocabulary import Scale, Vocabulary

# How a number looks that nothing but white space divides from the next cell; read_cell gives what it is worth.
# Possessive, so that a long run of spaces or digits is passed over once and not once for each of its beginnings.
_NUMBER = r"[-−]?£?(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})++|\d++)(?:\.\d++)?(?:e[-+]\d{1,3})?(?:\s*+%)?"

# How names of CCGs end.
_ENDINGS = ("CCG", "CCG)", "CLINICAL COMMISSIONING GROUP")

# What stands for a value that is withheld or was never there, as NHS publications print it.
MISSING_VALUES = {
    "*": "suppressed",
    "-": "not_available",
    "–": "not_available",
    "—": "not_available",
    "..": "not_available",
    "n/a": "not_available",
    "#n/a": "not_available",
    "na": "not_available",
    "null": "suppressed",
    "none": "not_available",
    "insufficient data": "insufficient_data",
}
MARKERS: Mapping[str, Marker] = {text: Mark(status) for text, status in MISSING_VALUES.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What a cell's text means: a band or a value, or a status that says why there is none.

    A value has its `decimals` as printed; a marker may give a `reason` of its own and the bounds of what is withheld.
    `mark` is the footnote mark that the text ends with. All cells of a column with the same text share one Cell, so
    cells are compared by identity.
    """

    status: str
    band: str | None = None
    value: float | None = None
    decimals: int | None = None
    reason: str | None = None
    lower: float | None = None
    upper: float | None = None
    mark: str = ""


# How the reason reads where what stands beside a row's cells may change what they are of.
OF_SOMETHING_ELSE = "may say that the row is of something else"
BLANK = Cell("blank")
NAME = Cell("name")
# What stands in a cell of bands that is as good as blank.
_DASHES = ("-", "–", "—", "--")
# A footnote's number after a band, which no band has: Good (1).
_NUMBERED = re.compile(r"[ \xa0]?\(\d{1,2}\)$")
_WITHOUT_UNSEEN = dict.fromkeys(map(ord, UNSEEN))


def even(text: str) -> str:
    """A cell's text as labels and markers are compared: without letter case, runs of spaces and unseen signs."""
    return " ".join(text.translate(_WITHOUT_UNSEEN).casefold().split())


def _alternatives(texts: Iterable[str]) -> str:
    """A pattern for any of `texts`, the longest first, whatever spaces stand between their words."""
    return "|".join(r"\s++".join(map(re.escape, text.split())) for text in sorted(texts, key=len, reverse=True))


def _marked_or_not(text: str, read: Callable[[str], Cell | str]) -> Cell | str:
    """What `text` means as it stands, else without the footnote mark that it ends with."""
    reading = read(text)
    if isinstance(reading, Cell) or not (mark := beside_of(text)):
        return reading
    bare = read(text.removesuffix(mark))
    return replace(bare, mark=mark) if isinstance(bare, Cell) else reading


@dataclass(frozen=True)
class OrganisationColumn:
    """Holds the published name of an organisation; resolving it is not extraction's business."""

    title: str

    # Each of these patterns begins and ends with a word: where white space alone divides cells, words are tried.
    pattern = r"\S++(?:\s++\S++)*?"

    def read(self, text: str) -> Cell | str:
        return NAME if text else "the organisation's name is missing"

    def cut_short(self, names: Sequence[str]) -> set[str]:
        """The names that lack the ending CCG where most have it: at a line's end they are cut, and name another."""
        bare = [name.removesuffix(mark_of(name)) for name in names]
        whole = [name.upper().endswith(_ENDINGS) for name in bare]
        if 2 * sum(whole) < len(whole):
            return set()
        return {name for name, is_whole in zip(names, whole, strict=True) if not is_whole}


@dataclass(frozen=True)
class CodeColumn:
    """Holds the code of the organisation that is named beside it, or nothing; that the two agree is checked later."""

    title: str

    pattern = r"\S++"

    def read(self, text: str) -> Cell | str:
        return NAME


@dataclass(frozen=True)
class IgnoredColumn:
    """A column that the sidecar leaves out, with the reason; without delimiters it holds one word."""

    title: str
    reason: str

    pattern = r"\S++"

    def read(self, text: str) -> Cell | str:
        return f"'{shortened(text)}' {OF_SOMETHING_ELSE}" if is_not_measured(text) else BLANK


@dataclass(frozen=True)
class RatingColumn:
    """Holds a band of one scale, a label in place of one, or nothing.

    `own` are the labels and markers that the sidecar gives, in their even form, with what they mean.
    """

    title: str
    scale: Scale
    vocabulary: Vocabulary
    own: Mapping[str, Cell] = field(default_factory=dict, hash=False)

    @property
    def labels(self) -> list[str]:
        """Every text that may stand where a band does, case folded; other scales' too, to say whose they are."""
        labels = {label for scale in self.vocabulary.scales for label in scale.by_label}
        labels.update(map(str.casefold, self.vocabulary.missing_labels))
        labels.update(self.own)
        return sorted(labels, key=len, reverse=True)

    @property
    def pattern(self) -> str:
        return rf"(?:{_alternatives(self.labels)})(?:{CLOSE_MARK}|[ \xa0]?\(\d{{1,2}}\))?|--?|[–—]"

    def read(self, text: str) -> Cell | str:
        """The band or status of `text`, or why it is neither."""
        if not text:
            return BLANK
        reading = _marked_or_not(text, self._read)
        if isinstance(reading, str) and (number := _NUMBERED.search(text)):
            bare = self._read(text.removesuffix(number[0]))
            return replace(bare, mark=number[0]) if isinstance(bare, Cell) and bare.band else reading
        return reading

    def _read(self, text: str) -> Cell | str:
        label = even(text)
        if own := self.own.get(label):
            return own
        if label in _DASHES:
            return BLANK
        if band := self.scale.by_label.get(label):
            return Cell("rated", band=band)
        for missing, status in self.vocabulary.missing_labels.items():
            if label == missing.casefold():
                return Cell(status)
        for other in self.vocabulary.scales:
            if label in other.by_label:
                return f"'{text}' is a band of the scale {other.scale}, not of {self.scale.scale}"
        bands = ", ".join(band.band for band in self.scale.bands)
        return f"'{shortened(text)}' is no band of the scale {self.scale.scale} ({bands})"


@dataclass(frozen=True)
class MeasureColumn:
    """Holds a number within [minimum, maximum] (either may be open), a mark of a missing one, or nothing.

    `unit` is the measure's: a percentage or a sum of money is not read as a measure of another unit. None,
    where it is not known, lets percentages stand. `counts` says that values are whole numbers of what is counted, and
    that bounds of `markers` hold. `percentages` says how shares are printed, None where the sidecar does not.
    """

    title: str
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    counts: bool = False
    percentages: str | None = "percent"
    markers: Mapping[str, Marker] = field(default_factory=lambda: MARKERS, hash=False)

    @property
    def pattern(self) -> str:
        """What may stand in a cell, where white space alone divides cells."""
        return rf"(?:{_NUMBER}){CLOSE_MARK}?|{_alternatives([key for key in self.markers if key])}"

    def read(self, text: str) -> Cell | str:
        """The value or status of `text`, or why it is neither."""
        if not text:
            return BLANK
        reading = self._read(text)
        # A footnote mark that the reading passes over is one all the same; a marker is read as it stands.
        if (mark := beside_of(text)) and (isinstance(reading, str) or reading.status == "published"):
            bare = self._read(text.removesuffix(mark))
            return replace(bare, mark=mark) if isinstance(bare, Cell) else reading
        return reading

    def _read(self, text: str) -> Cell | str:
        printed = read_cell(text, self.markers)
        if printed.marker is not None:
            marker = self.markers[printed.marker]
            bounds = (marker.lower, marker.upper) if self.counts else (None, None)
            return Cell(marker.status, None, None, None, marker.reason, *bounds)
        if not _is_certain(printed):
            return f"'{shortened(text)}' is no number"
        return why_other_unit(text, printed, self.unit) or self._value(text, printed)

    def _value(self, text: str, printed: PrintedCell) -> Cell | str:
        as_fraction = self.unit == "%" and self.percentages == "fractions"
        value = printed.value(as_fraction)
        if value is None:
            return f"'{shortened(text)}' is no number"
        worth = f"{shortened(text)}, which is {value:g} %," if as_fraction and not printed.sign else shortened(text)
        if self.minimum is not None and value < self.minimum:
            return f"{worth} is below {self.minimum:g}, the least that this measure can be"
        if self.maximum is not None and value > self.maximum:
            return f"{worth} is above {self.maximum:g}, the most that this measure can be"
        if self.counts and (why := why_no_count(text, printed)):
            return why
        return Cell("published", value=value, decimals=printed.decimals(as_fraction))

    def unlike_others(self, counts: Mapping[str, int]) -> dict[str, str]:
        """The numbers, of a column's texts with their counts, that are printed otherwise than most, each with why."""
        return self._among_percentages(counts) | self._without_sign(counts)

    def _among_percentages(self, counts: Mapping[str, int]) -> dict[str, str]:
        """The numbers that may be fractions among percentages, where nobody says how the column is printed."""
        if self.unit != "%" or self.percentages is not None:
            return {}
        cells = {text: cell for text in counts if _is_certain(cell := read_cell(_bare(text), self.markers))}
        values = {text: cell.value() or 0.0 for text, cell in cells.items() if not cell.sign}
        fractions = among_percentages(values.values())
        why = f"{AMONG_PERCENTAGES}; if it is none, say `percentages: percent` under the `measure` in the sidecar"
        return {text: f"'{shortened(text)}' {why}" for text, value in values.items() if value in fractions}

    def _without_sign(self, counts: Mapping[str, int]) -> dict[str, str]:
        """The numbers that have or lack a % other than most.

        A number that has lost its % may have lost digits before it, and another is perhaps no percentage.
        """
        signs = {text: cell.sign for text in counts if _is_certain(cell := read_cell(_bare(text), self.markers))}
        signed = {text for text, sign in signs.items() if sign == "%"}
        bare = signs.keys() - signed
        if not signed or not bare:
            return {}
        if sum(counts[text] for text in signed) >= sum(counts[text] for text in bare):
            return {text: f"'{shortened(text)}' has no %, which the column's other numbers have" for text in bare}
        return {text: f"'{shortened(text)}' has a %, which the column's other numbers have not" for text in signed}

    def why_doubtful(self, texts: Sequence[str]) -> str:
        """Why a column of these texts may hold fractions, where nobody says how it is printed; '' if it cannot."""
        if self.unit != "%" or self.percentages is not None:
            return ""
        cells = [cell for text in set(texts) if _is_certain(cell := read_cell(text, self.markers))]
        if any(cell.sign for cell in cells) or not are_fractions([cell.value() or 0.0 for cell in cells]):
            return ""
        return f"{self.title}: {NOT_CONFIRMED}"


def _bare(text: str) -> str:
    """A cell's text without the footnote mark that it ends with."""
    return text.removesuffix(beside_of(text))


def _is_certain(printed: PrintedCell) -> bool:
    """Whether a text that was copied from a page is a number, and not what is left of one."""
    return printed.number is not None and not printed.programmed


Column = OrganisationColumn | CodeColumn | IgnoredColumn | RatingColumn | MeasureColumn
