"""Whether a release still holds: all its files, against everything that it says of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.base.json_files import json_of
from pipeline.base.os_errors import content_of, opened, sha256_of
from pipeline.base.parallel import PROCESSORS
from pipeline.publish import provenance
from pipeline.publish.file_sums import FILE_NAME as SUMS
from pipeline.publish.file_sums import files_of, read_sums
from pipeline.publish.integrity import damage
from pipeline.publish.release_files import SITE
from pipeline.publish.site.addresses import PACKAGE

# A file, and what is wrong with it, which is told after its name.
_Wrong = tuple[str, str]


@dataclass(frozen=True)
class Verified:
    """What came of comparing a release with what it says of itself: what is wrong, and what could not be compared."""

    files: int
    megabytes: float
    problems: list[str] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)


def verify(folder: Path, signers: Path | None = None) -> Verified:
    """Reads every file of the release in `folder`, and every row of its tables. OSError where `signers` is no file."""
    if signers:
        # ssh-keygen would wait for a pipe.
        opened(signers).close()
    files = files_of(folder)
    with ThreadPoolExecutor(PROCESSORS) as pool:
        read = list(pool.map(_read, files))
    found = {path.relative_to(folder).as_posix(): sha256 for path, sha256 in zip(files, read, strict=True)}
    not_compared: list[str] = []
    problems = _once(
        folder,
        (
            *_against_sums(folder, found, not_compared),
            *_against_package(folder, found, not_compared),
            *_against_provenance(folder, found, signers, not_compared),
        ),
    )
    told = list(problems.values())
    if (wrong := damage(folder, every_row=True)) and not any(_is_named(path, wrong) for path in problems):
        told.append(wrong)
    return Verified(len(files), sum(path.lstat().st_size for path in files) / 1e6, told, not_compared)


def _once(folder: Path, wrong: Iterable[_Wrong]) -> dict[str, str]:
    """What is wrong, by its file: several lists name one, and of one that is wrong each says so.

    A file that stands in the release and in its pages is one file.
    """
    problems: dict[str, str] = {}
    seen: set[tuple[int, int]] = set()
    for path, message in wrong:
        if path in problems:
            continue
        with suppress(OSError):
            stat = (folder / path).lstat()
            if (one := (stat.st_dev, stat.st_ino)) in seen:
                continue
            seen.add(one)
        problems[path] = f"{path}{message}"
    return problems


def _is_named(path: str, damaged: str) -> bool:
    """Whether a damage is that of a file, which it calls by its path or by its table."""
    kind, _, table = path.partition("/")
    return path in damaged or f"{kind}/{table.removesuffix(f'.{kind}').replace('/', '.')} " in damaged


def _read(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None


def _against_sums(folder: Path, found: Mapping[str, str | None], not_compared: list[str]) -> Iterator[_Wrong]:
    """SHA256SUMS of the release, and that of its pages."""
    for part, prefix in ((folder, ""), (folder / SITE, f"{SITE}/")):
        if not part.is_dir():
            continue
        try:
            recorded = read_sums(part)
        except (ValueError, OSError) as error:
            yield f"{prefix}{SUMS}", f": {getattr(error, 'strerror', None) or error}"
            continue
        if recorded is None:
            not_compared.append(f"{prefix}{SUMS} is not there: the release is of an earlier version, or was not whole")
            continue
        if not recorded:
            yield f"{prefix}{SUMS}", " is empty"
            continue
        yield from _differences(recorded, found, prefix)
        inside = {name for name in found if name.startswith(prefix) and (prefix or not name.startswith(f"{SITE}/"))}
        unsigned = {SUMS, provenance.SIGNATURE_NAME}
        for name in sorted(inside - {prefix + path for path in recorded} - {prefix + path for path in unsigned}):
            yield name, " was added after the release was published"


def _differences(recorded: Mapping[str, str], found: Mapping[str, str | None], prefix: str = "") -> Iterator[_Wrong]:
    for path, sha256 in recorded.items():
        if prefix + path not in found:
            yield f"{prefix}{path}", " is missing"
        elif found[prefix + path] is None:
            yield f"{prefix}{path}", " cannot be read"
        elif found[prefix + path] != sha256:
            yield f"{prefix}{path}", f" is not the file that was published: its SHA-256 is {found[prefix + path]}"


def _against_package(folder: Path, found: Mapping[str, str | None], not_compared: list[str]) -> Iterator[_Wrong]:
    """datapackage.json: the bytes and the SHA-256 of the file of each table."""
    path = folder / SITE / PACKAGE
    if not os.path.lexists(path):
        not_compared.append(f"{SITE}/{PACKAGE} is not there: the release has no pages")
        return
    try:
        resources = json_of(path)["resources"]
        described = {one["path"]: (int(one["bytes"]), one["hash"].removeprefix("sha256:")) for one in resources}
    except (OSError, ValueError, OverflowError, KeyError, TypeError, AttributeError):
        yield f"{SITE}/{PACKAGE}", " is no description of tables"
        return
    for name, (size, sha256) in described.items():
        if f"{SITE}/{name}" not in found:
            yield f"{SITE}/{name}", f", which {PACKAGE} describes, is missing"
        elif found[f"{SITE}/{name}"] != sha256 or (folder / SITE / name).stat().st_size != size:
            yield f"{SITE}/{name}", f" is not the file that {PACKAGE} describes"


def _against_provenance(
    folder: Path, found: Mapping[str, str | None], signers: Path | None, not_compared: list[str]
) -> Iterator[_Wrong]:
    path = folder / provenance.FILE_NAME
    if not os.path.lexists(path):
        not_compared.append(f"{provenance.FILE_NAME} is not there: the release is of an earlier version")
        if signers:
            yield provenance.SIGNATURE_NAME, " is not there: the release is signed by nobody"
        return
    try:
        yield from _differences(provenance.subjects(content_of(path)), found)
    except ValueError:
        yield provenance.FILE_NAME, " is no provenance"
    except OSError as error:
        yield provenance.FILE_NAME, f" cannot be read: {error.strerror or error}"
    if provenance.SIGNATURE_NAME in found:
        if found[provenance.SIGNATURE_NAME] is None:
            yield provenance.SIGNATURE_NAME, " cannot be read"
        elif wrong := provenance.signature_problem(folder, signers):
            yield provenance.SIGNATURE_NAME, f" does not hold: {wrong}"
        elif signers is None:
            not_compared.append(f"whose signature {provenance.SIGNATURE_NAME} is: name the signers with --signers")
    elif signers:
        yield provenance.SIGNATURE_NAME, " is not there: the release is signed by nobody"
