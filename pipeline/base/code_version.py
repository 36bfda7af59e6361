"""Which version of the software this is, as releases record it.

It is the package's version with a hash of all its code; for one module there is a hash of all that it imports.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from pipeline.base.settings import PACKAGE_DIR, SQL_DIR

_FILE_NAME = re.compile(r"""["']([\w/-]+\.[a-z]+)["']""")
# What is imported from where: names in brackets, which may go over several lines, or to the end of the line.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\((?:#[^\n]*|[^)#])*\)|[^\n(]+)|import[ \t]+([^\n]+))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")


def code_version() -> str:
    """The package's version and a hash of its code, SQL and templates: what must be rebuilt when it changes."""
    site = PACKAGE_DIR / "publish" / "site"
    files = [
        *PACKAGE_DIR.rglob("*.py"),
        *SQL_DIR.rglob("*.sql"),
        *(site / "templates").rglob("*.html"),
        *(site / "static").rglob("*"),
    ]
    return f"{version('ccg-ratings')}+{_hash(files)[:12]}"


def hash_of_imports(*modules: str) -> str:
    """A hash of the code that modules of the package come to: their own, and that of all they import of the package.

    An import counts wherever it stands, also in a function. A file that a module names counts where it lies beside the
    module or in sql/. The hash is the same in every process, and in a wheel and a checkout.
    """
    found: set[Path] = set()
    waiting = [_module_file(PACKAGE_DIR.parent.joinpath(*module.split("."))) for module in modules]
    while waiting:
        path = waiting.pop()
        if path and path not in found:
            found.add(path)
            text = path.read_text(encoding="utf-8")
            waiting += _imported(text)
            found.update(_named(text, path.parent))
    return _hash(found)


def _imported(text: str) -> Iterator[Path | None]:
    """The files of what a module imports of the package, and its packages; None for what is no module.

    Found by a pattern, for Python's parser takes ten times as long. What a docstring shows as an import counts too,
    and does no harm.
    """
    for package, names, plain in _IMPORT.findall(text):
        parts = [part.split()[0] for part in _COMMENT.sub("", names or plain).strip("()").split(",") if part.strip()]
        for module in (f"{package}.{part}" if package else part for part in parts):
            if module.split(".")[0] == PACKAGE_DIR.name:
                steps = module.split(".")
                yield from (_module_file(PACKAGE_DIR.parent.joinpath(*steps[:n])) for n in range(1, len(steps) + 1))


def _module_file(place: Path) -> Path | None:
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def _named(text: str, beside: Path) -> Iterator[Path]:
    """The data files that texts of a module name."""
    for name in _FILE_NAME.findall(text):
        yield from (file for folder in (beside, SQL_DIR) if (file := folder / name).is_file())


def _hash(files: Iterable[Path]) -> str:
    """A hash of files and of the places that they have in a checkout."""
    by_place = {}
    for path in files:
        if path.is_file():
            above = SQL_DIR.parent if path.is_relative_to(SQL_DIR) else PACKAGE_DIR.parent
            by_place[path.relative_to(above).as_posix()] = path
    digest = hashlib.sha256()
    for place, path in sorted(by_place.items()):
        content = path.read_bytes()
        # With its length, so that no file's end can be another's beginning.
        digest.update(f"{place} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
