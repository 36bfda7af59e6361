"""Why a statement counts no bands that are known, or not once, or not of all organisations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.doubts.remarks import Later
from pipeline.parse.text.claims.doubts.suppositions import is_of_every_one
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.stated.bands import bands_of
from pipeline.parse.text.claims.stated.few import adds_to_the_same, are_all_with_the_others, may_be_of_few
from pipeline.parse.text.claims.stated.statements import Statement, is_of_few, total_of
from pipeline.parse.text.claims.stated.two_ratings import counts_two_ratings
from pipeline.reference.vocabulary import Vocabulary
from pipeline.schema.values import NoClaim

# "52 good (50)": the second may be of another time, or a note's number
_COUNTED_BEFORE = re.compile(rf"N{FILL}* (?:[GL]{FILL}* )?(?:[a-zR]+{FILL}* ){{0,3}}B{FILL}*['\"]? \($")
# "three quarters of 2017/18"
_QUARTERS_OF_A_YEAR = re.compile(r"(?:[a-z]+[ -])?(?:quarters?|half|halves) of (?:the (?:year|time)\b|(?:20)?[0-9]{2})")
# After the organisations of a total: it is of some of them.
_OF_SOME = re.compile(r"\s(?:with|without|who|whose|where|serving|covering|led|run|facing)\b")


def why_miscounted(
    scene: Scene, statement: Statement, statements: Sequence[Statement], vocabulary: Vocabulary, later: Later,
    *, is_more_or_quoted: bool,
) -> NoClaim | None:  # fmt: skip
    """Why a statement counts no bands that are known, or not once, or not of all organisations."""
    fewest, figure = vocabulary.fewest_organisations, statement.figure
    if statement.labels and not any(bands_of(statement, scale, True) for scale in vocabulary.scales):
        return "wording not understood"
    if any(total is not None and total < fewest for total in (statement.whole, total_of(statement))):
        return "part of the country"
    if is_more_or_quoted and figure is next(iter(scene.gist.marks.values())):
        return "wording not understood"
    if not statement.labels and _OF_SOME.match(scene.gist.marked, statement.last):
        return "part of the country"
    if _QUARTERS_OF_A_YEAR.match(scene.sentence.plain, figure.start):
        return "other period"
    if figure.letter == "N" and _COUNTED_BEFORE.search(scene.gist.marked[: figure.start]):
        return "wording not understood"
    if is_of_few(scene.gist, statement, fewest, scene.paragraph.last_count):
        return "part of the country"
    if statement.labels and are_all_with_the_others(scene, statements, later.next_scene, fewest):
        return "part of the country"
    if may_be_of_few(scene, statement, statements, fewest):
        return "part of the country"
    if is_of_every_one(scene, figure.start, figure.value, len(statement.labels), vocabulary):
        return "wording not understood"
    if statement.labels and counts_two_ratings(scene.gist, statement, statements):
        return "several contexts"
    return "change" if adds_to_the_same(scene, statement) else None
