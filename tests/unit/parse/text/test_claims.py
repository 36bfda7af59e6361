"""Claims: the wordings in which prose says how many organisations got a band, and those in which it does not."""

from __future__ import annotations

import time
from typing import NamedTuple

import pytest
from effort import sampled
from hypothesis import given
from hypothesis import strategies as st
from prose_samples import (
    BASELINE,
    CPU_SECONDS,
    DEMENTIA,
    DOCUMENTS,
    GOOD,
    GREATEST,
    INADEQUATE,
    LEADERSHIP,
    LEARNING,
    LONG,
    MATERNITY,
    MENTAL_HEALTH,
    NEEDS,
    OUTSTANDING,
    PROVOKING,
    REQUIRES,
    TOP,
    VOCABULARY,
    WELL,
    project_vocabulary,
    prose_lines,
    truth,
)

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.facts import Claim
from pipeline.reference.vocabulary import Band, Context, Scale, Vocabulary
from pipeline.schema.values import COMPARATORS, STATISTICS


class Stated(NamedTuple):
    statistic: str
    comparator: str
    value: float
    bands: tuple[str, ...]
    whole: float | None


def count(value: float, *bands: str, of: float | None = None, by: str = "=") -> Stated:
    return Stated("band_count", by, value, bands, of)


def share(value: float, *bands: str, of: float | None = None, by: str = "=") -> Stated:
    return Stated("share", by, value, bands, of)


def total(value: float, by: str = "=") -> Stated:
    return Stated("assessed_total", by, value, (), None)


def claims_of(text: str, *contexts: Context, default: Context | None = None) -> list[Claim]:
    return find_claims(split_lines(text), VOCABULARY, contexts, default).claims


def reasons_of(text: str, *contexts: Context, default: Context | None = None) -> list[str | None]:
    return [number.reason for number in find_claims(split_lines(text), VOCABULARY, contexts, default).numbers]


def stated(text: str, context: Context) -> list[Stated]:
    return [
        Stated(claim.statistic, claim.comparator, claim.value, claim.bands, claim.whole)
        for claim in claims_of(text, context, default=context)
    ]


