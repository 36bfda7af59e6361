"""Sentences whose readings were worked out by hand: no false claim is read from any, and most of the true ones are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from prose_samples import TRUTH, project_vocabulary

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.facts import Claim, ClaimsFound, Figure
from pipeline.parse.text.figures import find_figures
from pipeline.parse.text.lines.sentences import split_sentences
from pipeline.parse.text.numbers import numbers_in
from pipeline.parse.text.tables.row_lines import row_lines
from pipeline.reference.vocabulary import Context

# What must be read of all claims, and of those of each kind.
RECALL, RECALL_OF_A_KIND = 0.9, 0.75
Stated = tuple[str, str, float, tuple[str, ...], str, str]


@cache
def sentences() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.load((TRUTH / "sentences.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return entries


KINDS = sorted({entry["kind"] for entry in sentences()})


def context_of(text: str) -> Context:
    """'dementia 2017/18' or 'baseline mental_health 2016/17'."""
    *framework, area, period = text.split(" ", 2 if text.startswith("baseline ") else 1)
    if framework:
        return Context("ccg_iaf_baseline_2016", area, period, "iaf_baseline_2016")
    return Context("ccg_iaf", area, period, "iaf_four_point")


@cache
def prose(text: str) -> list[Line]:
    lines = split_lines(text)
    rows = row_lines(lines)
    return [line for line in lines if line.number not in rows]


def read(entry: dict[str, Any]) -> tuple[list[Claim], list[Figure]]:
    found, figures = found_in(entry["text"], tuple(entry.get("contexts", ["mental_health 2017/18"])))
    return found.claims, figures


@cache
def found_in(text: str, contexts: tuple[str, ...]) -> tuple[ClaimsFound, list[Figure]]:
    known = [*map(context_of, contexts)]
    found = find_claims(prose(text), project_vocabulary(), known, known[0])
    return found, find_figures(prose(text), found.numbers)


def claimed(claim: Claim) -> Stated:
    bands = tuple(sorted(claim.bands))
    return claim.statistic, claim.comparator, round(claim.value, 3), bands, claim.area, claim.period


def stated(given: dict[str, Any]) -> Stated:
    bands, value = tuple(sorted(given.get("bands", ()))), round(given["value"], 3)
    return given["statistic"], given.get("comparator", "="), value, bands, given["area"], given["period"]


def wholes(entry: dict[str, Any], claims: list[Claim]) -> set[float | None]:
    """The totals that a sentence says its counts are of; each may be read as a claim of its own."""
    return {given.get("whole") for given in entry["claims"]} | {claim.whole for claim in claims if claim.bands}


def false_claims(entry: dict[str, Any]) -> Counter[Stated]:
    claims, _ = read(entry)
    allowed = Counter(map(stated, [*entry["claims"], *entry.get("optional", [])]))
    found = Counter(
        claimed(claim)
        for claim in claims
        if claim.statistic != "assessed_total" or claim.value not in wholes(entry, claims)
    )
    return found - allowed


@pytest.mark.parametrize("kind", KINDS)
def test_no_claim_is_read_that_a_sentence_does_not_make(kind: str) -> None:
    found = {entry["text"]: false for entry in sentences() if entry["kind"] == kind if (false := false_claims(entry))}
    assert found == {}


def test_nine_in_ten_of_the_claims_are_read_and_three_in_four_of_each_kind() -> None:
    read_of, of = defaultdict[str, int](int), defaultdict[str, int](int)
    for entry in sentences():
        wanted, found = Counter(map(stated, entry["claims"])), Counter(map(claimed, read(entry)[0]))
        read_of[entry["kind"]] += sum((wanted & found).values())
        of[entry["kind"]] += sum(wanted.values())
    recalls = {kind: f"{read_of[kind]} of {of[kind]}" for kind in of}
    print("claims read:", recalls)
    assert sum(read_of.values()) >= RECALL * sum(of.values()), recalls
    assert all(read_of[kind] >= RECALL_OF_A_KIND * of[kind] for kind in of), recalls


def test_each_sentence_has_a_name_of_its_own() -> None:
    names = Counter(entry["id"] for entry in sentences())
    assert [name for name, times in names.items() if times > 1] == []


def test_the_set_is_large_enough_and_half_of_it_misleads() -> None:
    kinds = Counter(entry["kind"] for entry in sentences())
    misleading = sum(entry.get("misleads", False) for entry in sentences())
    assert kinds.total() >= 300
    assert min(kinds.values()) >= 10
    assert misleading >= 0.45 * kinds.total()


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_in_digits_is_part_of_a_claim_or_a_figure(kind: str) -> None:
    assert [lost for entry in sentences() if entry["kind"] == kind for lost in lost_numbers(entry)] == []


def lost_numbers(entry: dict[str, Any]) -> Iterator[str]:
    found, figures = found_in(entry["text"], tuple(entry.get("contexts", ["mental_health 2017/18"])))
    spans = [(number.char_start, number.char_end) for number in found.numbers if number.reason is None]
    spans += [(figure.char_start, figure.char_end) for figure in figures]
    for line in prose(entry["text"]):
        for sentence in split_sentences(line):
            for number in numbers_in(sentence):
                place = sentence.start + number.start
                if not number.is_word and not any(start <= place < end for start, end in spans):
                    yield f"{sentence.text}: {sentence.text[number.start : number.end]}"
