"""Counts and shares of bands that stand together: whether they can be those of all organisations of England."""

from __future__ import annotations

import pytest
from prose_samples import MENTAL_HEALTH, project_vocabulary

from pipeline.base.lines import split_lines
from pipeline.parse.text.claims.reading import find_claims


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # 4 + 95 + 106 + 2 = 207, and with one figure wrong 211: at least 106, the fewest that ever were.
        ("Outstanding: 4\nGood: 95\nRequires improvement: 106\nInadequate: 2", [4, 95, 106, 2]),
        ("Outstanding: 4\nGood: 95\nRequires improvement: 106\nInadequate: 6", [4, 95, 106, 6]),
        # 0 + 14 + 18 + 0 = 32: of a part.
        ("Outstanding: 0\nGood: 14\nRequires improvement: 18\nInadequate: 0", []),
        # 4 + 3 + 2 + 1 = 10: marks.
        ("Outstanding: 4\nGood: 3\nRequires improvement: 2\nInadequate: 1", []),
        ("Outstanding: 8, good: 6, inadequate: 2", []),
        # Three bands may be few; so may two of one digit.
        ("Outstanding: 0, good: 38, inadequate: 7", [0, 38, 7]),
        ("Outstanding: 4, inadequate: 2", [4, 2]),
        # 2 + 46 + 51 + 1 = 100; 57 + 52 + 48 = 157; 10 + 12 + 8 + 9 = 39.
        ("Outstanding 2%, good 46%, requires improvement 51%, inadequate 1%", [0.02, 0.46, 0.51, 0.01]),
        ("Outstanding 57%, good 52%, requires improvement 48%", []),
        ("Outstanding 10%, good 12%, requires improvement 8%, inadequate 9%", []),
        # Each stands by itself: a paragraph between them is of something else.
        ("Outstanding: 57%\n\nIt rained.\n\nIt snowed.\n\nGood: 52%", [0.57, 0.52]),
    ],
)
def test_bands_together_are_all_organisations_or_no_claims(text: str, values: list[float]) -> None:
    found = find_claims(split_lines(text), project_vocabulary(), [MENTAL_HEALTH], MENTAL_HEALTH)
    assert [claim.value for claim in found.claims] == values
    read = [number for number in found.numbers if number.reason is None]
    assert len(read) == len(values), "a number of a claim that is left out has a reason"
