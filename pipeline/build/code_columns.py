"""Columns of codes, or of names, that a table has beside its organisations and that its sidecar does not map.

It finds them, and the rows in which code and name are of two organisations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.cells import IgnoredColumn
from pipeline.parse.text.tables.rows import TableRows
from pipeline.reference.organisations import Resolver
from pipeline.reference.register import Organisation

REMEDY = (
    "see which is right: give the name under `corrections`, also where it is right as it stands, or list the row under "
    "`accept` with a reason"
)

_OF_CODES = re.compile(r"\b(?:codes?|ods|gss|ons)\b", re.IGNORECASE)
_OF_NAMES = re.compile(r"\b(?:names?|organisations?|ccgs?)\b", re.IGNORECASE)
# Columns with such titles hold another organisation than the row's, unless most of their cells say otherwise.
_OF_OTHERS = re.compile(
    r"\b(?:new|old|former|previous|successor|predecessor|parent|lead|host|region\w*|area|stp|icb|ics|local|authority|la)\b",
    re.IGNORECASE,
)
_CODE_IN_NAME = re.compile(r"[(\[]\s*([0-9A-Z]{3}|E\d{8})\s*[)\]]|\s[-–]\s*([0-9A-Z]{3}|E\d{8})\s*$", re.MULTILINE)
# A search for these is many times as quick as one for the pattern.
_BEFORE_CODES = ("(", "[", " -", " –")
_CODE_LENGTHS = (3, 9)


def contradicted(
    rows: TableRows, names: Sequence[str], codes: Sequence[str | None], resolver: Resolver
) -> dict[int, str]:
    """The rows, by index, in which a code and a name are of two organisations, with both readings in words.

    `names` and `codes` are the rows' names as printed and what they mean. A row whose name a correction gives is none.
    """
    found: dict[int, str] = {}
    # a name without its footnote mark is the name that is printed
    corrected = {line_no for (line_no, printed), right in rows.renamed.items() if not printed.startswith(right)}
    for texts in [*_beside(rows, names, codes, resolver), *_codes_within(names)]:
        other = {text: resolver.matches(text) if text else () for text in set(texts)}
        for row, (text, code) in enumerate(zip(texts, codes, strict=True)):
            if code is None or rows.line_nos[row] in corrected or not _differs(code, other[text]):
                continue
            own, meant = resolver.register.by_code[code], other[text][0]
            found.setdefault(row, f"{_described(text, meant, resolver)}, and {_described(names[row], own, resolver)}")
    return found


def _beside(
    rows: TableRows, names: Sequence[str], codes: Sequence[str | None], resolver: Resolver
) -> Iterator[Sequence[str]]:
    """The columns that say once more which organisation a row is of."""
    ignored = [
        (column, cells)
        for column, cells in zip(rows.spec.columns, rows.columns, strict=True)
        if cells is not None and isinstance(column, IgnoredColumn)
    ]
    distinct = set(names) if ignored else set()
    by_codes = sum(_is_code(name, resolver) for name in distinct) * 2 > len(distinct)
    for column, cells in ignored:
        matches = {
            text: resolver.matches(text) if (by_codes and text) or _is_code(text, resolver) else ()
            for text in set(cells.texts)
        }
        known = [
            _differs(code, matches[text])
            for text, code in zip(cells.texts, codes, strict=True)
            if code is not None and matches[text]
        ]
        title = (_OF_NAMES if by_codes else _OF_CODES).search(column.title) and not _OF_OTHERS.search(column.title)
        if known and (title or 2 * sum(known) < len(known)):
            yield [text if matches[text] else "" for text in cells.texts]


def _codes_within(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """For each name the code that stands in it, in brackets or after a dash, or ''; nothing where none has one."""
    together = "\n".join(names)
    if not any(sign in together for sign in _BEFORE_CODES) or not _CODE_IN_NAME.search(together):
        return
    found = {name: _CODE_IN_NAME.search(name) for name in set(names)}
    within = {name: (match[1] or match[2]) if match else "" for name, match in found.items()}
    yield [within[name] for name in names]


def _is_code(text: str, resolver: Resolver) -> bool:
    """Whether a text is the ODS or GSS code of a CCG."""
    code = text.strip().upper()
    return len(code) in _CODE_LENGTHS and any(
        code in (found.org_code, found.gss_code, *found.earlier_gss_codes) for found in resolver.matches(code)
    )


def _differs(code: str, matches: Sequence[Organisation]) -> bool:
    return bool(matches) and all(found.org_code != code for found in matches)


def _described(text: str, organisation: Organisation, resolver: Resolver) -> str:
    what = "code" if _is_code(text, resolver) else "name"
    return f"the {what} '{shortened(text)}' is {organisation}"