# Wordings of the baseline's four bands.
BASELINE_WORDINGS = [
    # the figure first
    ("13 CCGs were top performing", [count(13, TOP)]),
    ("Only 13 commissioning groups were rated “top performing”", [count(13, TOP)]),
    ("Just 13 boards were marked at ‘top performing’ and 69 ‘performed well’", [count(13, TOP), count(69, WELL)]),
    ("13 were deemed top performing, while 69 were judged “performing well”", [count(13, TOP), count(69, WELL)]),
    ("106 need improvement", [count(106, NEEDS)]),
    ("While 21 have the 'greatest need' to improve", [count(21, GREATEST)]),
    ("106 'needs improvement' and 21 'greatest need'", [count(106, NEEDS), count(21, GREATEST)]),
    ("Thirteen CCGs were top performing", [count(13, TOP)]),
    ("Twenty-one groups fell into the “greatest need for improvement” band", [count(21, GREATEST)]),
    ("One hundred and six organisations are in need of improvement", [count(106, NEEDS)]),
    ("a dozen CCGs performed well", [count(12, WELL, by="about")]),
    ("13 top-performing CCGs", [count(13, TOP)]),
    ("The 13 CCGs, all of them small, were top performing", [count(13, TOP)]),
    ("106 (51%) CCGs need improvement", [count(106, NEEDS), share(0.51, NEEDS)]),
    ("106 CCGs, or 51%, were rated 'needs improvement'", [count(106, NEEDS), share(0.51, NEEDS)]),
    ("13 (6%) were top performing", [count(13, TOP), share(0.06, TOP)]),
    ("NHS England gave 13 CCGs its “top performing” rating", [count(13, TOP)]),
    ("1,106 CCGs need improvement", [count(1106, NEEDS)]),
    ("It rated 13 CCGs top performing, 69 performing well, 106 needs improvement and 21 greatest need for improvement",
     [count(13, TOP), count(69, WELL), count(106, NEEDS), count(21, GREATEST)]),
    # the band first
    ("Top performing: 13", [count(13, TOP)]),
    ("Top performing: 13; performing well: 69", [count(13, TOP), count(69, WELL)]),
    ("Top performing – 13, performing well – 69", [count(13, TOP), count(69, WELL)]),
    ("Top performing 13, performing well 69.", [count(13, TOP), count(69, WELL)]),
    ("«Needs improvement»: 106", [count(106, NEEDS)]),
    ("needs improvement (106) and greatest need for improvement (21)", [count(106, NEEDS), count(21, GREATEST)]),
    ("Needs improvement (106, 51%)", [count(106, NEEDS), share(0.51, NEEDS)]),
    ("the number rated greatest need for improvement was 21", [count(21, GREATEST)]),
    ("The lowest band, greatest need for improvement, was given to 21 CCGs", [count(21, GREATEST)]),
    ("The rating “top performing” went to 13 CCGs and “performing well” to 69", [count(13, TOP), count(69, WELL)]),
    # several bands together
    ("127 CCGs were rated 'needs improvement' or 'greatest need for improvement'", [count(127, NEEDS, GREATEST)]),
    ("a total of 127 were either “greatest need for improvement” or “needs improvement”",
     [count(127, NEEDS, GREATEST)]),
    ("82 CCGs were performing well or better", [count(82, TOP, WELL)]),
    # comparators
    ("More than 100 CCGs need improvement", [count(100, NEEDS, by="more than")]),
    ("nearly 70 were performing well", [count(70, WELL, by="almost")]),
    ("at least 13 boards were top performing", [count(13, TOP, by="at least")]),
    ("fewer than 15 boards were top performing", [count(15, TOP, by="fewer than")]),
    ("up to 15 boards were top performing", [count(15, TOP, by="at most")]),
    ("some 106 boards were found to need improvement", [count(106, NEEDS, by="about")]),
    # totals
    ("Of 209 CCGs in England, 106 need improvement", [total(209), count(106, NEEDS, of=209)]),
    ("Of the 209, 13 were top performing", [total(209), count(13, TOP, of=209)]),
    ("Among the 209 CCGs, 13 were top performing and 69 performed well",
     [total(209), count(13, TOP, of=209), count(69, WELL, of=209)]),
    ("Just 13 out of 209 CCGs were top performing", [count(13, TOP, of=209), total(209)]),
    ("ranked 127 of the 209 CCGs as either “needs improvement” (106) or “greatest need for improvement” (21)",
     [count(127, NEEDS, GREATEST, of=209), total(209), count(106, NEEDS, of=209), count(21, GREATEST, of=209)]),
    ("None of the 209 CCGs was top performing", [count(0, TOP, of=209), total(209)]),
    ("all 209 CCGs were graded on their care", [total(209)]),
    ("All 209 clinical commissioning groups in England have been assessed.", [total(209)]),
    ("the ratings of all 209 CCGs", [total(209)]),
    ("NHS England ranked 209 CCGs.", [total(209)]),
    ("191 eligible CCGs", [total(191)]),
    ("207 CCGs in operation at the time", [total(207)]),
    ("More than 200 CCGs were rated", [total(200, by="more than")]),
    # none and one
    ("No CCG was rated top performing", [count(0, TOP)]),
    ("not a single board was rated top performing", [count(0, TOP)]),
    ("Top performing: none", [count(0, TOP)]),
    ("just one board was top performing", [count(1, TOP)]),
    ("a single CCG was found to be top performing", [count(1, TOP)]),
    # shares
    ("6% of CCGs were top performing", [share(0.06, TOP)]),
    ("6 per cent of CCGs were top performing", [share(0.06, TOP)]),
    ("A third (69) of CCGs were performing well", [share(1 / 3, WELL), count(69, WELL)]),
    ("One in ten CCGs has the greatest need for improvement", [share(0.1, GREATEST)]),
    ("Fewer than one in ten CCGs was top performing", [share(0.1, TOP, by="fewer than")]),
    ("half of the 209 CCGs were rated “needs improvement”", [share(0.5, NEEDS, of=209), total(209)]),
    # shares in words for all bands below the standard
    ("more than half of CCGs need to improve", [share(0.5, NEEDS, GREATEST, by="more than")]),
    ("Over half the country’s clinical commissioning groups must improve",
     [share(0.5, NEEDS, GREATEST, by="more than")]),
    ("Two-thirds of boards need improvement", [share(2 / 3, NEEDS, GREATEST)]),
    ("More than half of NHS mental health services fall below the standards and 'must improve'",
     [share(0.5, NEEDS, GREATEST, by="more than")]),
    ("Some 61% of mental health services at local NHS groups require improvement",
     [share(0.61, NEEDS, GREATEST, by="about")]),
]  # fmt: skip

