"""The comments on the cells of a sheet, which stand in a part of the package of their own."""

from __future__ import annotations

import posixpath
import zipfile

from pipeline.parse.xlsx.package import parsed
from pipeline.parse.xlsx.sheet_xml import row_and_column

Comments = dict[tuple[int, int], str]
_TYPE = "/comments"


def comments_of(name: str, package: zipfile.ZipFile, file: str) -> Comments:
    """The comments of the sheet in `file`, by row and column from 0; a thread of comments stands there as one."""
    folder, base = posixpath.split(file)
    links = f"{folder}/_rels/{base}.rels"
    if links not in package.NameToInfo:
        return {}
    found: Comments = {}
    for link in parsed(package, links):
        if not link.get("Type", "").endswith(_TYPE):
            continue
        target = link.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if part not in package.NameToInfo:
            continue
        for comment in parsed(package, part).findall(".//{*}comment"):
            row, column = row_and_column(name, comment.get("ref", ""))
            words = " ".join("".join(text.text or "" for text in comment.findall(".//{*}t")).split())
            found[row - 1, column - 1] = words or "a comment without words"
    return found
