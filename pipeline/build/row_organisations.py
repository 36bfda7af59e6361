"""The organisation of each row of mapped tables and lists, at the row's date.

It resolves printed names, codes beside them, names over several lines, and two rows for one organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import compress

from pipeline.base.shortening import shortened
from pipeline.build.name_joining import REMEDY as REMEDY_OF_DOUBT
from pipeline.build.name_joining import Names, join_names
from pipeline.parse.text.facts import Reject
from pipeline.parse.text.lists.band_lists import BandListRows
from pipeline.parse.text.lists.value_lists import ValueListRows
from pipeline.parse.text.tables.cells import Cell
from pipeline.parse.text.tables.rows import CellColumn, TableRows
from pipeline.reference.known_names import OF_A_CCG
from pipeline.reference.organisation_of import OrganisationOf
from pipeline.reference.organisations import Resolver

# Naming the nearest candidates costs time; past this many, a table's names are shown without them.
MAX_EXPLAINED = 100

# What to do about a name, by what resolving it came to.
_REMEDIES = {
    "unknown": "correct the name, add it to raw/reference/aliases.csv or, for no CCG, list the row under `accept`",
    "not_open": "correct the name or the period, or give the table's `organisations_on`",
    "contradicted": "correct the code or the name, or list the row under `accept` in the sidecar, with a reason",
    "not_ccg": "list the row under `accept` in the sidecar, with a reason",
}

# Cells that an organisation can have that did not exist then: nothing is stated of it there.
SAYS_NOTHING = ("blank", "not_applicable", "not_available")

_KEEP_ONE = "keep the right one, or list this one under `accept` with a reason"
_SETTLE = "list the one that is wrong, or of something else, under `accept` with a reason, by words of its line alone"

REMEDY_OF_PLACES = "give the CCG its whole name by `corrections`, or list the row under `accept` with a reason"
# Fewer names that are whole may have been copied from elsewhere.
_FEWEST_WHOLE = 2

Rows = TableRows | BandListRows | ValueListRows
# Days with the rows, by index, that are filled in the columns of these days.
Groups = list[tuple[list[date], Sequence[int]]]


def joined_names(rows: TableRows, names: CellColumn, groups: Groups, days: Sequence[date], resolver: Resolver) -> Names:
    """The names of a table's rows, those joined that are printed over several lines and that nothing corrects."""
    renamed = {line_no for line_no, _ in rows.renamed}
    beside = {line_no: parts for line_no, parts in rows.beside.items() if line_no not in renamed}
    if not beside:
        return Names(names.texts)
    wanted_of = {row: wanted for wanted, indices in groups for row in indices if rows.line_nos[row] in beside}
    return join_names(
        rows.line_nos,
        names.texts,
        beside,
        lambda row: [wanted_of[row]] if wanted_of[row] else [[d] for d in days],
        resolver,
    )


def resolve_rows(
    rows: Rows,
    names: CellColumn,
    called: Names,
    groups: Groups,
    days: Sequence[date],
    resolver: Resolver,
    rejects: list[Reject],
    beside: Sequence[str] | None = None,
) -> list[str | None]:
    """Each row's organisation: open on the days of all its filled cells; a row of blanks, on any of its days.

    `beside` are the codes that stand in a column of their own: a code says whose a row is, and the name must agree.
    """
    codes: list[str | None] = [None] * len(rows.line_nos)
    explained = 0
    texts = called.names
    if rows.renamed:
        texts = [rows.renamed.get((line_no, text), text) for line_no, text in zip(rows.line_nos, texts, strict=True)]
    disagreeing: dict[int, str] = {}
    if beside is not None:
        texts, disagreeing = OrganisationOf(resolver).agreed(beside, texts)
    for wanted, indices in groups:
        whole = len(indices) == len(codes)
        chosen = texts if whole else [texts[i] for i in indices]
        found = resolver.resolve_many(chosen, wanted or days[:1])
        for day in [] if wanted else days[1:]:
            found = [code or other for code, other in zip(found, resolver.resolve_many(chosen, [day]), strict=True)]
        if whole:
            codes = found
        else:
            for i, code in zip(indices, found, strict=True):
                codes[i] = code
        unknown = [i for i, code in zip(indices, found, strict=True) if code is None] if None in found else []
        for i in unknown:
            if i in disagreeing:
                rejects.append(reject_of(rows, names, i, disagreeing[i], _REMEDIES["contradicted"]))
            elif i not in called.doubts and rows.line_nos[i] not in called.parts:
                explained += 1
                why = _why_unknown(texts[i], wanted or days, resolver, explained <= MAX_EXPLAINED)
                rejects.append(reject_of(rows, names, i, *why))
    for i, doubt in called.doubts.items():
        codes[i] = None
        rejects.append(reject_of(rows, names, i, doubt, REMEDY_OF_DOUBT))
    for i, line_no in enumerate(rows.line_nos) if called.parts else ():
        codes[i] = None if line_no in called.parts else codes[i]
    return codes


