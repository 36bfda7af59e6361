"""What a refresh reads: the folder raw/ as documents with their sidecars, snapshots and reference data.

Each input has its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.base import decoding
from pipeline.base.lines import split_lines
from pipeline.base.os_errors import content_of
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.yaml_lines import LineOf
from pipeline.build.input_files import hash_inputs, odd_entries
from pipeline.fetch import carried_figures, stored_files
from pipeline.fetch.snapshots import Snapshot, found_of
from pipeline.parse.sidecar.sidecar import Sidecar, read_sidecar
from pipeline.reference.reading import Reference, read_reference
from pipeline.reference.sources import Sources, read_sources
from pipeline.schema.values import DOCUMENT_ID

TEXT_ENDINGS = (".txt", ".md", ".csv", ".tsv")
SIDECAR_ENDING = ".yml"
ORIGINAL = ".original"
_LESS = "Keep the part that states figures, or add a table as a source's file"
# What is larger is no article, briefing or bulletin; those have 20 to 200 kB.
MOST_BYTES = 5_000_000
# A line of any length takes a third of a millisecond to be read, and no publication has a tenth of so many.
MOST_LINES = 50_000


@dataclass(frozen=True)
class Document:
    """A document to be read: its decoded text and its sidecar. `path` and `sidecar_path` are for messages."""

    document_id: str
    path: str
    text: str
    sha256: str
    text_kind: str
    sidecar: Sidecar
    sidecar_path: str
    sidecar_sha256: str
    sidecar_line: LineOf


@dataclass
class Inputs:
    """All of raw/: `hashes` maps each file, relative to raw/, to its SHA-256; `problems` are those of whole files.

    Of a snapshot of a source the file that describes it is hashed, which holds the SHA-256 of its content.
    """

    reference: Reference
    documents: list[Document] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    snapshots: list[Snapshot] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Stored versions that are not whole: they stop nothing, and give nothing.
    not_whole: list[Problem] = field(default_factory=list)

    @property
    def reference_files(self) -> str:
        """The files of reference data with their SHA-256: what reading anything depends on."""
        return "".join(f"{path} {digest}\n" for path, digest in self.hashes.items() if path.startswith("reference/"))


def read_inputs(raw_dir: Path) -> Inputs:
    """Reads every document and all reference data under `raw_dir`; nothing is raised for what they hold.

    ValidationFailed where something is no file that could be read: a pipe, a link that leads nowhere.
    """
    # Hashed first: what is edited between here and the reading is then seen to have changed before it is published.
    hashes = hash_inputs(raw_dir)
    if odd := odd_entries(raw_dir):
        raise ValidationFailed(odd)
    reference = read_reference(raw_dir / "reference")
    sources, wrong = read_sources(raw_dir)
    found = [found_of(raw_dir, source.source_id) for source in sources.sources]
    inputs = Inputs(
        reference,
        sources=sources,
        snapshots=[snapshot for one in found for snapshot in one.snapshots],
        hashes=hashes,
        problems=[*reference.problems, *wrong, *(problem for one in found for problem in one.not_carried)],
        not_whole=[
            *(problem for one in found for problem in one.not_whole),
            *_of_no_source(raw_dir, {source.source_id for source in sources.sources}),
        ],
    )
    folder = raw_dir / "documents"
    if not folder.is_dir():
        inputs.problems.append(Problem(shown(folder), None, "is not there", "Create it, and put the documents into it"))
        return inputs
    for stem, paths in _by_document(folder):
        _read_document(stem, paths, inputs)
    return inputs


def _of_no_source(raw_dir: Path, source_ids: Collection[str]) -> Iterator[Problem]:
    """Folders of figures that belong to no source, as after a source was renamed: nothing in them is read."""
    for kind in (carried_figures.FOLDER_NAME, stored_files.FOLDER_NAME):
        folder = raw_dir / kind
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and not path.name.startswith(".") and path.name not in source_ids:
                message = "is the folder of no source in raw/sources.yml, and nothing in it is read"
                yield Problem(shown(path), None, message, "Describe its source there, or take it away")


def decode(content: bytes) -> str:
    """The text that offsets refer to, without byte order marks; U+FFFD stands for what cannot be read for certain."""
    return decoding.decode(content).text


def document_id_of(path: Path) -> tuple[str, bool]:
    """The id of the document that a file belongs to, and whether the file is an original beside an abstract."""
    stem = path.stem
    return (stem.removesuffix(ORIGINAL), True) if stem.endswith(ORIGINAL) else (stem, False)


def _by_document(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    groups: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            groups.setdefault(document_id_of(path)[0], []).append(path)
    yield from groups.items()


def _read_document(document_id: str, paths: list[Path], inputs: Inputs) -> None:
    sidecar_path = next((path for path in paths if path.suffix == SIDECAR_ENDING), None)
    texts = [path for path in paths if path.suffix in TEXT_ENDINGS]
    originals = [path for path in texts if document_id_of(path)[1]]
    plain = [path for path in texts if not document_id_of(path)[1]]
    for path in paths:
        if path != sidecar_path and path not in texts:
            message = f"'{path.suffix or path.name}' is no kind of document that is read"
            remedy = f"Save it as text ({', '.join(TEXT_ENDINGS)}) or move it out of {shown(path.parent)}"
            inputs.problems.append(Problem(shown(path), None, message, remedy))
    for path in [*plain[1:], *originals[1:]]:
        message = "a second text of the same document"
        inputs.problems.append(Problem(shown(path), None, message, "Keep one of them, or give it a name of its own"))
    if not texts:
        if sidecar_path:
            message = "a sidecar without its document"
            remedy = f"Put {document_id}.txt beside it, or take the sidecar away"
            inputs.problems.append(Problem(shown(sidecar_path), 1, message, remedy))
        return
    path = (originals or plain)[0]
    if sidecar_path is None:
        message = "a document without a sidecar"
        remedy = f"Describe it in {document_id}.yml: ccg-ratings add {shown(path)} makes a first one"
        inputs.problems.append(Problem(shown(path), 1, message, remedy))
        return
    if not re.fullmatch(DOCUMENT_ID, document_id):
        message = "its name is no document_id"
        remedy = "Name it and its sidecar with a to z, 0 to 9, _, . and -, a letter or a digit first"
        inputs.problems.append(Problem(shown(path), None, message, remedy))
        return
    if document := read_document(path, sidecar_path, inputs.reference, inputs.problems):
        inputs.documents.append(document)


def read_document(path: Path, sidecar_path: Path, reference: Reference, problems: list[Problem]) -> Document | None:
    """One document with its sidecar, or None when either cannot be used; what is wrong is added to `problems`."""
    try:
        if large := [one for one in (path, sidecar_path) if one.stat().st_size > MOST_BYTES]:
            problems += [too_large(one) for one in large]
            return None
        content, described = content_of(path), content_of(sidecar_path)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        unread = Path(error.filename)
        problems.append(Problem(shown(unread), None, message, "See whether it is a file and you may read it"))
        return None
    sidecar, wrong, line_of = read_sidecar(decode(described), shown(sidecar_path), reference)
    problems += wrong
    if sidecar is None or wrong:
        return None
    digest = hashlib.sha256(content).hexdigest()
    document_id, is_original = document_id_of(path)
    if is_original and digest != sidecar.original_sha256:
        expected = f"is {sidecar.original_sha256}" if sidecar.original_sha256 else "names none"
        message = f"its SHA-256 is {digest}; original_sha256 in {shown(sidecar_path)} {expected}"
        remedy = "Lay the original itself here, or take it away so that the abstract is read"
        problems.append(Problem(shown(path), 1, message, remedy))
        return None
    text = decode(content)
    if (lines := sum(not line.isspace() for line in split_lines(text).texts if line)) > MOST_LINES:
        message = f"has {lines:,} lines with text; the most that are read of a document are {MOST_LINES:,}"
        problems.append(Problem(shown(path), None, message, _LESS))
        return None
    return Document(
        document_id,
        shown(path),
        text,
        digest,
        "original" if is_original else sidecar.text_kind,
        sidecar,
        shown(sidecar_path),
        hashlib.sha256(described).hexdigest(),
        line_of,
    )


def too_large(path: Path) -> Problem:
    """What is wrong with a document or sidecar of more than MOST_BYTES."""
    message = f"has {path.stat().st_size:,} bytes; the most that is read of a document is {MOST_BYTES:,}"
    return Problem(shown(path), None, message, _LESS)
