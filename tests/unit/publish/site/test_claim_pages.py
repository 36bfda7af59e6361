"""The cards of claims: a claim in its sentence, and what is evidence of what."""

from __future__ import annotations

from typing import Any

from pipeline.publish.site.claim_evidence import evidence
from pipeline.publish.site.claim_pages import found, said
from pipeline.publish.site.stating import in_its_sentence


def test_a_claim_is_shown_in_its_whole_sentence() -> None:
    text = "Before. In all, 127 of the 209 CCGs were ranked lowest, it says. After."
    start = text.index("127")
    assert in_its_sentence(text, start, "127 of the 209 CCGs") == (
        "In all, ",
        "127 of the 209 CCGs",
        " were ranked lowest, it says.",
    )


def test_a_claim_over_a_whole_line_is_its_own_sentence() -> None:
    assert in_its_sentence("21 must improve", 0, "21 must improve") == ("", "21 must improve", "")


def test_what_the_rows_say_comes_before_what_the_document_says_of_itself() -> None:
    told = evidence(
        "the document's own figures give 106 (line 3) + 21 (line 4) = 127; the rows list 21 such and cover 34 of the "
        "209 organisations open on 2017-03-31; other documents agree: a line 2: 127",
        {"a": {"publisher": "The Paper"}},
    )
    assert told == [
        (
            "The rows",
            "The documents name 34 of the 209 CCGs open on 31 March 2017 with their rating, 21 of them with this one.",
        ),
        ("The document's own figures", "The document's own figures give 106 (line 3) + 21 (line 4) = 127."),
        ("Other documents", "Other documents agree: The Paper line 2: 127."),
    ]


def test_pieces_about_the_same_are_one_and_scales_have_their_bands() -> None:
    scales = [{"scale": "s_1", "band": "Bad", "position": 2}, {"scale": "s_1", "band": "Good", "position": 1}]
    assert evidence("the rows give 13; the list of Top is declared complete", {}) == [
        ("The rows", "The rows give 13. The list of Top is declared complete.")
    ]
    told = evidence("label mismatch: the claim uses labels of s_1, and ccg_iaf is rated on iaf", {}, scales)
    assert told == [
        (
            "Why",
            "The claim uses labels of another scale: the scale from Good to Bad, and the CCG improvement and "
            "assessment framework is rated on iaf.",
        )
    ]


def test_a_claim_and_what_was_found_are_told_in_words() -> None:
    claim: dict[str, Any] = {
        "statistic": "share", "claimed": 0.5, "comparator": "more than", "bands": ["Low", "Lowest"], "found": 127 / 209,
        "area": "mental_health", "period": "2016/17", "decided_by": "arithmetic",
    }  # fmt: skip
    assert said(claim) == "more than 50% of CCGs rated Low or Lowest, mental health 2016/17"
    assert found(claim) == "The document’s own sums give 60.8%"
    one = claim | {"statistic": "band_count", "claimed": 1.0, "comparator": "=", "bands": ["Low"], "found": 1.0}
    assert said(one) == "1 CCG rated Low, mental health 2016/17"
    assert found(one | {"decided_by": "rows"}) == "The rows give 1"


def test_a_scale_is_not_put_into_the_name_of_a_framework_that_ends_like_it() -> None:
    scales = [
        {"scale": "iaf_baseline_2016", "band": "Top", "position": 1},
        {"scale": "iaf_baseline_2016", "band": "Greatest need", "position": 4},
    ]
    told = evidence("ccg_iaf_baseline_2016 is rated on iaf_baseline_2016", {}, scales)
    assert told == [
        (
            "Why",
            "The CCG improvement and assessment framework, first ratings of October 2016 is rated on the scale from "
            "Top to Greatest need.",
        )
    ]
