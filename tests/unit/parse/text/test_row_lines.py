"""Lines that are rows of data, told from prose by their cells."""

from __future__ import annotations

from datetime import date

import pytest
from table_samples import VOCABULARY, document

from pipeline.base.lines import split_lines
from pipeline.parse.text.document import DocumentSpec, extract
from pipeline.parse.text.tables.row_lines import is_row, row_lines
from pipeline.reference.vocabulary import Context

ROWS = [
    "3 NHS Bury CCG Requires improvement 47.5",
    "NHS Barnsley CCG – Good – 7 of 12 measures met",
    "NHS Crawley CCG: Requires improvement (score 2 out of 4)",
    "Rank 1: NHS North Durham CCG, Outstanding",
    "2016/17  Greatest need for improvement             21                 209",
    "NHS Barnet CCG   61.2   Good",
    "NHS Barnet CCG 61.2 Requires improvement",
    "Barnet   61.2%   Requires improvement",
    "Barnet Good 61.9",
    "NHS Barnet CCG   Requires improvement   61.2",
    "07M   NHS Bath and North East Somerset CCG   61.2",
    "NHS Bolton CCG (2)\tGood\t61.9",
    "NHS Kernow CCG\tInadequate\t<8",
    "07M,Barnet,61.2,33",
    "07M 61.2 33",
    "Barnet   61.2   33",
    "E38000005,07M,NHS Barnet CCG",
    "07M,NHS Barnet CCG",
    "| NHS Barnet CCG | 61.2 |",
    "NHS Barnet CCG Good 61.2%",
    "Barnet;61,2;33",
    "Barnet, 61.2, 33",
    "2019-04-01,07M,*",
    "England,,68.7%,6873",
    '"NHS Bristol, North Somerset and South Gloucestershire CCG",58.8',
    '"NHS Bristol, North Somerset and South Gloucestershire CCG", 58.8',
    "1\tNHS Barnet CCG\t61.2",
    "NHS NORWICH CCG Greatest need for improvement 40.80% 31.60%",
    "NHS Kernow CCG\tInadequate",
    "Total 24 87 67 13",
    "07M\tGood",
    "13 69 106 21",
    "Y56\tLondon\t32\t58.1 (57.2 to 59.0)",
    "Barnet,61.2",
    "00C,Darlington,Good",
    "NHS Barnet CCG | 61.2 | Good",
    "NHS Barnet CCG 61.2%",
    "NHS Barnet CCG – 61.2%",
    "Hull,Good,Outstanding,1,234",
    "01/04/2019,30/04/2019,England,All,England,,,,M001,People in contact,1234567",
]
PROSE = [
    "NHS Barnet CCG: Good progress has been made on 13 measures",
    "NHS Barnet CCG, London, spent £5m",
    "NHS Barnet CCG (Barnet) has 13 practices",
    "1 NHS trust and 13 CCGs were visited",
    "NHS Barnet CCG 2016 Annual Report",
    "NHS Barnet CCG Improvement Plan 2016/17",
    "NHS Barnet CCG spent 61.2% on it",
    "NHS Barnet CCG, one of 13, is outstanding.",
    "Version 2 of the plan was 1.5 times as long",
    "Mental health spend £3.97bn",
    "Recovery 50.2%",
    "Q1 2019/20",
    "2016 – 2017",
    "Ratings 2016/17 2017/18",
    "Outstanding 24 (13%)",
    "Outstanding – 24 (13%)",
    "Outstanding: 24 (13%)",
    "Mental health 4, 95, 106, 2",
    "2016/17: 13, 69, 106, 21",
    "See pages 4, 5, 6",
    "In 2016/17 there were  209",
    "The  ratings  show  that  of  209",
    "Good (95), outstanding (4)",
    "Of 209 CCGs, 13 were top performing, 69 performing well, 106 in need of improvement and 21 in greatest need.",
    "In 2016/17, 13 CCGs were outstanding, 69 good.",
    "1.\tOf the 209 CCGs, 13 were rated outstanding.",
    "a)\t13 CCGs were outstanding",
    "•\tFour CCGs were rated outstanding in 2017/18.",
    "Of the 209 CCGs,\t13 were top performing.",
    "\tFour CCGs were outstanding.",
    "Outstanding – 24",
    "Outstanding 24, good 87, requires improvement 67, inadequate 13",
    "Top performing: 13; performing well: 69",
    "Good: 24",
    "Published: October 2016",
    "The fund is £3.97bn, up 15% on 2015/16.",
    "CCGs rated good in 2015, 2016, 2017",
    "There were  209 CCGs.  Of these,  13 were outstanding.",
    "Of  the  209  CCGs  13  were  outstanding.",
    "24 were outstanding, 87 good, 67 require improvement and 13 are inadequate",
    "London, 28 October 2016",
    "Title of a report | NHS England | July 2017",
    "Mental health spending | King's Fund",
    "NHS England rated 106 CCGs.",
    "By 2020/21, 70,000 more children",
    "13",
    "209 CCGs",
    "Four CCGs,Barnet among them,were rated outstanding.",
    "In 2016,13 CCGs were outstanding,69 were good.",
    "NHS Barnet CCG was one of 13 rated good in 2017",
    "Priority 1",
    "Chapter 3",
    "We spent £1,234,567 in 2016",
    "1,234 people, 5,678 beds, 9",
    "One in four, 25%, of CCGs",
    "NHS Barnet CCG and NHS Brent CCG: 2 of 13",
]


