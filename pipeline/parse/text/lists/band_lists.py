"""Organisations listed under the heading of a band, for the scale that a sidecar names.

Such a list is a line like "Top performing" followed by bulleted names, or by names alone (`plain_lists`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from itertools import compress
from typing import Any

from pipeline.base.folding import fold_name
from pipeline.base.lines import Line
from pipeline.parse.text.corrections import Corrections
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lines.bullets import Bullet, is_bare_mark, read_bullet
from pipeline.parse.text.lists.anchors import find_anchor
from pipeline.parse.text.lists.band_headings import BandHeading, HeadingSubject, read_band_heading
from pipeline.parse.text.lists.plain_lists import plain_items
from pipeline.parse.text.tables.beside_values import listed
from pipeline.parse.text.tables.footnotes import marked
from pipeline.parse.text.tables.row_lines import is_sentence
from pipeline.parse.text.tables.row_splitting import is_page_number
from pipeline.reference.known_names import KnownNames
from pipeline.reference.vocabulary import Scale

# A line between a heading and its list that introduces the list, and does not head another.
_INTRODUCES = re.compile(
    r"(?:these|those|they|the following|following|namely|the (?:list|names|groups|ccgs)|here|in (?:alphabetical|no))\b"
    r"(?!.*\b(?:not?|never|other|but|except|almost|nearly|close)\b).*:\s*",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(r"\W*NHS\s+\S.{0,100}|.{1,100}\sCCG\W{0,3}", re.IGNORECASE)
_NO_BAND = "stands among the items of a list, and is neither one nor the heading of a band: what follows is not taken"
# How alike a heading and a band must be for the heading to be a misprint of the band.
_MISPRINT = 0.85


@dataclass(frozen=True)
class BandListSpec:
    """Lists that a sidecar maps: bands of `scale` as headings, after the words `after` where that is given.

    `labels` are further texts that stand for bands, with those bands; `about` is what headings may say of the subject.
    `periods` are what the list is of, and `notes` words beside it that change nothing.
    """

    name: str
    scale: Scale
    after: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    about: HeadingSubject | None = None
    periods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Case-folded label to the band it stands for."""
        return self.scale.by_label | {fold_name(label): band for label, band in self.labels.items()}


@dataclass
class BandListRows:
    """Organisations listed under bands: names with their offsets, and the band each stands under.

    `accepted` and `renamed` as for the rows of tables; `headings` are the lines of the bands.
    """

    spec: BandListSpec
    line_nos: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    accepted: dict[int, str] = field(default_factory=dict)
    renamed: dict[tuple[int, str], str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)

    def keep(self, kept: Sequence[bool]) -> None:
        """Leaves only the items for which `kept` is true."""
        columns: list[list[Any]] = [self.line_nos, self.names, self.starts, self.bands]
        for column in columns:
            column[:] = compress(column, kept)


def read_band_list(
    lines: Sequence[Line], spec: BandListSpec, damaged: dict[int, str], names: KnownNames | None = None
) -> tuple[BandListRows, list[Reject], set[int]]:
    """The organisations of one mapped set of lists, what in it is none, and the numbers of the lines it uses."""
    at = find_anchor(lines, spec.after) if spec.after else 0
    printed = [line for line in lines[at:] if not line.is_blank] if at is not None else []
    printed = [line for line in printed if not is_page_number(line.text)]
    reader = _Reader(spec, damaged, names or KnownNames(), printed)
    for line, following in zip(printed, [*printed[1:], None], strict=False):
        reader.read(line, following)
    reader.close()
    rows = reader.rows
    marks = marked(rows.names)
    for number, name, start in zip(rows.line_nos, rows.names, rows.starts, strict=True) if marks else ():
        if mark := marks.get(name):
            bare = name.removesuffix(mark)
            rows.renamed[number, name] = bare
            reader.rejects.append(listed(number, start + len(bare), mark, bare))
    return rows, reader.rejects, reader.used


