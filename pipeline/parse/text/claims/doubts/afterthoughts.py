"""What a sentence adds to a statement once it is made, and may limit it: '95 were good – in London at least'.

What is added is understood, or the statement is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import CONJUNCTION, FIGURES, NATIONAL, PUBLISHED, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, has_other_date, is_capital, is_known, speaks_of_part
from pipeline.parse.text.claims.sentence.words import DENIAL, PART, SAYING, SUPPOSITION, word_set
from pipeline.schema.values import NoClaim

# Words before what is added that only lead to it: "well, …", "that is to say …", "though only …".
_LEADS = re.compile(
    r"\W*(?:(?:well|at least|at any rate|that is(?: to say)?|i\.?e|namely|though|although|albeit|if|but|and|or|rather"
    r"|even"
    r"|only|just|mainly|mostly|largely|specifically|especially|particularly|chiefly|anyway|admittedly)\b[,. ]*)*"
)
# Prepositions that say where, of whom, by whom or by what measure a thing is so.
_WHERE = (
    r"(?:in|among|amongst|within|across|outside|on|by|under|for|at|throughout|around|near|beyond|per|from|inside"
    r"|counting|judging|going by|based on)"
)
_SAYS_WHERE = re.compile(
    rf"{_WHERE}\b(?! (?:an?|what|contrast|comparison|far|stark contrast|addition|turn|all|total|them|these|which|whom"
    rf"|those$)\b)"
)
_BY_WHAT = re.compile(rf"(?:on|by|under|for|at) (?:an?(?! time\b)|one|some|any|N{FILL}*)\b")
_LEAVES_OUT = re.compile(
    r"(?:not )?(?:counting|excluding|excl|excepting|omitting|disregarding|discounting|ignoring|barring|leaving (?:out"
    r"|aside)"
    r"|setting aside|minus|without|save|bar|except)\b"
    r"|leaving [^,;:.()]{2,40} (?:aside|out)\b|[^,;:.()]{2,40} (?:excepted|excluded|apart|aside|notwithstanding|only"
    r"|alone)\W*$"
)
_OF_SUCH = re.compile(
    rf"(?:the |those |these )?(?:[\w'-]+ ){{0,3}}ones\b"
    rf"|(?:those|the [GL]{FILL}*) (?:that|which|who|whose|in|with|without|of|from)\b"
)
_NOT_SO = re.compile(
    r"(?:in theory|in all but name|on paper|in name|in principle|up to a point|after a fashion|of sorts"
    r"|in a (?:way|sense|manner)|so to speak|as it were|in effect|if you like)\b"
)
# "95 are good, roughly", "… at least": the figure is no exact one.
_HEDGES = re.compile(
    r"\W*(?:roughly|approximately|more or less|near enough|or thereabouts|as near as [a-z ]+|(?:or )?so"
    r"|at (?:the (?:very )?)?"
    r"(?:least|most|best|worst)|(?:if|or) not more|and (?:counting|rising)|(?:or )?(?:maybe|perhaps|possibly) (?:more"
    r"|fewer)"
    r"|plus|(?:to (?:name|mention) (?:but |just |only )?|among(?:st)? )(?:an? few|some|others|many others))\W*"
)
_AS_OF = re.compile(r"\W*as (?:of|at)\b")
# "(these are STPs)", "all of them trusts", "meaning STPs", "trusts, not CCGs"
_ARE_OTHERS = re.compile(
    rf"\W*(?:(?:all|both|each|mostly|mainly|R{FILL}*|(?:these|those|they) (?:are|were)(?: for| of)?"
    rf"|(?:by which )?(?:i|we) mean|meaning|(?:i|we) (?:am|are) (?:talking|speaking) of"
    rf"|that is|namely|nhs|local|the|not G{FILL}*|but)[, ]+)*"
    rf"(?:[OP]{FILL}+|(?:stp|ics|icb)s?\b)(?:,? (?:mostly|mainly|all|that is|here|not G{FILL}*"
    rf"|rather than G{FILL}*))*\W*"
)
# "…, dementia or both", "…, or for cancer": one of several areas, or several at once.
_ONE_AREA = rf"(?:A{FILL}*|both|neither|either)"
_OTHER_AREAS = re.compile(rf"\W*(?:(?:and|or|and/or|for|in|on|of) )*{_ONE_AREA}(?: (?:and|or) {_ONE_AREA})*\W*")
# How many it would be if counted otherwise: "(15 if Brent is included)", "or 15 with Brent", "plus one that merged".
_OTHERWISE = re.compile(
    rf"\s?[(,;–—-]\s?(?:or |and |but |though |plus |make that )*N{FILL}*(?: [a-zGL]{FILL}*){{0,4}} "
    rf"(?:if|with|without|when|once|where|counting|including|excluding|allowing|taking)\b(?![^,;.()]*B{FILL})"
    rf"|\s?[(,;–—-]?\s?(?:plus|not to mention) N{FILL}*(?![^;.()]*B{FILL})"
)
# "nine are good, they say", "we are told"
_IS_SAID = re.compile(
    r"(?:or so )?(?:they|it|some|many|people|others|we|you|one|i) (?:says?|said|hears?|heard|read|claims?"
    r"|(?:is|are|am|was|were) (?:told"
    r"|said|assured|informed))\W*"
)
# "that was the leaflet's version"
_WHOSE = re.compile(r"(?:that|this|it)(?: is|'s| was) (?!nhs england|england)(?:[\w-]+ )*?[\w-]+(?:'s|s') [a-z]+\W*")
# "28 more than the table shows", "15 times the number in the table", "a figure that nobody else has"
IS_SO_MANY_MORE = re.compile(
    rf"[{FIGURES}]{FILL}* (?:(?:more|fewer|less) than (?:the|their|any|what|is|are|officially|anyone"
    rf"|anybody)\b(?! (?:D|A|year|last|previous))"
    rf"|times (?:the (?:real|true|actual|right|correct|official|number|figure|count|total)|what)\b)"
)
_A_FIGURE = re.compile(r"(?:an?|the|that|this|another) (?:[a-z]+ )?(?:figure|number|count|total)\b")
# What may be added to a statement and leaves it as it is, whatever its other words: who says it, how it compares, that
# it is a disgrace, whom it pleases.
_SAYS_NOTHING = re.compile(
    rf"(?:(?:{'|'.join(sorted(SAYING))}|according to) [\w'’-]+(?: [\w'’-]+){{0,7}}"
    r"|(?:more|fewer|less|up|down|as many|as few|higher|lower|better|worse) (?:than|on|as|from)\b.*"
    r"|(?:(?:which|that|this|it) )?(?:is|was|must be|are|were)? ?(?:an?|no|not an?|the) (?:[a-z-]+ )?(?:disgrace"
    r"|scandal|shame|outrage|surprise|majority|minority|tally|achievement|success|failure|relief|worry|lot"
    r"|last in the list|coincidence|mean feat|small number)"
    r"|(?:he|she|they|the \w+) (?:said|says|added|adds) (?:that )?(?:it|this|that) .*|shocking|worse still|better still"
    r"|(?:(?:the|an?|its|his|her) )?[\w'’-]+(?: [\w'’-]+){0,3} (?:said|says|reported|reports|noted|notes"
    r"|found|finds|shows?|showed|reveals?|revealed|confirms?|confirmed)"
    rf"|A{FILL}* (?:coming|comes|came|following|follows|to follow)\b.*|not N{FILL}*"
    r"|in (?:an?|another|what) (?:sign|signal|blow|boost|step|setback)\b.*"
    r"|to (?:the|my|our|their|his|her|its) (?:\w+ )?(?:delight|dismay|relief|surprise|shame|credit|horror)\b.*"
    r"|(?:i|we|he|she|they|the \w+) (?:heard|found|learned|learnt|saw)|it turns out"
    r"|(?:insufficient|not enough|no) data|to be (?:precise|exact|clear)"
    r")\W*"
)
# How many of those counted are of a kind, or how many more there are: "three of them new", "eight up on the year".
_OF_THESE = re.compile(
    rf"(?:including |only |just |of which |of whom |with )*N{FILL}* (?:for the first time|R{FILL}*.*"
    r"|(?:of (?:them|these|those|which|whom|their)|more|fewer|less|up|down)\b.*)\W*"
    r"|(?:including|among(?:st)? (?:them|these|which|whom)|than)\b.*"
)
# "(of 32)": of so many that no statement has told of
_OF_SO_MANY = re.compile(rf"\W*(?:out )?of (?:the |these |those |our )?(?P<N>N){FILL}*")
# "… or their trusts were"
_OR = re.compile(rf"\W*or\b(?! (?:(?:just|only|nearly|almost|about|some) )*[{FIGURES}])")
_WAS_THEN = re.compile(
    r"(?:(?:that|this|it|these|those|the \w+) (?:was|were|is|are|dates?) |back )?(?:in|for|from|of|at|on)\b"
)
_BESIDE_NAMES = word_set("and the among them included both namely")
_NOT = re.compile(r"\b(?:not|no|never|nobody|denies|denied|disputes|disputed|rejects|rejected)\b|n't\b")
_DENIED_BY = re.compile(r"(?:said|says|say) (?:nobody|no one|no-one)\b")
# A few words at the end of a sentence: "…, my foot." What compares or describes is none.
_TAG = re.compile(r"[,;–—-] ?(?!(?:all|to|up|down|as|more|fewer|less|than|and|or)\b)(?:[\w'’-]+ ){0,2}[\w'’-]+\W*")
_SURVEY = word_set("survey surveys poll polls questionnaire questionnaires respondents")
# What a bracket may hold besides plain words: where figures are to be found, or what is done with them.
_IN_BRACKETS = word_set("figure fig table chart see annex appendix box exhibit map page above below emphasis added")


def limited_after(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether what a sentence adds to its statement at `start` to `end`, before another, limits it.

    What a total of organisations was rated on does not matter to it, nor what follows after "With 52 CCGs good, …".
    """
    if _OTHERWISE.match(scene.marked, end):
        return "wording not understood"
    if IS_SO_MANY_MORE.search(scene.marked, end):
        return "denial"
    is_aside = _WITH.fullmatch(scene.marked, 0, start) is not None
    is_total = not any(mark.letter == "B" for mark in scene.gist.marks.values() if start <= mark.start < end)
    for clause in _CLAUSES.split(scene.marked[end:])[1:]:
        if _ARE_OTHERS.fullmatch(clause):
            return "other organisations"
    for first, last in _added(scene, end):
        reason = limits(scene, first, last)
        if reason and not ((is_total or is_aside) and reason == "wording not understood"):
            return reason
    return _limited_in_brackets(scene, end)


