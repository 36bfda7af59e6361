"""Inputs without end for every reader: what is kept in tests/corpus, changed at random, and bytes made up.

The property is the same for each: a result or a named problem, within the time and the memory that a file has.

    python tests/fuzz_readers.py [--reader NAME] [--inputs N] [--seconds N] [--state FILE]

goes on where the last run with the same state file ended, and counts the inputs. An input that breaks the property is
written to tests/corpus/<reader>/found-…, where `make test` tries it from then on.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import bombs

from pipeline.base.decoding import decode
from pipeline.base.problems import ValidationFailed
from pipeline.base.settings import PROJECT_DIR
from pipeline.base.yaml_lines import NotYaml, yaml_with_lines
from pipeline.build.document_facts import read_facts
from pipeline.build.file_asked import FileAsked
from pipeline.build.inputs import Document
from pipeline.build.snapshot_file import read_file
from pipeline.fetch.file_kinds import content_problem
from pipeline.fetch.links import PIECE, Links
from pipeline.fetch.live_register import Answer, differences, organisation_of
from pipeline.fetch.web import FetchFailed
from pipeline.parse.grids import read_grid
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.reference.organisations import Resolver
from pipeline.reference.reading import Reference, read_reference
from pipeline.reference.sources import Sources, read_sources

CORPUS = Path(__file__).parent / "corpus"
# Of one input, which is small.
MOST_SECONDS = 10
MOST_INPUT = 20_000
_PIECES = (
    b",", b'"', b"\n", b"\r", b"\0", b"<", b">", b"&", b"'", b"=", b"|", b"\t", b";", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"\xe2\x80\xa8", b"%", b"-", b"1e999", b"99999999999999999999", b"NaN", b"2021-02-30", b"CCG",
    b"NHS ", b"Outstanding", b"2016/17", b"<c r=\"A1\"><v>1</v></c>", b"t=\"e\"", b"xmlns:x=\"x\"", b"{", b"[", b"]",
    b"}", b": ", b"- ", b"&a;", b"<!--", b"<a href=", b"^", b"~", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"*", b"#",
)  # fmt: skip


@cache
def _reference() -> Reference:
    return read_reference(PROJECT_DIR / "raw" / "reference")


@cache
def _sources() -> Sources:
    sources, problems = read_sources(PROJECT_DIR / "raw")
    assert not problems
    return sources


@cache
def _resolver() -> Resolver:
    return Resolver(_reference().register)


# -- the readers, each as what it does with bytes ---------------------------------------------------------------------


def read_text(content: bytes, folder: Path) -> None:
    """A document by the sidecar of an article, or by the one after the first line of dashes."""
    text, _, described = content.partition(b"\n-----\n")
    sidecar = described or (CORPUS / "text" / "sidecar.yml").read_bytes()
    found, wrong, line_of = read_sidecar(decode(sidecar).text, "a.yml", _reference())
    if found is None or wrong:
        return
    document = Document("a", "a.txt", decode(text).text, "", "original", found, "a.yml", "", line_of)
    facts = read_facts(document, _reference(), _resolver())
    lines = len(document.text.splitlines()) + 2
    for problem in facts.problems:
        assert problem.message and problem.remedy
        assert problem.line_no is None or problem.line_no <= lines + described.count(b"\n") + 100


def read_a_sidecar(content: bytes, folder: Path) -> None:
    found, wrong, _ = read_sidecar(decode(content).text, "a.yml", _reference())
    assert (found is not None) or wrong


def read_yaml(content: bytes, folder: Path) -> None:
    with suppress(NotYaml):
        yaml_with_lines(decode(content).text)


def read_sources_file(content: bytes, folder: Path) -> None:
    (folder / "sources.yml").write_bytes(content)
    found, problems = read_sources(folder)
    assert isinstance(found, Sources)
    assert all(problem.message and problem.remedy for problem in problems)


def read_a_grid(content: bytes, folder: Path) -> None:
    path = folder / "grid.csv"
    path.write_bytes(content)
    for is_workbook in (True, False):
        with suppress(ValidationFailed):
            rows = read_grid(path, is_workbook=is_workbook)
            assert len({len(row) for row in rows}) <= 1


def read_page(content: bytes, folder: Path) -> None:
    found, text = Links("http://127.0.0.1/"), content.decode(errors="replace")
    with suppress(AssertionError):  # as pipeline.fetch.web does
        for start in range(0, len(text), PIECE):
            found.feed(text[start : start + PIECE])
    assert all(isinstance(link, str) for link in found.found)


def read_register(content: bytes, folder: Path) -> None:
    try:
        record = organisation_of(content)
    except FetchFailed:
        return
    differences(_reference().register, {"03N": Answer(record), "15N": Answer(record)})


def read_source_file(content: bytes, folder: Path, source_id: str, name: str) -> None:
    """A file of a source to its tables, as a refresh reads it, and what fetching says of it."""
    file = folder / name
    file.write_bytes(content)
    source = _sources().by_id[source_id]
    content_problem(file, source.format, source.layout)
    measures = _reference().measures_of(source_id)
    counted = {measure.measure_id for measure in measures.values() if _reference().is_count(measure)}
    asked = FileAsked(folder, file, {}, source.layout, "a", measures, counted, _reference().register, 10**9)
    found = read_file(asked)
    # Whatever is read is accounted for: else the reader says that nothing is published of it.
    assert "a problem of this program" not in (found["quarantined"] or "") or _is_repeated(found["quarantined"])
    assert found["quarantined"] or found["counts"]["rows_found"] > 0


def _is_repeated(reason: str) -> bool:
    """Whether more cells were counted than there are places: two cells at one place are no loss, and are refused."""
    return "cells or rows, and" in reason


def read_sheet(content: bytes, folder: Path, source_id: str, name: str) -> None:
    """A workbook of one sheet, whose XML the bytes are."""
    book = bombs.book([content], names=[name])
    read_source_file(book, folder, source_id, "a.xlsx")


READERS: dict[str, Callable[[bytes, Path], None]] = {
    "text": read_text,
    "sidecar": read_a_sidecar,
    "yaml": read_yaml,
    "sources": read_sources_file,
    "csv": partial(read_source_file, source_id=bombs.CSV, name="a.csv"),
    "sheet": partial(read_sheet, source_id=bombs.WORKBOOK, name="IAPT(ii_a)"),
    "table": partial(read_sheet, source_id=bombs.TABLE, name="Sheet 1"),
    "workbook": partial(read_source_file, source_id=bombs.WORKBOOK, name="a.xlsx"),
    "register": read_register,
    "page": read_page,
    "grid": read_a_grid,
}


# -- inputs -----------------------------------------------------------------------------------------------------------


def corpus(reader: str) -> list[bytes]:
    """What is kept of a reader's inputs, in order."""
    return [path.read_bytes() for path in sorted((CORPUS / reader).iterdir()) if path.is_file()]


