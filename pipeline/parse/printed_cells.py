"""What one printed cell of figures means: a number with what is printed around it, a marker, or neither.

The forms in which publishers and their programs print a number are known here, what a marker says instead, and whether
a number can be one of a unit. Texts, feeds and workbooks are all read with it, once for each distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from math import isfinite
from typing import Protocol

from pipeline.base.folding import UNSEEN
from pipeline.base.shortening import shortened

# A longer text is no figure, and reading it would only cost time.
LONGEST_NUMBER = 100
# Decimals of themselves keep 28 digits.
_EXACT = Context(prec=LONGEST_NUMBER)

# The units, as raw/reference/measures.yml names them, of which a number may be that is printed with a sign.
_UNITS_OF_SIGN = {"%": (None, "not stated", "%"), "£": ("not stated", "£")}

# No-break, figure, thin and narrow spaces stand between thousands and before signs; an ordinary one may as well part
# two numbers, so it joins nothing.
_BINDING = "\u00a0"
_EVEN = (
    {ord(space): _BINDING for space in "\u2007\u2009\u202f"}
    | {ord(minus): "-" for minus in "\u2212\ufe63\uff0d"}
    | {ord(invisible): None for invisible in UNSEEN}
)
# Of the letters that British statistics put beside figures, e and f are none of these: estimated, forecast.
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<pounds>£?)(?:(?P<after>-?)"
    rf"(?:(?P<thousands>[1-9]\d{{0,2}}(?:(?:,\d{{3}})+|(?:{_BINDING}\d{{3}})+)(?:\.\d+)?)"
    r"|(?P<plain>\d+(?:\.\d+)?)(?P<exponent>e[-+]\d{1,3})?"
    r"|(?P<programmed>(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?)))"
    rf"[\s{_BINDING}]*(?P<percent>%?)"
    rf"(?:[\s{_BINDING}]*(?P<flag>[(\[](?:[bpru]|note \d{{1,2}})[)\]]|\[\d{{1,2}}\]|[†‡§]{{1,3}}"
    r"|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,2}))?",
    re.ASCII | re.IGNORECASE,
)
# Where continental programs write a point between thousands, 1.237 is a count of 1,237; where others do, it is none.
_POINTED = re.compile(r"[-+]?£?-?\d{1,3}(?:\.\d{3})+(?!\d|e)", re.ASCII | re.IGNORECASE)


class Marker(Protocol):
    """What a marker says: a status and its reason; `lower` and `upper` bound what a withheld count can be."""

    @property
    def status(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def lower(self) -> float | None: ...
    @property
    def upper(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker of the project's own, where neither a layout nor a sidecar declares it."""

    status: str
    reason: str | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A number, or a marker by its key, or neither of the two.

    `sign` is % or £ where one is printed, `flag` a remark after the number, such as (r). `pointed` says that the text
    may be a count with points between its thousands. `programmed` are forms that a program may write and a person does
    not, 5. and .5 and 1e5: in a text that was copied from a page they may be what is left of another number.
    """

    number: Decimal | None = None
    sign: str = ""
    flag: str = ""
    pointed: bool = False
    programmed: bool = False
    marker: str | None = None

    def value(self, as_fraction: bool = False) -> float | None:
        """The number; as percent where it is printed as a fraction, unless a % says that it is percent already."""
        exact = self._exact(as_fraction)
        return None if exact is None else float(exact) + 0.0  # -0 is 0

    def decimals(self, as_fraction: bool = False) -> int | None:
        """How many decimals the value has as printed."""
        exact = self._exact(as_fraction)
        exponent = exact.as_tuple().exponent if exact is not None else None
        return max(0, -exponent) if isinstance(exponent, int) else None

    def _exact(self, as_fraction: bool) -> Decimal | None:
        # Worked out in decimals: times a hundred in binary, 0.57 becomes 56.99999999999999.
        if self.number is None or not as_fraction or self.sign == "%":
            return self.number
        return self.number.scaleb(2, _EXACT)

    @property
    def is_whole(self) -> bool:
        """Whether it can be a count: a whole number, and for certain the one that it looks like."""
        return self.number is not None and not self.pointed and self.number == self.number.to_integral_value()

    def fits_unit(self, unit: str | None) -> bool:
        """Whether a number with this sign can be one of a unit; None, where the unit is not known, lets a % stand."""
        return not self.sign or unit in _UNITS_OF_SIGN[self.sign]


NOTHING = PrintedCell()


def read_cell(printed: str, markers: Mapping[str, Marker]) -> PrintedCell:
    """What a cell says; markers count before numbers, for a layout can name a number as one."""
    text = printed.strip()
    if markers and (key := marker_of(text, markers)) is not None:
        return PrintedCell(marker=key)
    if len(text) > LONGEST_NUMBER:
        return NOTHING
    text = text.translate(_EVEN).strip()
    found = _NUMBER.fullmatch(text)
    if found is None or (found["sign"] and found["after"]) or (found["pounds"] and found["percent"]):
        return NOTHING
    digits = found["thousands"] or (found["plain"] or "") + (found["exponent"] or "") or found["programmed"]
    minus = "-" if "-" in (found["sign"], found["after"]) else ""
    number = Decimal(minus + digits.replace(",", "").replace(_BINDING, ""))
    # Also the hundredfold must be a number that can be stored, and nothing may become 0 that is not.
    if not isfinite(float(number.scaleb(2))) or (number and not float(number)):
        return NOTHING
    return PrintedCell(
        number,
        sign=found["percent"] or found["pounds"],
        flag=found["flag"] or "",
        pointed=_POINTED.match(text) is not None,
        programmed=found["programmed"] is not None or found["sign"] == "+",
    )


def marker_of(text: str, markers: Mapping[str, Marker]) -> str | None:
    """The marker that a text is, by its very letters before any other case, whatever the blanks within it."""
    if text in markers:
        return text
    for fold in (str, str.casefold):
        wanted = " ".join(fold(text).split())
        for key in markers:
            if " ".join(fold(key).split()) == wanted:
                return key
    return None


def why_no_count(printed: str, cell: PrintedCell) -> str:
    """Why a number is no count; '' for one that is whole for certain."""
    if cell.number is None or cell.is_whole:
        return ""
    if cell.pointed:
        return f"'{shortened(printed)}' is no count for certain: it may be written with a point between its thousands"
    return f"'{shortened(printed)}' is no whole number, and what is counted is whole"


def why_other_unit(printed: str, cell: PrintedCell, unit: str | None) -> str:
    """Why a number with its sign is none of a unit; '' for one that can be."""
    if cell.fits_unit(unit):
        return ""
    return f"'{shortened(printed)}' is in {cell.sign}, and the measure is {f'in {unit}' if unit else 'not'}"


@dataclass(frozen=True, slots=True)
class PrintedCount:
    """A numerator or denominator: its number, or why there is none (`note`), or why it does not read (`problem`).

    An empty cell is none of the three.
    """

    number: float | None = None
    note: str = ""
    problem: str = ""


def read_count(printed: str, markers: Mapping[str, Marker]) -> PrintedCount:
    """What a cell with a numerator or denominator says; a sum of money is one too, a share and less than 0 are none."""
    if not printed.strip():
        return PrintedCount()
    cell = read_cell(printed, markers)
    if cell.marker is not None:
        return PrintedCount(note=markers[cell.marker].reason or markers[cell.marker].status)
    shown = f"'{shortened(printed.strip())}'"
    if cell.number is None:
        return PrintedCount(problem=f"{shown} is neither a number nor a marker")
    if cell.pointed:
        return PrintedCount(problem=f"{shown} is no count for certain: it may have a point between its thousands")
    if cell.sign == "%" or cell.number < 0:
        return PrintedCount(problem=f"{shown} is no count")
    return PrintedCount(float(cell.number))