def _added(scene: Scene, end: int) -> list[tuple[int, int]]:
    """The stretches between marks of punctuation that follow `end`, up to those that belong to another statement."""
    marked = scene.marked
    stretches: list[tuple[int, int]] = []
    bounds = list(_STOP.finditer(marked, end))
    for here, last in zip(bounds, [*(following.start() for following in bounds[1:]), len(marked)], strict=False):
        if here[0][0] == ";" and not _TAG.fullmatch(marked, here.start()):
            break
        if _is_of_another(scene, here.end(), last):
            leads = [index for index, (start, _) in enumerate(stretches) if CONJUNCTION.match(marked, start)]
            return stretches[: leads[-1]] if leads else stretches
        stretches.append((here.end(), last))
    return stretches


def _is_of_another(scene: Scene, start: int, end: int) -> bool:
    """Whether a stretch holds a figure or a band of another statement."""
    marks = _OTHER_STATEMENT.finditer(scene.marked, start, end)
    return any(mark[0][0] == "B" or mark.start() in scene.known_marks for mark in marks)


_WITH = re.compile(r"\W*with [^,;:]*")
_CLAUSES = re.compile(r"[;:(,]\s?|\s[–-]+\s")
_STOP = re.compile(r"[,;:()]\s?|\s[–-]+\s|–|—")
_FIGURE = re.compile(rf"[{FIGURES}X]{FILL}*")
_OTHER_STATEMENT = re.compile(rf"[{FIGURES}XB](?:{FILL}|\b)")
_BRACKET = re.compile(r"['\"”’]*\s?[(\[]([^()\[\]]{1,80})[)\]]")


