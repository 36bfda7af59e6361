"""What a text says further down of its own figures: 'The ratings were withdrawn in August.', 'None of this is true.',
'Correction: the number is 20.', 'For training purposes only.'

Other sentences may stand between such a one and what it takes back, so it holds for all that the text states before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.sentence.words import COUNT_WORD
from pipeline.parse.text.claims.stated.tallies import without
from pipeline.parse.text.facts import Claim, ClaimsFound
from pipeline.parse.text.lines.sentences import Sentence
from pipeline.parse.text.numbers import numbers_in

_FIGURES = r"(?:figures?|numbers?|ratings?|results?|totals?|counts?|data|statistics|tally|claims?|statements?)"
_THE_FIGURES = (
    rf"(?:the|these|those|all(?: the| these)?|its|our|my|their)(?: (?!other\b)[a-z]+)? {_FIGURES}"
    r"(?: (?:above|given|quoted|used|shown|here|in (?:this|the|our) [a-z]+))?"
)
_UNTRUE = (
    r"(?:wrong|false|incorrect|inaccurate|untrue|withdrawn|made[- ]up|invented|fiction\w*|fictitious|illustrative"
    r"|imaginary|hypothetical|fake|retracted|rescinded|miscounted|misprinted|corrected|satire|satirical"
    r"|an? (?:hoax|mistake|error|misprint|lie|joke|spoof|parody|dream|fantasy|fabrication|test|april fool)"
    r"|not (?:real|true|right|correct|accurate))\b"
)
_WAS = (
    r"(?:(?:is|are|was|were|has been|have been|had been)|(?:turn(?:s|ed) out|prove[ds]?)(?: to be)?)"
    r"(?: (?:all|since|later|now|in fact|then|only|purely|entirely|subsequently|simply|just))*"
)
_TAKES_BACK = re.compile(
    rf"\b{_THE_FIGURES} {_WAS} {_UNTRUE}"
    rf"|\b(?:it|this|that|all|much|most|half)(?: of (?:it|this|that|the above))? {_WAS} {_UNTRUE}"
    r"|\b(?:none|nothing|little) of (?:it|this|that|the above)\b|^\W*or so (?:i|we|he|she|they|it)\b|^\W*except that\b"
    r"|\b(?:has|have|had)? ?(?:since |now |later |subsequently |then )*(?:withdrawn|withdrew|corrected|retracted"
    rf"|rescinded|scrapped) (?:the|its|these|this|that|those|all|our|their) (?:[a-z]+ ){{0,2}}{_FIGURES}"
    rf"|\b(?:it|that|the (?:figure|number)) (?:is|was|should be|should have been|ought to be) {COUNT_WORD}"
    rf",? (?:and )?not {COUNT_WORD}"
    r"|\b(?:admit(?:s|ted)|conceded?s?|acknowledged?s?|confess(?:es|ed)) (?:that )?the (?:figure|number|total|count)\b"
    r"|\bfor (?:training|illustration|illustrative|demonstration|testing|test|entertainment) (?:purposes )?only\b"
    r"|\b(?:that|this|this (?:release|page|article|text|document)) (?:was|is) (?:only |just )?an? (?:test|template"
    r"|sample|drill|spoof|joke|parody|mock-?up)\b"
    r"|^\W*(?:(?:our|the) )?(?:verdict|rating)\s?: ?(?:half|mostly|partly|pants|false|untrue|misleading|wrong)\b"
    rf"|\bthe {COUNT_WORD} (?:also )?(?:includes?|counts?)\b[^.]*\b(?:trusts?|hospitals?|providers?|wales|scotland"
    r"|pilots?|practices|stps)\b"
)
# What gives the right figure: where the text states it too, it has been put right.
_PUTS_RIGHT = re.compile(
    r"^\W*(?:corrections?|clarifications?|errat(?:um|a)|corrigend(?:um|a))\s?[:–-]"
    r"|\bthe (?:real|true|correct|right|actual|proper) (?:figure|number|total|count)s? (?:is|was|are|were|should)\b"
    rf"|\b(?:corrected|revised|amended) (?:the|its|this|that) (?:figure|number|total|count) (?:to|from) {COUNT_WORD}"
)
# "In our May issue we said that nine were. The right figure is five."
_OF_ANOTHER_ISSUE = re.compile(r"\b(?:issue|edition|newsletter|yesterday|last (?:week|month|[a-z]+day))\b")
# "Figures for 2014.": a note on all figures, of which a document's own are of a year before or after at most.
_OF_YEAR = re.compile(
    r"\W*(?:all )?(?:figures|data|ratings|numbers)(?: (?:are|were|shown|given))* (?:for|from|of|as (?:at|of)) "
    r"(?:[a-z]+ ){0,3}(?P<year>20[0-9]{2})\W*"
)


def without_taken_back(found: ClaimsFound, read: Sequence[Sequence[Sentence]]) -> ClaimsFound:
    """What was found without the claims that a sentence further down takes back."""
    sentences = [sentence for line in read for sentence in line]
    taken = [
        sentence.start
        for index, sentence in enumerate(sentences)
        if _TAKES_BACK.search(sentence.plain)
        or (
            _puts_right(sentences[index : index + 2], found.claims)
            and not any(_OF_ANOTHER_ISSUE.search(each.plain) for each in sentences[max(0, index - 1) : index + 1])
        )
    ]
    years = [int(noted["year"]) for each in sentences if (noted := _OF_YEAR.fullmatch(each.plain))]
    wrong = [
        claim
        for claim in found.claims
        if (taken and claim.char_start < taken[-1]) or any(_is_long_before_or_after(claim, year) for year in years)
    ]
    kept = [claim for claim in found.claims if claim not in wrong]
    return ClaimsFound(kept, without(found.numbers, wrong, kept), found.unnamed, found.areas)


def _is_long_before_or_after(claim: Claim, year: int) -> bool:
    return claim.period[:4].isdigit() and abs(int(claim.period[:4]) - year) > 1


def _puts_right(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> bool:
    """Whether the first of the sentences puts right a figure that the text does not have."""
    if not _PUTS_RIGHT.search(sentences[0].plain):
        return False
    given = {number.value for sentence in sentences for number in numbers_in(sentence)}
    return given.isdisjoint(claim.value for claim in claims)
