"""The note of a release: what arrived, changed, was corrected, is contradicted, and is late."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from installation import Installation, make, replace_text

from pipeline.app.outcomes import Outcome

NURSING = "nursing_times_2016"
FIRST_ROW = "NHS STOKE ON TRENT CCG Top performing"


def sections(installation: Installation) -> dict[str, list[str]]:
    """The lines of each section of the current note, without their list marks."""
    text = (installation.warehouse.current_link / "release-note.md").read_text(encoding="utf-8")
    parts = text.split("\n## ")
    named = {part.partition("\n")[0]: part.partition("\n")[2] for part in parts[1:]}
    return {"": parts[0].splitlines()} | {
        name: [line.removeprefix("- ") for line in body.strip().splitlines()] for name, body in named.items()
    }


def test_the_first_release_tells_of_every_document_and_of_what_is_due(published: Installation) -> None:
    note = sections(published)
    release = Path(published.published_state()[0]).name
    assert note[""][0] == f"# Release {release}"
    assert note[""][2].startswith("As at 1 July 2021, built ")
    assert note[""][2].endswith("It is the first.")
    assert len(note["Arrived"]) == 5
    assert (
        "Ratings reveal more than half of CCGs 'need to improve mental health services' (Nursing Times, October 2016; "
        "nursing_times_2016): 34 rows, 8 claims, 2 figures"
    ) in note["Arrived"]
    assert note["Changed tables"] == ["There is no earlier release to compare with."]
    assert note["Corrected"] == ["No known error of a document is corrected."]
    assert note["Contradicted claims"] == ["No claim is contradicted."]
    assert note["Documents that disagree"] == ["No documents disagree."]
    assert any(line.startswith("dashboard, missing: ") for line in note["Due"])
    assert "dashboard, not yet due: 1 October 2021" in note["Due"]


class Second(NamedTuple):
    """An installation whose second release has another band and a correction."""

    installation: Installation
    outcome: Outcome
    first_id: str


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Second:
    installation = make(tmp_path_factory.mktemp("note") / "installation", dagster_home, published)
    first = installation.refresh()
    assert first.note is None
    replace_text(installation.document(NURSING), FIRST_ROW, FIRST_ROW.replace("Top performing", "Needs improvement"))
    sidecar = installation.sidecar(NURSING)
    correction = "{line: 45, printed: 59.10%, right: 59.20%, reason: a slip, authority: NHS England}"
    sidecar.write_text(f"{sidecar.read_text(encoding='utf-8')}\ncorrections:\n  - {correction}\n", encoding="utf-8")
    return Second(installation, installation.refresh(), first.release_id)


def test_a_changed_band_is_told_with_the_claims_that_it_contradicts(second: Second) -> None:
    note = sections(second.installation)
    assert note[""][2].endswith(f"It follows {second.first_id}.")
    assert len(note["Arrived"]) == 1
    assert f"{NURSING}, changed)" in note["Arrived"][0]
    assert any(line.startswith("core.rating: ") for line in note["Changed tables"])
    # 13 Top performing is stated in three places.
    assert [line.partition(",")[0] for line in note["Contradicted claims"]] == [
        "mailonline_2016 line 5",
        "mailonline_2016 line 11",
        "nursing_times_2016 line 24",
    ] or len(note["Contradicted claims"]) == 3


def test_an_error_that_is_corrected_is_told(second: Second) -> None:
    note = sections(second.installation)
    assert note["Corrected"] == [
        "nursing_times_2016 line 45: printed 59.10%, corrected to 59.20%: a slip (NHS England)"
    ]
    traced = second.installation.command("trace", "stoke on trent")
    assert "IAPT recovery rate 2015/16 Q4: 59.2 %; corrected from 59.10%: a slip (NHS England)" in traced.out
    assert "»59.10%«" in traced.out


def test_the_note_is_in_the_metadata_of_the_release(second: Second) -> None:
    file = second.installation.warehouse.current_link / "release-note.md"
    assert second.outcome.note == file.read_text(encoding="utf-8")
