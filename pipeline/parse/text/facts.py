"""What extraction returns: typed facts that know their place, and what was rejected.

There is one small type for each kind of fact found in prose, and the reject. Facts out of tables come by the hundred
thousand and are kept as columns, in `tables.rows`.

Every type carries `line_no` (from 1), `char_start` and `char_end` (half-open, in code points of the decoded document);
`quote`, `text` or `title` is exactly the text between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.reference.vocabulary import Context
from pipeline.schema.values import NoClaim


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in prose that rows can confirm or refute.

    `statistic` is band_count (a count of organisations in `bands`), assessed_total (`bands` empty) or
    share (`value` is a fraction of 1, printed down to `last_place` if in percent). `bands_together` are those that the
    words may mean together instead of `bands`. `comparator` is one of COMPARATORS. `whole` is the total that the
    sentence itself names. `scale` is the scale whose labels are used, which need not be the context's.
    """

    line_no: int
    char_start: int
    char_end: int
    quote: str
    framework: str
    area: str
    period: str
    scale: str
    statistic: str
    comparator: str
    bands: tuple[str, ...]
    value: float
    whole: float | None
    bands_together: tuple[str, ...] = ()
    last_place: float | None = None


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What became of a number of the text: part of a claim (no reason), or not, and why."""

    char_start: int
    char_end: int
    reason: NoClaim | None


@dataclass
class ClaimsFound:
    """The claims of a text in the order of their places, and what became of the numbers that count organisations;
    `areas` are those that it names, and `unnamed` the claims whose area nothing up to them names."""

    claims: list[Claim]
    numbers: list[NumberRead]
    unnamed: list[Claim] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in prose: `value` in base units (£3.97bn is 3970000000; 15% is 15 of unit %).

    `no_claim_reason` says why a number of organisations is no claim; None where nothing of the kind is counted.
    """

    line_no: int
    char_start: int
    char_end: int
    text: str
    value: float
    comparator: str
    unit: str
    sentence: str
    no_claim_reason: NoClaim | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """An item that a bulletin lists; `published_on` is the last possible day at `published_precision`."""

    line_no: int
    char_start: int
    char_end: int
    item_no: int
    title: str
    publisher: str
    published_on: date | None
    published_precision: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A document lists an indicator; `name_published` is its name as printed there."""

    line_no: int
    char_start: int
    char_end: int
    name_published: str
    measure_id: str
    product: str
    area: str
    status: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A cadence that a document states: `product` is refreshed at `cadence`, first in month `starts`."""

    line_no: int
    char_start: int
    char_end: int
    quote: str
    product: str
    cadence: str
    month: int | None
    starts: date


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation that prose names: `name` as printed.

    `doubt` is empty, or why it is not certain that it is one organisation's name. `band` is what the sentence states
    of it in `context`; both are None where it states none, and `no_band_reason` says why where it has a band's label.
    """

    line_no: int
    char_start: int
    char_end: int
    name: str
    doubt: str = ""
    context: Context | None = None
    band: str | None = None
    no_band_reason: str | None = None


@dataclass(frozen=True, slots=True)
class NamedBand:
    """A band that prose states of an organisation: `quote` is the organisation or, where that stands in the title of
    the document alone, the band."""

    line_no: int
    char_start: int
    char_end: int
    quote: str
    name: str
    context: Context
    band: str


@dataclass(frozen=True, slots=True)
class Reject:
    """Text that looked like data and was not read.

    `mapped` says that a sidecar maps the place it stands in, so that it stops a refresh unless the
    sidecar accepts it; `remedy` then says what to do.
    """

    line_no: int
    char_start: int
    char_end: int
    text: str
    stage: str
    reason: str
    mapped: bool = False
    remedy: str = ""
