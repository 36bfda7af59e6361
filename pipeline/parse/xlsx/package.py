"""What the package of a workbook shows before its sheets are read: the sheets' files, and whether it is too much.

A file of a few kilobytes can unpack to any size and name one sheet any number of times.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.parsers import expat

from pipeline.base.budget import MEGABYTE
from pipeline.parse.xlsx.errors import NotAWorkbook

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# What any workbook may unpack to, and what one of its size may: real ones unpack to twenty times theirs at most.
_MOST_BYTES = 1_000 * MEGABYTE
_BYTES_OF_ANY, _TIMES = 100 * MEGABYTE, 50
# The cells, empty ones too, of the rectangles of all sheets. The largest real workbook known has a million.
MOST_CELLS = 10_000_000
_MOST_SHEETS = 1_000
_MOST_PARTS = 10_000
# The parts that every reader of values goes through, besides the sheets.
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# What a workbook lists among its sheets and has no cells of figures, by the end of its relationship's type.
_NO_SHEETS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def check_package(package: zipfile.ZipFile, size: int) -> None:
    """NotAWorkbook for a package that is too much, or whose files two readers would distinguish differently.

    `size` is that of the file.
    """
    entries = package.infolist()
    if len(entries) > _MOST_PARTS:
        raise NotAWorkbook(f"holds {len(entries):,} parts; the most that are read are {_MOST_PARTS:,}")
    _refuse_bytes(sum(entry.file_size for entry in entries), size)
    names: set[str] = set()
    for entry in entries:
        # python-calamine takes a backslash for a slash, and the last of two.
        name = entry.filename.replace("\\", "/").casefold()
        if name in names:
            raise NotAWorkbook(f"holds '{entry.filename}' twice")
        names.add(name)
    for part in (_BOOK, _LINKS, TEXTS, STYLES):
        if part.casefold() in names:
            with package.open(part) as content:
                _refuse_wide(part, content.read(4))


def sheet_files(package: zipfile.ZipFile) -> dict[str, str]:
    """The XML file of each worksheet, by the sheet's name; charts and macros have none."""
    links = {link.get("Id"): link for link in parsed(package, _LINKS)}
    files: dict[str, str] = {}
    sheets = parsed(package, _BOOK).findall(".//{*}sheet")
    if len(sheets) > _MOST_SHEETS:
        raise NotAWorkbook(f"has {len(sheets):,} sheets; the most that are read are {_MOST_SHEETS:,}")
    names: set[str] = set()
    for sheet in sheets:
        name = sheet.get("name", "")
        if name in names:
            raise NotAWorkbook(f"has two sheets of the name '{name}'")
        names.add(name)
        link = links.get(sheet.get(_ID, sheet.get(_STRICT_ID, "")))
        if link is None:
            raise NotAWorkbook(f"does not say where sheet '{name}' is")
        if link.get("Type", "").rpartition("/")[2] not in _NO_SHEETS:
            target = link.get("Target", "")
            files[name] = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
            if files[name] not in package.NameToInfo:
                raise NotAWorkbook(f"has no file '{files[name]}' for its sheet '{name}'")
    return files


def refuse_repeated(package: zipfile.ZipFile, files: Iterable[str], size: int) -> None:
    """NotAWorkbook where sheets, of which several can be one file, are too much together."""
    _refuse_bytes(sum(package.getinfo(file).file_size for file in files), size)


def _refuse_bytes(unpacked: int, size: int) -> None:
    most = min(_MOST_BYTES, _BYTES_OF_ANY + _TIMES * size)
    if unpacked > most:
        raise NotAWorkbook(f"unpacks to {unpacked:,} bytes; the most that is read of a file of its size is {most:,}")


def _refuse_wide(part: str, head: bytes) -> None:
    if b"\0" in head or head.startswith(_WIDE):
        raise NotAWorkbook(f"{part} is in UTF-16 or UTF-32, and workbooks are read in UTF-8 alone")


def parsed(package: zipfile.ZipFile, file: str) -> ElementTree.Element:
    content = package.read(file)
    _refuse_wide(file, content[:4])
    # Entities that a document type declares can grow without end, and no workbook has any.
    declares = expat.ParserCreate()
    declares.StartDoctypeDeclHandler = lambda *_: _refuse_doctype(file)
    try:
        declares.Parse(content, True)
    except expat.ExpatError as error:
        raise NotAWorkbook(f"{file} is no XML: {error}") from None
    return ElementTree.fromstring(content)


def _refuse_doctype(part: str) -> None:
    raise NotAWorkbook(f"{part} declares a document type")
