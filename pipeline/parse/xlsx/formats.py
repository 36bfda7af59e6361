"""The formats and the shared texts of a workbook that strike a cell through or show nothing of it."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.parse.xlsx.package import STYLES, TEXTS, parsed
from pipeline.parse.xlsx.unshown import FORMATTED_AWAY, STRUCK, is_said

# Of a part without any of these nothing is parsed.
_STRIKE, _FORMAT = b"strike", re.compile(rb'formatCode="([^"]*)"')
# What a number format shows of itself: texts, signs after a backslash, colours and conditions, blanks, fillings.
_OF_ITSELF = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[\s;]')
_WORD = re.compile("[A-Za-z]{2}")


@dataclass(frozen=True)
class Formats:
    """The numbers of the formats that do not show a cell as its own, each with why; and of the texts struck through."""

    styles: Mapping[str, str] = field(default_factory=dict)
    struck_texts: frozenset[str] = frozenset()


NO_FORMATS = Formats()


def formats_of(package: zipfile.ZipFile) -> Formats:
    return Formats(_styles(package), _struck_texts(package))


def _styles(package: zipfile.ZipFile) -> dict[str, str]:
    content = _content_of(package, STYLES)
    codes = {html.unescape(code.decode("utf-8", "replace")) for code in _FORMAT.findall(content)}
    if _STRIKE not in content and not any(map(_shows_no_number, codes)):
        return {}
    root = parsed(package, STYLES)
    struck = {str(number) for number, font in enumerate(root.findall("{*}fonts/{*}font")) if _is_struck(font)}
    away = {
        of_number.get("numFmtId", "")
        for of_number in root.findall("{*}numFmts/{*}numFmt")
        if _shows_no_number(of_number.get("formatCode", ""))
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
    is_struck = _STRIKE in _content_of(package, TEXTS)
    texts = enumerate(parsed(package, TEXTS).findall("{*}si")) if is_struck else ()
    return frozenset(str(number) for number, text in texts if any(map(_is_struck, text.findall("{*}r/{*}rPr"))))


def _content_of(package: zipfile.ZipFile, part: str) -> bytes:
    return package.read(part) if part in package.NameToInfo else b""


def _shows_no_number(code: str) -> bool:
    """Whether a format shows a sign in the place of every number, or nothing: '"*"', ';;;'. Words are of a check."""
    return bool(code) and not _OF_ITSELF.sub("", code) and not _WORD.search(re.sub(r"\[[^\]]*\]", "", code))


def _is_struck(font: ElementTree.Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and is_said(strike.get("val", "1"))
