"""What kind a file is by its bytes, and what to do with one that is neither a workbook nor a text."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from pipeline.base.os_errors import opened

Kind = Literal["workbook", "text"]

_HEAD = 4_096
_MOST_UNPACKED = 300_000_000
_ZIP, _OLE, _PDF, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF", b"\x1f\x8b"
# In a workbook with a password, which is packed into the container of the older programs.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Open it in the program that made it and save it as .xlsx or as CSV"


class OtherKind(Exception):
    """A file that is neither: `what`, to be read after its name or 'it', and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what, self.remedy = what, remedy


def kind_of_file(path: Path) -> Kind:
    """What a file is, whatever its name; OtherKind for one that is neither, OSError for one that cannot be read.

    What is no workbook and none of the known other kinds counts as a text, which its reader may still refuse.
    """
    with opened(path) as file:
        head = file.read(_HEAD)
        rest = file.read() if head.startswith(_OLE) else b""
    if head.startswith(_ZIP):
        return _of_zip(path)
    if head.startswith(_OLE):
        if _ENCRYPTED in head + rest:
            raise OtherKind("is a workbook with a password", f"Take the password off. {_SAVE}")
        raise OtherKind("is a file of an older program, such as .xls", _SAVE)
    if head.startswith(_PDF):
        raise OtherKind("is a PDF", "Copy its text into a text file, or ask its publisher for the table")
    if head.startswith(_GZIP):
        raise OtherKind("is packed with gzip", "Unpack it, and add what is in it")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise OtherKind("is a web page", "Download the file that the page links, or copy the page's text")
    return "text"


def other_kind(path: Path) -> str | None:
    """What a file is that should be a workbook and is none, to be read after 'it'; None where its bytes do not tell."""
    try:
        if kind_of_file(path) == "workbook":
            return None
        with opened(path) as file:
            return "is a text" if file.read(_HEAD).strip() else "is empty"
    except OtherKind as other:
        return str(other)
    except OSError:
        return None


def _of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            # What unpacks to more is refused by its reader, which counts what it unpacks.
            is_small = sum(entry.file_size for entry in package.infolist()) <= _MOST_UNPACKED
            damaged = package.testzip() if is_small else None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        remedy = "Download it again: it broke off or was changed on the way"
        raise OtherKind(f"is packed as a workbook is, and is damaged: {error}", remedy) from None
    if damaged:
        raise OtherKind(f"is damaged within: {damaged} does not unpack", "Download it again")
    if any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise OtherKind("is a binary workbook, .xlsb", _SAVE)
        return "workbook"
    if "mimetype" in names or "content.xml" in names:
        raise OtherKind("is an OpenDocument file", _SAVE)
    if any(name.startswith("word/") for name in names):
        raise OtherKind("is a Word document", "Copy its text into a text file")
    raise OtherKind("is an archive", "Unpack it, and add the file that is in it")
