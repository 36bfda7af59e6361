"""What the texts of a feed mean: columns, groups, organisations and values.

Here: one text to its meaning, or why it has none, by a source's layout. Not here: the file itself
(`pipeline.feed_lines`), its periods (`pipeline.feed_periods`), the register.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.faults import Fault, Refused
from pipeline.inputs import shown
from pipeline.register import Register
from pipeline.sources import Group, LongLayout, Marker

NATIONAL = "England"
UNKNOWN = "UNKNOWN"
# A longer text is no figure, and reading it would only cost time.
LONGEST_NUMBER = 100
KEEPS = "the version before stays in force"

_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)\s*(?P<percent>%?)",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class Columns:
    """The columns of a file: each as printed, without the blanks around it."""

    printed: tuple[str, ...]

    @property
    def _folded(self) -> list[str]:
        return [_folded(name) for name in self.printed]

    def place(self, *names: str | None) -> int | None:
        """The place of the first of `names` that is there."""
        folded = self._folded
        wanted = (_folded(name) for name in names if name)
        return next((folded.index(name) for name in wanted if name in folded), None)

    def missing(self, layout: LongLayout) -> list[str]:
        """The needed columns that are not there, with all of their names."""
        return [" or ".join(names) for names in layout.needed if self.place(*names) is None]

    def repeated(self, layout: LongLayout) -> list[str]:
        """The needed columns that are there more than once, so that nobody knows which is meant."""
        folded = self._folded
        needed = [name for names in layout.needed for name in names]
        return [name for name in needed if folded.count(_folded(name)) > 1]


def _folded(title: str) -> str:
    """A title whatever its case, and wherever a program broke its line."""
    return " ".join(title.split()).casefold()


def refused(path: Path, line_no: int | None, message: str, remedy: str) -> Refused:
    return Refused([Fault(shown(path), line_no, message, remedy)])


def quoted(text: str) -> str:
    """`text` as SQL; a NUL, which some files have, ends a literal."""
    return "'" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"


def group_of(printed: str, groups: Mapping[str, Group]) -> Group | None:
    """The group that a text names: one by its very name before any pattern, then the first pattern that fits."""
    text = printed.strip().casefold()
    exact = next((group for name, group in groups.items() if name.strip().casefold() == text), None)
    return exact or next((group for name, group in groups.items() if _fits(text, name.strip().casefold())), None)


def _fits(text: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


@dataclass(frozen=True)
class Body:
    """Whose a row is: the kind of organisation, its code, and its name as printed."""

    org_type: str
    org_code: str
    name: str


class Bodies:
    """Finds whose a row is by its group, its code and its name."""

    def __init__(self, register: Register) -> None:
        self._ccgs = {
            code: organisation.org_code
            for organisation in register.organisations
            for code in (organisation.gss_code, *organisation.earlier_gss_codes)
        } | {code: code for code in register.by_code}
        self._hubs = {body.code for body in register.other_bodies if body.kind == "commissioning hub"}
        unknown = [body for body in register.other_bodies if body.kind == "unknown"]
        words = {"unknown", "invalid", *(text.casefold() for body in unknown for text in (body.code, body.name))}
        self._unknown = words - {""}

    def body(self, group: Group, printed_code: str, printed_name: str) -> Body | str:
        """The organisation, or why there is none."""
        code = printed_code.strip()
        name = printed_name if printed_name.strip() else code
        if group.org_type == "national":
            return Body("national", NATIONAL, printed_name if printed_name.strip() else NATIONAL)
        is_ccg = group.org_type == "ccg"
        if is_ccg and (known := self._ccgs.get(code.upper())):
            return Body("ccg", known, name)
        if is_ccg and code.upper() in self._hubs:
            return Body("commissioning_hub", code.upper(), name)
        if self._says_unknown(code) or self._says_unknown(printed_name):
            return Body("unknown", UNKNOWN, name)
        if not code:
            return f"the row has no code of an organisation in {group.code}; ask its publisher"
        if is_ccg:
            files = "raw/reference/organisations.csv, or to bodies_not_ccgs.csv if it is no CCG"
            return f"no organisation of the register has the code '{_short(code)}'; add it to {files}"
        return Body(group.org_type, code, name)

    def _says_unknown(self, text: str) -> bool:
        """Whether a code or name says that nobody knows whose it is: UNKNOWN, Invalid code."""
        return any(word in self._unknown for word in text.casefold().split()[:1])


@dataclass(frozen=True)
class PrintedValue:
    """A cell that is no plain number: a number all the same, or a marker by its key, or neither.

    `share` and `share_decimals` are the number as percent where shares are printed as fractions.
    """

    number: float | None = None
    decimals: int | None = None
    share: float | None = None
    share_decimals: int | None = None
    marker: str | None = None


def printed_value(printed: str, markers: Mapping[str, Marker]) -> PrintedValue:
    """What a cell says; markers count before numbers, for a layout can name a number as one."""
    text = printed.strip()
    if (marker := _marker(text, markers)) is not None:
        return PrintedValue(marker=marker)
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        return PrintedValue()
    # Worked out in decimals: times a hundred in binary, 0.57 becomes 56.99999999999999.
    exact = Decimal(found["number"].replace(",", ""))
    decimals = _decimals(exact)
    # What is printed with a % is percent already.
    share = exact if found["percent"] else exact.scaleb(2)
    if not math.isfinite(float(share)):
        return PrintedValue()
    return PrintedValue(float(exact), decimals, float(share), _decimals(share))


def _marker(text: str, markers: Mapping[str, Marker]) -> str | None:
    for fold in (str, str.casefold):
        for key in markers:
            if fold(key.strip()) == fold(text):
                return key
    return None


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def holds(printed: str, values: Sequence[str]) -> bool:
    """Whether a text is one of `values`, whatever the case and the blanks around it."""
    return printed.strip().casefold() in {value.strip().casefold() for value in values}


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
