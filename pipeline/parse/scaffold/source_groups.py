"""Whose the rows of a file of no known source seem to be: its columns of codes, of names and of kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.base.notes_beside import is_of_notes
from pipeline.parse.printed_cells import read_cell
from pipeline.parse.scaffold.breakdowns import is_of_other_bodies
from pipeline.reference.organisations import normalise_name
from pipeline.reference.register import Register

_MOST_GROUPS = 15
# What kinds of organisation are called in publishers' files.
_GROUPS = {
    "national": r"england|national",
    "commissioning_region": r"commissioning region",
    "region": r"region",
    "sub_icb": r"sub.?icb.*|sicbl.*",
    "icb": r"icb.*|integrated care.*",
    "stp": r"stp.*|sustainability.*",
    "ccg": r"ccg.*|clinical commissioning.*",
    "provider": r".*provider.*|trust",
}
_NAME = re.compile(r"name", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column of a file: its title, and its cells from the top without blanks around them."""

    title: str
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    def share(self, fits: Callable[[str], bool]) -> float:
        """How many of the filled cells fit, as a share; 0 where none is filled."""
        return sum(map(fits, self.filled)) / len(self.filled) if self.filled else 0.0


def is_number(cell: str) -> bool:
    """Whether a cell reads as one number."""
    return read_cell(cell, {}).number is not None


def groups_of(columns: Sequence[Column], code: Column, roles: dict[str, str], register: Register) -> dict[str, Any]:
    """What sources.yml says of whose the rows are: the columns of codes and names, and of kinds or which kind all are.

    What each column is taken for goes into `roles`.
    """
    group, kinds = next(
        (
            (column, kinds)
            for column in columns
            if column is not code and (kinds := _kinds(column)) and _is_of_ccgs(column, kinds, code, register)
        ),
        (None, {}),
    )
    taken = {code.title, group.title if group else "", *roles}
    known = {normalise_name(organisation.org_name) for organisation in register.organisations}
    names = [
        column
        for column in columns
        if column.title not in taken
        and not is_of_other_bodies(column.title)
        # A name beside the code of another organisation makes no other column of it.
        and (_names(column, code) or column.share(lambda cell: normalise_name(cell) in known) > 0.5)
    ]
    # Of two columns of words the one whose title says so has the names, as the region of each code may stand before it.
    # Before it the one that is titled as the codes are: 'Sub ICB location name'.
    own = _stem(code.title)
    by_title = sorted(names, key=lambda column: (_stem(column.title) != own, not _NAME.search(column.title)))
    name = next(iter(by_title), None)
    of_code = {"code": code.title} | ({"name": name.title} if name else {})
    if name:
        roles[name.title] = "organisations' names"
    if group is None:
        if _kind(_stem(code.title)) == "sub_icb":
            return {"group_is": "Sub ICB", "groups": {"Sub ICB": {"org_type": "sub_icb"} | of_code}}
        return {"group_is": "CCG", "groups": {"CCG": {"org_type": "ccg"} | of_code}}
    roles[group.title] = "kinds of organisation"
    groups = {text: {"org_type": kind} | ({} if kind == "national" else of_code) for text, kind in kinds.items()}
    return {"group": group.title, "groups": groups}


def _stem(title: str) -> str:
    """A title of codes or names without the word that says so: 'Sub ICB location' of 'Sub ICB location code'."""
    return " ".join(
        word for word in re.split(r"[\s_]+", title.casefold()) if word not in ("code", "name", "ods", "ons")
    )


def _kinds(column: Column) -> dict[str, str]:
    """The kinds of organisation that a column says, if most of its texts are kinds.

    A column of notes says none, nor does one that leaves most rows without a kind.
    """
    if is_of_notes(column.title) or 2 * len(column.filled) < len(column.cells):
        return {}
    texts = Counter(column.filled)
    kinds = {text: kind for text in texts if (kind := _kind(text))}
    return kinds if len(texts) <= _MOST_GROUPS and len(kinds) * 2 > len(texts) else {}


def _is_of_ccgs(column: Column, kinds: Mapping[str, str], code: Column, register: Register) -> bool:
    """Whether a column says of no CCG that it is England or a region, as one of what each belongs to does."""
    ccgs = {one for organisation in register.organisations for one in (organisation.org_code, organisation.gss_code)}
    said = {kinds.get(text) for text, of in zip(column.cells, code.cells, strict=True) if of.upper() in ccgs}
    return said.isdisjoint({"national", "region", "commissioning_region", "stp"})


def _kind(text: str) -> str | None:
    return next((kind for kind, pattern in _GROUPS.items() if re.fullmatch(pattern, text, re.IGNORECASE)), None)


def _names(column: Column, code: Column) -> bool:
    """Whether each code has one text in this column, and most texts are words."""
    pairs = {(key, text) for key, text in zip(code.cells, column.cells, strict=True) if key and text}
    keys: Collection[str] = {key for key, _ in pairs}
    texts = {text for _, text in pairs}
    has_one_each = bool(keys) and len(pairs) <= 1.1 * len(keys) and len(texts) > 0.5 * len(keys)
    return has_one_each and column.share(is_number) < 0.1
