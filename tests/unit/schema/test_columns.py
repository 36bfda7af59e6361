"""The forms that columns of core tables check: periods, and the codes and names of values.py."""

from __future__ import annotations

import re
from datetime import date

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.periods import parse_period, period_of
from pipeline.schema.columns import CoreTable, period
from pipeline.schema.quick_check import surely_as_declared
from pipeline.schema.values import DOCUMENT_ID, GSS_CODE, IDENTIFIER, ORG_CODE


class Sample(CoreTable):
    """A table of periods."""

    period: str = period(nullable=True)


SCHEMA = Sample.to_schema()


def is_taken(text: str) -> bool:
    """Whether a period column takes a text; the quick question and pandera must say the same."""
    rows = pl.DataFrame({"period": [text, None, "2016/17"]})
    quick = surely_as_declared(SCHEMA, rows)
    try:
        SCHEMA.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        assert not quick
        assert errors.failure_cases["failure_case"].to_list() == [text]
        return False
    assert quick
    return True


@pytest.mark.parametrize(
    "text",
    ["2016/17", "1999/00", "2019/20 Q1", "2019/20 Q4", "2016/17 H1", "2016/17 H2", "2017", "2017-07", "2017-12",
     "2016-12 to 2017-02"],
)  # fmt: skip
def test_a_period_in_its_one_form_is_taken(text: str) -> None:
    assert is_taken(text)


@pytest.mark.parametrize(
    "text",
    ["2016tttt", "2016-99", "2016-00", "2016-13", "2016/17 Q9", "2016/17 Q0", "2016/17 H3", "2016/18", "2016/16",
     "2016//", "2016 ", "2016/17\n", "2016-17", "Q1 2019/20", "0016", "2017-04 to 2018-03", "2017-02 to 2016-12",
     "2017-07 to 2017-07", "2016-12 to 2017-13", "\N{FULLWIDTH DIGIT TWO}017", ""],
)  # fmt: skip
def test_what_is_no_period_in_its_one_form_is_not_taken(text: str) -> None:
    assert not is_taken(text)


LIKE_A_PERIOD = r"20[0-9]{2}(?:/[0-9]{2})?(?: [QH][0-9]|-[0-9]{2})?(?: to 20[0-9]{2}-[0-9]{2})?"


@given(st.from_regex(LIKE_A_PERIOD, fullmatch=True))
def test_the_check_takes_a_text_only_if_the_reader_reads_it_as_it_stands(text: str) -> None:
    read = parse_period(text)
    assert is_taken(text) == (read is not None and read.period == text)


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 1)).map(lambda day: day.replace(day=1)),
    st.integers(min_value=1, max_value=72),
)
def test_the_check_takes_every_run_of_months_by_its_name(start: date, months: int) -> None:
    last = start.month + months - 1
    next_month = date(start.year + last // 12, last % 12 + 1, 1)
    assert is_taken(period_of(start, date.fromordinal(next_month.toordinal() - 1)).period)


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (ORG_CODE, ["05W", "A3A8R"], ["5W", "05WX", "A3A8RX", "05w", "05W\n"]),
        (GSS_CODE, ["E38000001"], ["E3800000", "E38000\N{ARABIC-INDIC DIGIT ONE}01", "E37000001"]),
        (IDENTIFIER, ["iapt_recovery_rate"], ["_x", "2nd", "a-b", "A"]),
        (DOCUMENT_ID, ["rcpsych_2020", "iapt_annual.2020-01-02"], ["My_file", ".x", "a b", "\u00e9t\u00e9"]),
    ],
)
def test_codes_and_names_have_one_form_for_polars_and_for_python(form: str, good: list[str], bad: list[str]) -> None:
    texts = [*good, *bad]
    assert [bool(re.fullmatch(form, text)) for text in texts] == [True] * len(good) + [False] * len(bad)
    assert pl.Series(texts).str.contains(form).to_list() == [True] * len(good) + [False] * len(bad)