class _Reader:
    """Goes through the lines; `_band` is the one under whose heading it is, `_last` the list's last line so far."""

    def __init__(self, spec: BandListSpec, damaged: dict[int, str], names: KnownNames, printed: Sequence[Line]) -> None:
        self._names = names
        self.rows = BandListRows(spec)
        self.rejects: list[Reject] = []
        self.used: set[int] = set()
        self._damaged = damaged
        sound = [line for line in printed if line.number not in damaged]
        self._plain = plain_items(sound, lambda line: self._heading_of(line.text).band, names)
        self._band: str | None = None
        self._heading: Line | None = None
        self._count: int | None = None
        self._items = 0
        self._depth = -1
        self._last = 0

    def _heading_of(self, text: str) -> BandHeading:
        return read_band_heading(text, self.rows.spec.by_label, self.rows.spec.about)

    def _bullet(self, line: Line) -> Bullet | None:
        """The item that `line` is, with a mark or, in a list that has lost them, without."""
        return self._plain.get(line.number) or read_bullet(line)

    def close(self) -> None:
        """Tells of a list that has not as many items as its heading says: one of them is lost, or is another's."""
        if self._heading and self._items and self._count not in (None, self._items):
            reason = f"says {self._count}, and {self._items} are listed under it"
            self._reject(self._heading, reason, "restore the list, or its heading")

    def read(self, line: Line, following: Line | None) -> None:
        bullet = self._bullet(line)
        heads = following is not None and self._bullet(following) is not None
        heading = self._heading_of(bullet.text if bullet else line.text)
        deeper = bullet is not None and bullet.indent > self._depth
        if line.number in self._damaged:
            if self._band and (bullet or line.number == self._last + 1):
                self._reject_item(line, self._damaged[line.number])
            elif heads:
                self._reject(line, self._damaged[line.number], "restore the list's heading")
                self._band = None
            else:
                self._band = None
        elif heading.band:
            self.close()
            self._band, self._heading, self._count, self._items = heading.band, line, heading.count, 0
            self._depth, self._last = bullet.indent if bullet else -1, line.number
        elif bullet and self._band and deeper:
            self._items, self._last = self._items + 1, line.number
            self.used.add(line.number)
            self.rows.line_nos.append(line.number)
            self.rows.names.append(bullet.name)
            self.rows.starts.append(bullet.start)
            self.rows.bands.append(self._band)
            if self._heading:
                self.rows.headings.add(self._heading.number)
        elif self._band and (reason := self._broken_item(line, following, heads)):
            is_item = self._may_be_item(line)
            self._reject_item(line, reason if is_item else _NO_BAND)
            if not is_item:
                # What follows stands under it, and not under the band before it.
                self._band = None
        elif heads and (meant := self._misprinted(heading.bare)):
            self._reject(line, f"heads a list and is no band; '{meant}' comes near", "write the band as it is printed")
            self._band = None
        elif not (self._band and heads and not self._items and _INTRODUCES.fullmatch(line.text.strip())):
            self._band = None

    def _may_be_item(self, line: Line) -> bool:
        """Whether a line among the items is one that has lost its mark, or another heading."""
        text = line.text.strip()
        return is_bare_mark(line) or bool(_ORGANISATION.fullmatch(text)) or self._names.holds(text)

    def _broken_item(self, line: Line, following: Line | None, heads: bool) -> str | None:
        """Why a line that is no item stands where one should, or None where the list has ended."""
        adjoins = line.number == self._last + 1
        if is_bare_mark(line):
            return "an item with nothing in it" if adjoins or heads else None
        is_within = heads and following is not None and following.number == line.number + 1
        if self._bullet(line) or not self._items:
            return None
        is_words = bool(self._plain) and not is_sentence(line.text)
        if adjoins and (is_within or is_words or _ORGANISATION.fullmatch(line.text.strip())):
            return "stands among the items of a list and is none"
        return None

    def _misprinted(self, heading: str) -> str | None:
        """The band that a heading means which is cut or has a letter wrong, or None."""
        for label, band in self.rows.spec.by_label.items():
            is_cut = heading != "" and label.startswith(heading)
            if is_cut or SequenceMatcher(None, heading, label, autojunk=False).ratio() >= _MISPRINT:
                return band
        return None

    def _reject_item(self, line: Line, reason: str) -> None:
        self._items, self._last = self._items + 1, line.number
        self._reject(line, reason, "restore the list's item")

    def _reject(self, line: Line, reason: str, remedy: str) -> None:
        text = line.text[:300]
        self.used.add(line.number)
        place = (line.number, line.start, line.start + len(text))
        self.rejects.append(Reject(*place, text, "band_list", reason, True, remedy))


def correct_list(rows: BandListRows, corrections: Corrections) -> None:
    """Puts names right, and the band of an organisation that is listed under the heading of another."""
    rows.renamed |= corrections.renamed(rows.line_nos, rows.names)
    corrections.record("organisation", rows.line_nos, rows.names, rows.starts)
    corrections.record("rating", rows.line_nos, rows.bands, rows.starts, rows.names)
    by_label = rows.spec.by_label
    meant = corrections.meant(rows.line_nos, rows.bands)
    rows.bands = [by_label.get(band.casefold(), printed) for band, printed in zip(meant, rows.bands, strict=True)]