def _limited_in_brackets(scene: Scene, end: int) -> NoClaim | None:
    """Whether a bracket right after a statement says of what, whose or when it is: '(CQC)', '(2016)', '(unaudited)'."""
    found = _BRACKET.match(scene.marked, end)
    if found is None or _FIGURE.search(found[1]):
        return None
    first, last = found.span(1)
    if has_other_date(scene, first, last):
        return "other period"
    words = [
        (scene.marked[word.start() : word.end()], word.start()) for word in WORD.finditer(scene.marked, first, last)
    ]
    # "see table 2"
    is_place = any(word in _IN_BRACKETS for word, _ in words)
    is_plain = all(
        is_known(word, scene, at) or word in _IN_BRACKETS or (is_place and (word.isdigit() or len(word) == 1))
        for word, at in words
    )
    return None if is_plain else "wording not understood"


# "… for dementia in 2017/18, by NHS England"
_SCOPE = re.compile(
    rf"['\"”’]*(?:,? (?:(?:for|on|in|by|during) )?(?:the |their )?(?:A{FILL}*|D{FILL}*|nhs england"
    rf"|england)(?: care| services)?)+"
)


def past_scope(marked: str, end: int) -> int:
    """Where a marked sentence goes on behind a statement that ends at `end`, and behind of what area and time it is."""
    found = _SCOPE.match(marked, end)
    return found.end() if found else end