# Wordings of the four points from Outstanding to Inadequate.
FOUR_POINT_WORDINGS = [
    ("24 CCGs were rated outstanding, 87 good, 67 requires improvement and 13 inadequate",
     [count(24, OUTSTANDING), count(87, GOOD), count(67, REQUIRES), count(13, INADEQUATE)]),
    ("Outstanding – 24", [count(24, OUTSTANDING)]),
    ("Outstanding 24, good 87", [count(24, OUTSTANDING), count(87, GOOD)]),
    ("191 CCGs: 24 outstanding, 87 good", [count(24, OUTSTANDING), count(87, GOOD)]),
    ("“Outstanding” (24), “Good” (87)", [count(24, OUTSTANDING), count(87, GOOD)]),
    ("just one health board was rated as outstanding", [count(1, OUTSTANDING)]),
    ("Almost three quarters were labelled inadequate or require improvement",
     [share(0.75, REQUIRES, INADEQUATE, by="almost")]),
    ("111 CCGs were rated good or better", [count(111, OUTSTANDING, GOOD)]),
    ("80 CCGs were rated requires improvement or worse", [count(80, REQUIRES, INADEQUATE)]),
    ("Requires improvement or inadequate: 80 CCGs", [count(80, REQUIRES, INADEQUATE)]),
    ("Ratings of outstanding were given to 24 CCGs.", [count(24, OUTSTANDING)]),
    ("87 CCGs achieved a good rating", [count(87, GOOD)]),
    ("a good rating was achieved by 87 CCGs", [count(87, GOOD)]),
    ("Mental health was rated outstanding in four CCGs", [count(4, OUTSTANDING)]),
    ("The proportion rated good was 45%", [share(0.45, GOOD)]),
    ("Good: 45%", [share(0.45, GOOD)]),
    ("Of the 207 CCGs in operation, 4 were outstanding", [total(207), count(4, OUTSTANDING, of=207)]),
    ("only 4 of 207 (2%) were outstanding",
     [count(4, OUTSTANDING, of=207), total(207), share(0.02, OUTSTANDING, of=207)]),
    ("two CCGs, both in the south, were inadequate", [count(2, INADEQUATE)]),
    ("13 inadequate CCGs", [count(13, INADEQUATE)]),
    ("More than half need to improve", [share(0.5, REQUIRES, INADEQUATE, by="more than")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BASELINE_WORDINGS)
def test_a_wording_of_the_baseline_is_read(text: str, expected: list[Stated]) -> None:
    assert stated(text, BASELINE) == expected


@pytest.mark.parametrize(("text", "expected"), FOUR_POINT_WORDINGS)
def test_a_wording_of_the_four_points_is_read(text: str, expected: list[Stated]) -> None:
    assert stated(text, MENTAL_HEALTH) == expected


@pytest.mark.parametrize(
    "text",
    [
        # other things are counted
        "106 people need improvement",
        "106 people were rated good",
        "the 21 trusts are inadequate",
        "CQC rated 12 hospitals inadequate",
        "12 hospitals were inadequate and 13 good",
        "Hospitals fared worse: 12 were inadequate",
        "12 hospitals were rated inadequate. Another 13 were rated good.",
        "It asked 40 patients, and 13 were rated good",
        "13 babies per 1,000 died in units that were inadequate",
        "12 services were inadequate",
        "More than half of trusts need to improve",
        "Half of patients said services need improvement",
        "13 patient groups were rated good",
        # the band belongs to something else, or is only a word
        "13 CCGs merged last year, and the rest were rated outstanding",
        "13 CCGs merged; outstanding ones did not",
        "24 CCGs had good leadership",
        "24 CCGs shared good practice",
        "24 CCGs discuss whatever counts as good",
        "13 CCGs had outstanding debts",
        "a good 24 CCGs replied",
        "15% of CCGs who responded said that care was good",
        "13 inadequate responses were received",
        "87% of patients rated CCGs good",
        # the band is denied, left, hoped for or supposed
        "24 CCGs were not rated outstanding",
        "24 CCGs weren’t rated outstanding",
        "13 CCGs moved from good to outstanding",
        "24 CCGs hope to be rated outstanding",
        "24 CCGs could be rated inadequate",
        "If 24 CCGs were outstanding",
        "24 CCGs said that they were outstanding",
        # there is no such number
        "Top performing CCGs share good practice",
        "one of the worst",
        "in 2016/17 good care",
        "In 2016 good",
        "patients aged 13 were rated good",
        "£13m was good",
        "13.5 CCGs were good",
        "between 100 and 110 CCGs were good",
        "one or two CCGs were good",
        "106% of CCGs were good",
        "page 13: good",
        # totals of something else, or of a part
        "All 24 CCGs in the north replied",
        "The 21 CCGs rated worst were told so",
        "21 CCGs were rated poorly",
        "three service areas for all CCGs",
        "Provision was assessed in two areas",
        "a group of 12 CCGs",
        "13 of the 24 CCGs rated outstanding were in the north",
        "209 CCGs",
    ],
)
def test_what_only_looks_like_a_claim_is_none(text: str) -> None:
    assert stated(text, MENTAL_HEALTH) == []


@pytest.mark.parametrize("opening, closing", ["''", '""', "‘’", "“”", "«»", "``", ("", ""), "„“"])
def test_every_kind_of_quotation_mark_serves(opening: str, closing: str) -> None:
    text = f"13 boards were marked {opening}top performing{closing}; 69 {opening}performed well{closing}"
    assert stated(text, BASELINE) == [count(13, TOP), count(69, WELL)]


def test_the_quote_is_the_smallest_stretch_with_figure_and_labels() -> None:
    text = "It ranked 127 of the 209 CCGs as either “needs improvement” (106) or “greatest need for improvement” (21)."
    assert [claim.quote for claim in claims_of(text, BASELINE, default=BASELINE)] == [
        "127 of the 209 CCGs as either “needs improvement” (106) or “greatest need for improvement",
        "209 CCGs",
        "needs improvement” (106",
        "greatest need for improvement” (21",
    ]


def test_the_quote_has_the_words_that_compare() -> None:
    [claim] = claims_of("It says more than half of CCGs must improve now.", BASELINE, default=BASELINE)
    assert claim.quote == "more than half of CCGs must improve"


# Scales.


def test_labels_of_another_scale_are_read_in_that_scale() -> None:
    [claim] = claims_of("one board was rated outstanding", BASELINE, default=BASELINE)
    assert (claim.scale, claim.bands) == ("iaf_four_point", (OUTSTANDING,))


def test_labels_that_only_another_scale_has_together_are_read_in_that_one() -> None:
    [claim] = claims_of("75% were called inadequate or require improvement", BASELINE, default=BASELINE)
    assert (claim.scale, claim.bands) == ("iaf_four_point", (REQUIRES, INADEQUATE))


def test_a_label_of_several_scales_is_read_in_the_scale_of_the_context() -> None:
    scales = tuple(Scale(name, (Band("Good", 1), Band("Poor", 2))) for name in ("first", "second"))
    context = Context("framework", "maternity", "2017/18", "second")
    [claim] = find_claims(split_lines("13 CCGs were good"), Vocabulary(scales, (), {}), (context,), context).claims
    assert claim.scale == "second"


def test_collective_words_count_for_shares_only() -> None:
    assert stated("127 CCGs must improve", BASELINE) == []
    assert stated("61% of CCGs must improve", BASELINE) == [share(0.61, NEEDS, GREATEST)]


def test_a_share_rated_with_the_label_itself_is_of_that_band_alone() -> None:
    assert stated("51% of CCGs were rated “needs improvement”", BASELINE) == [share(0.51, NEEDS)]
    assert stated("“Needs improvement”: 51%", BASELINE) == [share(0.51, NEEDS)]


def test_the_longest_label_wins() -> None:
    assert stated("21 boards have the greatest need for improvement", BASELINE) == [count(21, GREATEST)]


# Contexts.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 CCGs were top performing", BASELINE),
        ("For maternity, 13 CCGs were top performing", MATERNITY),
        ("13 CCGs were top performing for maternity", MATERNITY),
        ("13 CCGs were top performing in mental health, maternity coming later", BASELINE),
        ("Maternity was bad, but in mental health 13 CCGs were top performing", BASELINE),
        ("In 2016/17 13 CCGs were top performing in maternity", MATERNITY),
        ("Says Maternity Watch, 13 CCGs were top performing", BASELINE),
    ],
)
def test_the_area_named_nearest_decides_and_else_the_default(text: str, expected: Context) -> None:
    [claim] = claims_of(text, BASELINE, MATERNITY, default=BASELINE)
    assert (claim.framework, claim.area, claim.period) == (expected.framework, expected.area, expected.period)