@pytest.mark.parametrize("text", ROWS)
def test_cells_of_which_one_is_a_number_or_code_are_a_row(text: str) -> None:
    assert is_row(text)
    assert is_row(f"  {text}  ")


@pytest.mark.parametrize("text", PROSE)
def test_prose_with_commas_numbers_or_a_tab_is_none(text: str) -> None:
    assert not is_row(text)


@pytest.mark.parametrize("text", ["", " ", "\t", "|", ",", ",,,", "•", "1.", "Good", "|---|---|"])
def test_nothing_is_no_row(text: str) -> None:
    assert not is_row(text)


def numbers(*lines: str) -> set[int]:
    return row_lines(split_lines("\n".join(lines)))


def test_a_line_beside_rows_with_as_many_delimiters_is_one_of_them() -> None:
    table = ("Code,Name,Region,Rate", "07M,Barnet,London,61.2", "Hull,Hull,North,", "Brent,,London,", "08X,Bury,,5")
    assert numbers("Prose, with three, commas, in it.", *table, "", "and, of, course,") == {2, 3, 4, 5, 6}
    assert numbers("CCG\tRating", "NHS Hull CCG\t5", "Mental\thealth", "no tab") == {1, 2, 3}


def test_a_sentence_between_rows_is_none() -> None:
    assert numbers("Hull,5,6", "In London, 13 CCGs, all small, were outstanding.", "Brent,7,8") == {1, 3}


CONTEXT = Context("ccg_iaf", "mental_health", "2017/18", "iaf_four_point")


def spec() -> DocumentSpec:
    return document(contexts=(CONTEXT,), default_context=CONTEXT)


@pytest.mark.parametrize("text", ROWS)
def test_a_row_gives_no_claim_and_no_figure_and_is_listed(text: str) -> None:
    extracted = extract(f"A title\n{text}\n", spec(), VOCABULARY)
    assert (extracted.claims, extracted.figures) == ([], [])
    assert [(reject.line_no, reject.text, reject.mapped) for reject in extracted.rejects] == [(2, text, False)]
    assert "the sidecar maps no" in extracted.rejects[0].reason


def test_prose_around_rows_is_read() -> None:
    text = "Of the 207 CCGs,\tfour were rated outstanding.\n07M,Barnet,61.2,33\nThe fund is £5m, up 15%.\n"
    extracted = extract(text, spec(), VOCABULARY)
    assert [figure.text for figure in extracted.figures] == ["£5m", "15%"]
    assert 1 in {claim.line_no for claim in extracted.claims}
    assert [reject.line_no for reject in extracted.rejects] == [2]


def test_a_bulletin_keeps_its_items() -> None:
    text = "A title of a report\nKing's Fund, July 2017\nMental health spending | NHS England | July 2017\n"
    extracted = extract(text, DocumentSpec("A bulletin", date(2017, 8, 1), lists_publications=True), VOCABULARY)
    assert [item.title for item in extracted.publications] == ["A title of a report", "Mental health spending"]
    assert extracted.rejects == []
