"""The formats and the shared texts of a workbook that strike a cell through or show nothing of it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.parse.xlsx.package import STYLES, TEXTS, parsed
from pipeline.parse.xlsx.unshown import FORMATTED_AWAY, STRUCK, is_said

# Of a part without any of these nothing is parsed.
_STRIKE, _NOTHING = b"strike", b";;;"


@dataclass(frozen=True)
class Formats:
    """The numbers of the formats that do not show a cell as its own, each with why; and of the texts struck through."""

    styles: Mapping[str, str] = field(default_factory=dict)
    struck_texts: frozenset[str] = frozenset()


NO_FORMATS = Formats()


def formats_of(package: zipfile.ZipFile) -> Formats:
    return Formats(_styles(package), _struck_texts(package))


def _styles(package: zipfile.ZipFile) -> dict[str, str]:
    root = _part_with(package, STYLES, _STRIKE, _NOTHING)
    if root is None:
        return {}
    struck = {str(number) for number, font in enumerate(root.findall("{*}fonts/{*}font")) if _is_struck(font)}
    away = {
        of_number.get("numFmtId", "")
        for of_number in root.findall("{*}numFmts/{*}numFmt")
        if of_number.get("formatCode", "").replace(" ", "") == ";;;"
    }
    found = {}
    for number, of_cells in enumerate(root.findall("{*}cellXfs/{*}xf")):
        if of_cells.get("fontId") in struck:
            found[str(number)] = STRUCK
        elif of_cells.get("numFmtId") in away:
            found[str(number)] = FORMATTED_AWAY
    return found


def _struck_texts(package: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the shared texts of which a part is struck through."""
    root = _part_with(package, TEXTS, _STRIKE)
    texts = () if root is None else enumerate(root.findall("{*}si"))
    return frozenset(str(number) for number, text in texts if any(map(_is_struck, text.findall("{*}r/{*}rPr"))))


def _part_with(package: zipfile.ZipFile, part: str, *signs: bytes) -> ElementTree.Element | None:
    if part not in package.NameToInfo:
        return None
    content = package.read(part)
    return parsed(package, part) if any(sign in content for sign in signs) else None


def _is_struck(font: ElementTree.Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and is_said(strike.get("val", "1"))