def is_only_in_name(marked: str, end: int) -> bool:
    """Whether what follows a statement takes it back: '24 were good on paper'."""
    return _NOT_SO.match(marked, end + marked.startswith(" ", end)) is not None


def are_others(marked: str) -> bool:
    """Whether a marked sentence or a part of one only says that those counted are other bodies: 'All trusts.'"""
    return _ARE_OTHERS.fullmatch(marked) is not None


def limits(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether what stands at `start` to `end` of a sentence, and states nothing itself, limits what it is added to: to
    a part, to some, to somebody's view. What is not understood may."""
    if reason := _as_a_whole(scene, start, end):
        return reason
    leads = _LEADS.match(scene.marked, start, end)
    first = leads.end() if leads else start
    text = scene.marked[first:end]
    if NATIONAL.search(text) or PUBLISHED.search(text) or "nhs england" in text:
        return "denial" if _NOT.search(text) else None
    words = [(found[0], found.start()) for found in WORD.finditer(scene.marked, first, end)]
    return (_how_it_limits(scene, first, text, words) or _why_not_understood(scene, text, words)) if words else None


def _as_a_whole(scene: Scene, start: int, end: int) -> NoClaim | None:
    """How what is added limits, where its form as a whole says so."""
    if _ARE_OTHERS.fullmatch(scene.marked, start, end):
        return "other organisations"
    if _HEDGES.fullmatch(scene.marked, start, end):
        return "range"
    if _AS_OF.match(scene.marked, start, end) and has_other_date(scene, start, end):
        return "other period"
    if (whole := _OF_SO_MANY.match(scene.marked, start, end)) and _value_at(scene, whole.start("N")) < scene.fewest:
        return "part of the country"
    if _OR.match(scene.marked, start, end):
        return "wording not understood"
    if _OTHER_AREAS.fullmatch(scene.marked, start, end) and "A" in scene.marked[:start]:
        return "several contexts"
    return None


def _value_at(scene: Scene, at: int) -> float:
    return next((mark.value for mark in scene.gist.marks.values() if mark.start == at), 0)


def _how_it_limits(scene: Scene, first: int, text: str, words: Sequence[tuple[str, int]]) -> NoClaim | None:
    """How what is added limits, by the words that it begins with."""
    if _DENIED_BY.match(text) or _NOT_SO.match(text):
        return "denial"
    if any(word in _SURVEY for word, _ in words[1:]) and (words[0][0] in SAYING or words[0][0] in ("according", "by")):
        return "other organisations"
    if _LEAVES_OUT.match(text) or _OF_SUCH.match(text):
        return None if _are_known(scene, words) else "part of the country"
    if _is_place(scene, words) or (_SAYS_WHERE.match(text) and speaks_of_part(scene, first, first + len(text))):
        return "part of the country"
    if _IS_SAID.fullmatch(text) or _WHOSE.fullmatch(text):
        return "forecast or supposition"
    return "other period" if _WAS_THEN.match(text) and has_other_date(scene, first, first + len(text)) else None


def _why_not_understood(scene: Scene, text: str, words: Sequence[tuple[str, int]]) -> NoClaim | None:
    if _SAYS_NOTHING.fullmatch(text) or (_OF_THESE.fullmatch(text) and not _takes_back(words)):
        return None
    if _A_FIGURE.match(text) or _BY_WHAT.match(text):
        return "wording not understood"
    return None if _are_known(scene, words) or _are_names(scene, words) else "wording not understood"


def _are_known(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    return all(is_known(word, scene, at) for word, at in words)


def _takes_back(words: Sequence[tuple[str, int]]) -> bool:
    """Whether words say that a part of what was counted is not so, or not yet: 'three of them wrongly'."""
    return any(word in DENIAL or word in SUPPOSITION for word, _ in words[1:])


def _are_names(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    """Whether words only name organisations: 'Oldham and Bury', 'North Durham among them'."""
    return all(word in scene.places or word in _BESIDE_NAMES for word, _ in words)


def _is_place(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    """Whether words say whose those counted are, by places alone: "London's", "the North's"."""
    names = [(word.removesuffix("'s"), at) for word, at in words if word not in ("the", "and", "or")]
    is_whose = words[-1][0].endswith("'s")
    return is_whose and all(word in PART | scene.places and is_capital(scene.sentence.text, at) for word, at in names)
