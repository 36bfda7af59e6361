"""Which areas words name, and which only say who or what something is."""

from __future__ import annotations

import pytest
from the_reference import REFERENCE

from pipeline.base.folding import fold
from pipeline.parse.text.subject_names import areas_named, frameworks_named

AREAS = REFERENCE.vocabulary.areas


@pytest.mark.parametrize(
    ("text", "named", "held"),
    [
        ("Dementia care is good.", ["dementia"], []),
        ("for dementia patients", ["dementia"], []),
        ("Dementia Ratings", ["dementia"], []),
        ("Dementia Results", [], ["dementia"]),
        ("as Mental Health Watch shows", [], []),
        ("the dementia charity and mental health", ["mental_health"], ["dementia"]),
        ("the director for dementia", [], ["dementia"]),
        ("the all-party group on learning disabilities", [], ["learning_disabilities"]),
    ],
)
def test_an_area_is_named_or_only_says_who_somebody_is(text: str, named: list[str], held: list[str]) -> None:
    found = areas_named(fold(text), text, AREAS)
    assert [one.area for one in found if not one.is_held] == named
    assert [one.area for one in found if one.is_held] == held


@pytest.mark.parametrize(
    ("text", "frameworks"),
    [
        ("in the baseline ratings", {"ccg_iaf_baseline_2016"}),
        ("the first assessment", {"ccg_iaf_baseline_2016"}),
        ("the first quarter's ratings", set()),
        ("the latest ratings", set()),
    ],
)
def test_a_framework_is_named_by_what_prose_calls_it(text: str, frameworks: set[str]) -> None:
    assert frameworks_named(text, REFERENCE.vocabulary) == frameworks