BRIEFING = (LEADERSHIP, DEMENTIA, MENTAL_HEALTH, LEARNING)


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("87 CCGs were good for leadership", ["leadership"]),
        ("In the first quarter of 2019/20, 87 CCGs were good", ["leadership"]),
        ("In Q1 2019/20, 87 CCGs were good", ["leadership"]),
        ("In 2019/20, 87 CCGs were good", ["leadership"]),
        ("For dementia and learning disabilities, all 207 CCGs were rated.", ["dementia", "learning_disabilities"]),
        ("All 207 CCGs were rated in 2017/18.", []),
        ("In three areas all 207 CCGs were rated in 2017/18.", ["dementia", "mental_health", "learning_disabilities"]),
        ("In two areas all 207 CCGs were rated in 2017/18.", []),
        ("For dementia and learning disabilities, 13 CCGs were good", []),
        ("Mental Health Watch shows 13 good CCGs in 2017/18", []),
    ],
)  # fmt: skip
def test_a_total_of_several_areas_that_are_named_or_counted_is_a_claim_in_each_and_else_none(
    text: str, areas: list[str]
) -> None:
    assert [claim.area for claim in claims_of(text, *BRIEFING)] == areas


@pytest.mark.parametrize(
    ("text", "contexts", "default", "reason"),
    [
        ("87 CCGs were good", BRIEFING, None, "several contexts"),
        ("87 CCGs were good for cancer", BRIEFING, None, "no context"),
        ("13 CCGs were top performing for cancer", (BASELINE,), BASELINE, "no context"),
        ("In 2014/15, 13 CCGs were top performing", (BASELINE,), BASELINE, "no context"),
    ],
)
def test_a_statement_without_one_context_is_none_and_says_why(
    text: str, contexts: tuple[Context, ...], default: Context | None, reason: str
) -> None:
    assert claims_of(text, *contexts, default=default) == []
    assert reasons_of(text, *contexts, default=default) == [reason]


