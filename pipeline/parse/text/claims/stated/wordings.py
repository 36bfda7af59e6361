"""How prose states the count or share of the organisations that got a band: the patterns of whole wordings.

They run on a gist (`claims.sentence.gist_letters`). A new wording is a new line in the table WORDINGS.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.parse.text.claims.stated.pattern_parts import (
    BEFORE_GROUPS,
    BEFORE_LOOSE,
    CHANGED,
    DETERMINER,
    IN_DATE,
    OF,
)

_IN_BRACKETS = r"(?: ?\((?:or )?(?:[NSX](?: of)?(?: the)?(?: [GL])?,?(?: or)? ?){1,2}\))"
_WHOLE = rf"(?:{_IN_BRACKETS}? {OF}(?: {DETERMINER}){{0,2}} (?P<whole>N){_IN_BRACKETS}?)"
_WHOLE_PLAIN = rf"(?:{_IN_BRACKETS}? {OF}(?: {DETERMINER}){{0,2}} N)"
_NOUN = (
    rf"(?:(?: {OF})?(?: {DETERMINER}){{0,2}}(?: {BEFORE_LOOSE}){{0,4}} (?P<noun>[GLV])"
    rf"|(?: {OF})?(?: {DETERMINER}){{0,2}}(?: {BEFORE_GROUPS}){{0,3}} (?P<group>G))(?: \(G\))?"
)
# A second figure beside the first: ", or 51%,", " – 95 in all –", " (46% of the total)".
_BESIDE = (
    r"(?:(?:or|(?:thats|that is|which is)(?: just| only)?|which were|some|equal to|equivalent to|making up|i\.e\.) )?"
    r"{figure}(?: [GL])?(?: {of}(?: (?:the|all|all the))?(?: [NGL]|(?: [GL])? total| england| R)?(?: [GL])?)?"
    r"(?: (?:in all|in total|in number|altogether|overall|of the total|of the whole|of all [GL]|R))?"
)
_BESIDE_PLAIN = _BESIDE.format(figure="[NS]", of=OF)
_BESIDE_FIGURE = _BESIDE.format(figure="(?P<figure>[NS])", of=OF)
_APPOSED = rf"(?:(?:,| –|) ?\(?{_BESIDE_PLAIN}(?:,| –|\)))"
_ASIDE = r"(?:, N R [^NSBXOP,;:.()]{1,40},|, [^NSBXOP,;:.()]{1,60},| – [^NSBXOP–;:.()]{1,60} –| \([^B()]{1,60}\))"
_ONE_BAND = rf"B{_IN_BRACKETS}?"
_NEXT_BAND = (
    rf"(?:,? (?:and|or|nor|and/or)|,(?! with )|/) ?(?:(?:either|as|in|to be|are|were|was|is|has|had|have|having|with"
    rf"|being|showed|in the|came|fell|under|into|of|category|band|rating|ratings|rated|judged|found|deemed|labelled"
    rf"|called|the|a|an|its|"
    rf"their|even|simply|worse|just|outright|else) ){{0,5}}{_ONE_BAND}"
)
_BEYOND = r"(?P<beyond> (?:or|and) (?:better|above|higher|worse|below|lower))?"
_BANDS = rf"(?:(?:either|both) )?(?P<bands>(?>{_ONE_BAND}(?: – B –)?(?:{_NEXT_BAND}){{0,5}})){_BEYOND}"
_BAND = r"(?P<bands>B)"
_COUNTED_NOUN = rf"(?: {OF}(?: {DETERMINER}){{0,2}})?(?: {BEFORE_LOOSE}){{0,3}} (?P<noun>[GL])"
_END = r"(?= ?[,;.()–|]| / B| ?$| (?:and|or|while|but|were|was|are|is|in|of|for|B)\b)"
_AWARD = r"(?:verdict|rating|grade|mark|label|judgement|assessment|band)"
_FROM = rf"from (?:just |only )?[NS](?: [GL])?(?: {IN_DATE})?"
_LINK = r"(?P<link>[^NSBXOP,;:.?!()]{0,90}?)"


class Wording(NamedTuple):
    """A wording of a band's count or share.

    `pattern` has the groups figure and bands, and may have whole, noun, group, beyond and link. Of wordings that want
    the same figure or band the one which begins first is right; one that `shares_bands` leaves its bands to others. A
    `strict` one names each of its words.
    """

    pattern: re.Pattern[str]
    shares_bands: bool = False
    strict: bool = False


WORDINGS = (
    # needs improvement (106) or greatest need (21); needs improvement (106, 51%)
    Wording(re.compile(rf"{_BAND} ?\((?P<figure>[NS])(?: [GL])?[),]"), shares_bands=True),
    Wording(
        re.compile(
            rf"{_BANDS}(?: ratings?)?(?: ?[:–=-] ?|(?: (?!(?:and|or|but|while"
            rf"|with)\b)[a-z]+){{0,4}} )[NS](?:{_COUNTED_NOUN})?(?: ?\(|,| –) ?{_BESIDE_FIGURE}(?: ?[,).;]| ?$)"
        ),
        shares_bands=True,
    ),
    Wording(re.compile(rf"{_BAND} ?\([NS](?: [GL])?(?:,| or| and) (?P<figure>[NS])(?: [GL])?\)"), shares_bands=True),
    # 127 of the 209 CCGs as either X or Y; 13 boards (6%) were marked X; 87 X
    Wording(
        re.compile(
            rf"(?P<figure>[NS])\)?(?:(?:,| –) {_BESIDE_PLAIN}(?:,| –)(?= (?:of"
            rf"|among) ))?(?:,? R)?{_IN_BRACKETS}?{_WHOLE}?(?:{_NOUN}{_WHOLE_PLAIN}?)?{_IN_BRACKETS}?"
            rf"{_APPOSED}?{_ASIDE}?{_LINK}\(?{_BANDS}"
        ),
    ),
    # 106 CCGs, or 51%, were rated X: the share; nearly half of CCGs – 95 in all – were X: the count
    Wording(
        re.compile(
            rf"[NS](?:,? R)?{_WHOLE_PLAIN}?(?: {OF})?(?: {DETERMINER}){{0,2}}(?: {BEFORE_LOOSE}){{0,3}}(?: [GL])?"
            rf"(?:,| –| ?\() ?(?:[NS](?:,| or|, or) )?{_BESIDE_FIGURE}(?:,| –|\))"
            rf"(?: {OF}(?: {DETERMINER}){{0,2}}(?: {BEFORE_LOOSE}){{0,3}} [GL])?{_LINK}{_BANDS}"
        ),
        shares_bands=True,
    ),
    # X: 13; X – 13; X 13
    Wording(
        re.compile(
            rf"(?<!\ba ){_BANDS}(?: ratings?| [GL])?(?: (?:for|in|on) A(?: (?:care|services|V))?)? ?[:–=-]? ?"
            rf"(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}"
        )
    ),
    # the number rated X was 13; X ratings went to 13 CCGs
    Wording(
        re.compile(
            rf"{_BANDS}(?:,(?= (?:was|were|went|holds?|held|has|have|had|accounts?|covers?|includes?))"
            rf"|{_ASIDE})?(?P<link>(?: [a-zADGL]+){{1,7}}) (?P<figure>[NS])(?! B){_WHOLE}?"
            rf"(?:{_COUNTED_NOUN})?{_END}"
        ),
    ),
    # the number rated X rose from 4 to 12; X ratings doubled to 12: what it is now
    Wording(
        re.compile(
            rf"(?:\b(?:numbers?|proportion|share|percentage|total|tally|count|ratings?)(?: of(?: [a-zAGL]+){{0,4}})? "
            rf"(?:[a-zAGL]+ ){{0,4}})?{_BANDS}(?P<link>(?: [a-zAGLD]+){{0,4}}?)"
            rf" {CHANGED},?(?: by [NSX](?: \([NSX]\))?)?,?(?: {_FROM})?,?"
            rf"(?: {IN_DATE})? to (?:just |only )?(?P<figure>[NS])(?:{_COUNTED_NOUN})?{_END}"
        ),
        strict=True,
    ),
    # the verdict on 106 CCGs: X; X: the verdict on 106 CCGs; in the case of 106 CCGs, the rating was X
    Wording(
        re.compile(rf"\b{_AWARD} (?:on|for|of|given to) (?P<figure>N)(?:{_COUNTED_NOUN}) ?[:–] ?{_BANDS}"), strict=True
    ),
    Wording(
        re.compile(
            rf"{_BANDS} ?[:–] ?(?:(?:the|a|this was the|that was the|that is the) )?(?:[a-z]+ ){{0,2}}{_AWARD}"
            rf" (?:on|for|of|given to) (?:just |only )?(?P<figure>N)(?:{_COUNTED_NOUN})"
        ),
        strict=True,
    ),
    Wording(
        re.compile(rf"\b(?:in the case of|for|at) (?P<figure>N)(?:{_COUNTED_NOUN}),? the {_AWARD} (?:was|is) {_BANDS}"),
        strict=True,
    ),
    # a rise from 4 to 12 in the number of CCGs rated X
    Wording(
        re.compile(
            rf"\b(?:an? |the )?(?:rise|increase|jump|growth|fall|drop|decline|decrease|reduction|leap|surge)(?: (?:is"
            rf"|was|of))?"
            rf" {_FROM} to (?P<figure>[NS])(?: {IN_DATE})? in the (?:number|share|proportion|percentage)"
            rf"(?: of)?(?: [a-zAGL]+){{0,4}}? {_BANDS}"
        ),
        strict=True,
    ),
)