def _why_unknown(name: str, days: Sequence[date], resolver: Resolver, is_explained: bool) -> tuple[str, str]:
    """Why a name is of no organisation on these days, and what to do; the nearest ones only where `is_explained`."""
    if not is_explained:
        return f"no CCG is called '{name[:80]}'", _REMEDIES["unknown"]
    found = resolver.resolve(name, days)
    return found.reason, _REMEDIES[found.outcome]


def by_filled_days(
    data: Sequence[CellColumn], days: Sequence[date], size: int
) -> list[tuple[list[date], Sequence[int]]]:
    """The rows, by index, that are filled in the same columns, with the days of those columns."""
    partly = [any(cell.status in SAYS_NOTHING for cell in set(column.cells)) for column in data]
    always = [day for day, is_partly in zip(days, partly, strict=True) if not is_partly]
    if not any(partly):
        return [(always, range(size))]
    sometimes = [day for day, is_partly in zip(days, partly, strict=True) if is_partly]
    filled = [
        [cell.status not in SAYS_NOTHING for cell in column.cells]
        for column, is_partly in zip(data, partly, strict=True)
        if is_partly
    ]
    groups: dict[tuple[bool, ...], list[int]] = {}
    for i, pattern in enumerate(zip(*filled, strict=True)):
        groups.setdefault(pattern, []).append(i)
    return [(always + list(compress(sometimes, pattern)), indices) for pattern, indices in groups.items()]


def places_among_names(rows: TableRows, names: Sequence[str]) -> dict[int, str]:
    """The names, by index, that are a place's as well as a CCG's, where others say that they are of a CCG.

    Where the title of the names says that all are of CCGs, they are.
    """
    title = rows.spec.columns[rows.spec.organisation].title
    if OF_A_CCG.search(title):
        return {}
    if rows.renamed:
        names = [rows.renamed.get((line_no, name), name) for line_no, name in zip(rows.line_nos, names, strict=True)]
    # Most names need no pattern to be known by.
    whole = ["NHS" in name or "CCG" in name or OF_A_CCG.search(name) is not None for name in names]
    if sum(whole) < _FEWEST_WHOLE:
        return {}
    return {
        i: f"'{shortened(name)}' has neither NHS nor CCG, as others under '{shortened(title)}' have: it may be a place"
        for i, (name, is_whole) in enumerate(zip(names, whole, strict=True))
        if not is_whole
    }


def refuse_doubles(
    rows: Rows,
    names: CellColumn,
    codes: list[str | None],
    resolver: Resolver,
    rejects: list[Reject],
    stated: Sequence[CellColumn],
) -> None:
    """Takes out the rows of an organisation that has several, as rejects: all but the first where they state the same.

    Where they state otherwise nobody knows which is right, and none is taken unless the sidecar accepts the others as
    rejects. `stated` are the columns of what they state.
    """
    if len(set(codes)) == len(codes) and None not in codes:
        return
    found: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        if code is not None:
            found.setdefault(code, []).append(i)
    for code, places in found.items():
        whose = resolver.register.by_code[code]
        meant = [place for place in places if _accepted(rows, names, place) is None] if len(places) > 1 else places
        said = {tuple(map(_meaning, (column.cells[place] for column in stated))) for place in meant}
        for place in places if len(places) > 1 else ():
            if [place] == meant[:1] and len(said) == 1:
                continue
            other = next(rows.line_nos[one] for one in [*meant, *places] if one != place)
            codes[place] = None
            if len(said) > 1:
                reason = f"says otherwise of {whose} than line {other} does, so neither is taken"
                rejects.append(reject_of(rows, names, place, reason, _SETTLE))
            else:
                reason = f"a second row for {whose}, which has one on line {other}"
                rejects.append(reject_of(rows, names, place, reason, _KEEP_ONE))


def _meaning(cell: Cell) -> tuple[object, ...]:
    return cell.status, cell.band, cell.value


def _accepted(rows: Rows, names: CellColumn, index: int) -> str | None:
    """Why the sidecar accepts that a row is not taken; None where it does not."""
    if isinstance(rows, TableRows) and rows.lines:
        return rows.accepted_names.get(names.texts[index])
    return rows.accepted.get(rows.line_nos[index])


def reject_of(rows: Rows, names: CellColumn, index: int, reason: str, remedy: str) -> Reject:
    text, start = names.texts[index], names.starts[index]
    accepted = _accepted(rows, names, index)
    place = (rows.line_nos[index], start, start + len(text))
    return Reject(*place, text, "organisation", accepted or reason, accepted is None, remedy)