def test_a_document_without_contexts_makes_no_claims_and_says_so_of_each_number() -> None:
    text = "13 CCGs were top performing.\n\nWere 20 CCGs top performing?"
    assert claims_of(text) == []
    assert reasons_of(text) == ["no context", "question"]


def test_a_default_alone_is_a_context_too() -> None:
    assert [claim.value for claim in claims_of("13 CCGs were top performing", default=BASELINE)] == [13]


# Documents.


def printed(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


@pytest.mark.parametrize("kind", ["original", "abstract"])
@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_a_document_makes_the_claims_found_in_it_by_hand(document_id: str, kind: str) -> None:
    text, lines = prose_lines(document_id, kind)
    _, contexts, default = DOCUMENTS[document_id]
    claims = find_claims(lines, project_vocabulary(), contexts, default).claims
    found = [
        {
            "line_no": str(claim.line_no),
            "framework": claim.framework,
            "area": claim.area,
            "period": claim.period,
            "scale": claim.scale,
            "statistic": claim.statistic,
            "comparator": claim.comparator,
            "bands": "|".join(claim.bands),
            "value": printed(claim.value),
            "whole": printed(claim.whole),
        }
        for claim in claims
    ]
    assert found == list(truth("claims", document_id))
    assert [text[claim.char_start : claim.char_end] for claim in claims] == [claim.quote for claim in claims]


# Any text.


@pytest.mark.parametrize("beginning", sampled(PROVOKING, 8))
def test_a_line_as_long_as_lines_may_be_is_read_in_linear_time(beginning: str) -> None:
    line = Line(1, 0, (beginning * LONG)[:LONG])
    before = time.process_time()
    find_claims([line], VOCABULARY, (*BRIEFING, BASELINE, MATERNITY), BASELINE)
    assert time.process_time() - before < CPU_SECONDS


@pytest.mark.nightly
@pytest.mark.parametrize("unit", ["4 Good ", "4, 5 and 6 were Good, Outstanding and Inadequate respectively, ", "( 4 "])
def test_long_sentences_full_of_statements_are_read_in_linear_time(unit: str) -> None:
    """20,000 characters, in sentences that are as long as prose may be."""
    sentence = (unit * 300)[:1985].strip().capitalize() + ". "
    before = time.process_time()
    find_claims([Line(1, 0, sentence * 10)], VOCABULARY, (*BRIEFING, BASELINE, MATERNITY), BASELINE)
    assert time.process_time() - before < CPU_SECONDS


_PIECES = st.lists(
    st.sampled_from(
        [
            "13", "106", "209", "half", "one", "none", "24%", "more than", "almost", "CCGs", "CCG", "boards",
            "services",
            "trusts", "patients", "of", "the", "all", "were", "rated", "as", "either", "or", "and", ",", ".", ";",
            ":", "(",
            ")", "“", "’", "'", "–", "top performing", "Needs improvement", "greatest need", "good", "inadequate",
            "must improve", "in 2016/17", "Q1 2019/20", "maternity", "mental health", "eligible", "in operation",
            "graded",
            "between", "to", "not", "<sup>1</sup>", "A", "N", "B", "İ", "\t",
        ]
    )
)  # fmt: skip


@given(st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_claims_of_any_text_quote_it_and_come_in_order(text: str) -> None:
    found = find_claims(split_lines(text), VOCABULARY, (*BRIEFING, MATERNITY), BASELINE)
    claims = found.claims
    assert [(claim.char_start, claim.char_end) for claim in claims] == sorted(
        (claim.char_start, claim.char_end) for claim in claims
    )
    for claim in claims:
        assert claim.quote == text[claim.char_start : claim.char_end] != ""
        assert text.count("\n", 0, claim.char_start) == claim.line_no - 1
        assert claim.statistic in STATISTICS
        assert claim.comparator in COMPARATORS
        assert bool(claim.bands) == (claim.statistic != "assessed_total")
        assert claim.statistic != "share" or 0 <= claim.value <= 1
    for number in found.numbers:
        assert 0 <= number.char_start < number.char_end <= len(text)
