"""What tests of first sidecars share: the hand-written ones, filling in, and what a text then gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from installation import ORIGINALS_DIR, sha256
from the_reference import REFERENCE

from pipeline.base.yaml_lines import yaml_with_lines
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs, decode
from pipeline.parse.scaffold.sidecar import Scaffold, sidecar_text
from pipeline.parse.sidecar.sidecar import FILL_IN, left_to_fill_in, read_sidecar

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "raw" / "documents"
IDS = sorted(path.stem for path in DOCUMENTS.glob("*.yml"))

Values = dict[str, Any]


def by_hand(document_id: str) -> Values:
    """The values of a hand-written sidecar, dates and years as text."""
    values, _ = yaml_with_lines((DOCUMENTS / f"{document_id}.yml").read_text(encoding="utf-8"))
    assert isinstance(values, dict)
    return values


def text_of(document_id: str, kind: str) -> str:
    """The abstract of a document, or its original where that is at hand."""
    if kind == "abstract":
        return decode((DOCUMENTS / f"{document_id}.txt").read_bytes())
    if not ORIGINALS_DIR.is_dir():
        pytest.skip(f"the originals are not at {ORIGINALS_DIR}")
    digest = by_hand(document_id)["original_sha256"]
    return decode(next(path for path in ORIGINALS_DIR.glob("*.txt") if sha256(path) == digest).read_bytes())


def build(text: str, sidecar: Values) -> CoreBuild:
    """The core tables of one text under a sidecar whose every value is given."""
    described = sidecar_text(sidecar, "a_document")
    read, problems, line_of = read_sidecar(described, "a_document.yml", REFERENCE)
    assert read is not None, problems
    assert not problems
    document = Document(
        "a_document", "a_document.txt", text, "0" * 64, "original", read, "a_document.yml", "0" * 64, line_of
    )
    return build_core(Inputs(REFERENCE, [document]))


def filled(sidecar: Values, **by_key: Any) -> Values:
    """A scaffold with the values of `by_key` for what is to be filled in; the common ones have a value already."""
    values = {"title": "A title", "publisher": "NHS England", "published_on": "2018", "licence": "OGL", **by_key}
    copy: Values = yaml.safe_load(yaml.safe_dump(sidecar))
    for place, _ in left_to_fill_in(sidecar):
        put(copy, place, values[str(place[-1])])
    return copy


def put(values: Any, place: tuple[str | int, ...], value: Any) -> None:
    for part in place[:-1]:
        values = values[part]
    values[place[-1]] = value


def at(values: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        values = values[part]
    return values


def to_fill_in(found: Scaffold) -> list[str]:
    return [".".join(map(str, place)) for place, _ in left_to_fill_in(found.sidecar)]


def columns(found: Scaffold, table: int = 0) -> dict[str, Values]:
    """Each title of a table to what stands under it."""
    return {column.pop("title"): column for column in map(dict, found.sidecar["tables"][table]["columns"])}


def without_unknown(values: Any) -> Any:
    """Plain values without the keys that are to be filled in."""
    if isinstance(values, dict):
        return {key: without_unknown(v) for key, v in values.items() if not str(v).startswith(FILL_IN)}
    return list(map(without_unknown, values)) if isinstance(values, list) else values


def ratings(core: CoreBuild) -> set[tuple[str, str, str, str | None]]:
    rows = core.tables["rating"].select("org_code", "area", "period", "band").rows()
    return set(rows)