def changed(random: Random, seeds: list[bytes]) -> bytes:
    """An input: one that is kept with a few changes, two spliced, or bytes alone."""
    content = bytearray(random.choice(seeds))
    if random.random() < 0.2:
        other = random.choice(seeds)
        content[random.randrange(len(content) + 1) :] = other[random.randrange(len(other) + 1) :]
    for _ in range(random.choice((1, 1, 2, 4, 12))):
        at = random.randrange(len(content) + 1)
        end = min(len(content), at + random.choice((1, 1, 4, 30, 400)))
        match random.randrange(6):
            case 0:
                content[at:end] = b""
            case 1:
                content[at:at] = random.choice(_PIECES) * random.choice((1, 1, 1, 3, 200))
            case 2:
                content[at:end] = random.randbytes(end - at)
            case 3:
                content[at:at] = content[at:end] * random.choice((1, 2, 20))
            case 4 if at < len(content):
                content[at] ^= 1 << random.randrange(8)
            case _:
                begin = random.randrange(len(content) + 1)
                content[at:at] = content[begin : begin + random.choice((1, 10, 100))]
    return bytes(content[:MOST_INPUT])


def try_input(reader: str, content: bytes, folder: Path) -> str | None:
    """Why an input breaks the property, or None."""
    for path in folder.iterdir():
        path.unlink()
    signal.signal(signal.SIGALRM, _too_late)
    signal.alarm(MOST_SECONDS)
    try:
        READERS[reader](content, folder)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return "".join(traceback.format_exception(error)[-4:])
    finally:
        signal.alarm(0)
    return None


def _too_late(*_: object) -> None:
    raise TimeoutError(f"not read within {MOST_SECONDS} seconds")


# -- the long run -----------------------------------------------------------------------------------------------------


def findings(reader: str, begin: int, until: Callable[[int], bool]) -> Iterator[tuple[int, bytes, str]]:
    """Inputs by their numbers, as long as `until` does not hold; each that breaks the property, and why."""
    seeds = corpus(reader)
    with tempfile.TemporaryDirectory() as name:
        number = begin
        while not until(number):
            content = changed(Random(f"{reader} {number}"), seeds)
            if why := try_input(reader, content, Path(name)):
                yield number, content, why
            number += 1
        yield number, b"", ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--reader", choices=READERS, action="append")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--state", type=Path, default=PROJECT_DIR / ".hypothesis" / "fuzz.json")
    chosen = parser.parse_args()
    # What a pattern of sources.yml could mean some day is none of it.
    warnings.simplefilter("ignore", FutureWarning)
    # A crash of a reader is seen by the shell; a leak ends this process.
    resource.setrlimit(resource.RLIMIT_DATA, (4_000_000_000, resource.RLIM_INFINITY))
    state: dict[str, dict[str, Any]] = json.loads(chosen.state.read_text()) if chosen.state.is_file() else {}
    failed = 0
    for reader in chosen.reader or READERS:
        of_reader = state.setdefault(reader, {"inputs": 0, "seconds": 0.0, "findings": 0})
        begin, begun = of_reader["inputs"], time.monotonic()

        def until(number: int, begin: int = begin, begun: float = begun) -> bool:
            return number - begin >= chosen.inputs or time.monotonic() - begun > chosen.seconds

        for number, content, why in findings(reader, begin, until):
            if why:
                failed += 1
                of_reader["findings"] += 1
                kept = CORPUS / reader / f"found-{hashlib.sha256(content).hexdigest()[:12]}"
                kept.write_bytes(content)
                print(f"{reader}: input {number} breaks the property, kept as {kept}:\n{why}", flush=True)
            of_reader["inputs"] = number
        of_reader["seconds"] = round(of_reader["seconds"] + time.monotonic() - begun, 1)
        chosen.state.parent.mkdir(exist_ok=True)
        chosen.state.write_text(json.dumps(state, indent=2), encoding="utf-8")
        print(f"{reader}: {of_reader['inputs']:,} inputs in {of_reader['seconds']:,} s", flush=True)
        gc.collect()
    return 1 if failed else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
