"""Which words alone between rows may say what stands below them."""

from __future__ import annotations

import pytest

from pipeline.base.words_between import may_head


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        ("Southern region", False),
        ("Yorkshire and the Humber region", False),
        ("North East and Yorkshire region", False),
        ("Excluding London region", True),
        ("All but the Southern region", True),
        ("Patients from another region", True),
        ("Page 2 of 3", False),
        ("Aged 65 and over", True),
    ],
)
def test_a_region_only_divides_rows(words: str, heads: bool) -> None:
    assert may_head(words, (), (), lambda _: False) == heads
