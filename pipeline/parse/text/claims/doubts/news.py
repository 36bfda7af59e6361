"""Sentences after a statement whose form is that of news: where the list is, who is among those counted, what comes
next, what the ratings are for, whom to call. Besides the words of its form, a sentence holds ordinary ones or names.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.ordinary_words import ORDINARY
from pipeline.parse.text.claims.doubts.other_matters import FOUND, RATINGS
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_capital
from pipeline.parse.text.claims.sentence.words import PART

_G, _N, _D, _P = rf"G{FILL}*", rf"N{FILL}*", rf"D{FILL}*", rf"P{FILL}*"
# Any words that are ordinary, and the names of some of those counted.
_WORDS, _NAMES = r"[^;:NBG]{2,90}?", r"[^;:.NBXOP]{2,90}?"
_THEM = rf"(?:(?:{_N} )?R{FILL}*|(?:among|one of) (?:them|these|those))"
_FEW = rf"(?:both|all N{FILL}{{2,4}}(?: R{FILL}*)?)"
_WHEN = (
    r"(?: (?:(?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|today|yesterday|this (?:morning|week"
    rf"|month|summer|autumn|spring|year)|(?:{_N}|once|twice|every|each|one) (?:times )?(?:an? )?(?:{_N} )?(?:years?"
    r"|quarter|months?|summer)|annually|quarterly|by nhs england|online|on (?:its|the) (?:nhs england )?website))+"
)
_LIST = (
    r"(?:the |an? )?(?:(?:full|complete|whole|more|further|latest|your|our|local|ccg) )*(?:list|details|table"
    r"|report|story"
    r"|information|results|ratings?|map)"
)
_SEE = (
    r"(?:below|above|overleaf|here|online|on page [0-9]+|on (?:the|our|its|nhs england's) (?:[a-z]+"
    r" ){0,3}website|in the (?:table|annex))"
)
_FORMS = (
    # "ENDS", "Photo: Getty Images", "Source: NHS England, July 2018", "RESOLVED: that the report be noted"
    r"ends|(?:photo|picture|image)s?(?: credit)?\s?: [^;:NBG]{2,60}|(?:additional )?(?:reporting|words) by"
    r" [^;:NBG]{2,60}",
    rf"(?:sources?|data)\s?: nhs england(?:,? {_D})?",
    r"(?:it was )?resolved\s?[:–-]? (?:that )?the (?:report|ratings|paper|update) be (?:noted|received)",
    r"(?:the )?(?:committee|board|members|meeting|panel) (?:noted|received|welcomed|discussed) the (?:report|paper"
    rf"|update|ratings)(?: and (?:asked for|requested) an? (?:update|report)(?: in {_N} (?:months|weeks))?)?",
    # "Read the full report here: …", "You can find your local rating on …", "The list can be seen below."
    rf"(?:you can |click here to )?(?:read|see|view|find|download) {_LIST}(?: {_SEE})?(?:\s?:? ?(?:www\.|http)\S+)?",
    rf"{_LIST}(?:\s?: ?(?:www\.|http|\w+\.?\w+@)\S+| (?:(?:is|are|can be (?:found|seen|read)|appears?)(?:"
    rf" available)? )?{_SEE})",
    rf"for more{_WORDS},? (?:see|visit|contact|call|email|go to) {_WORDS}",
    rf"if you (?:or someone you know )?(?:need|want|are|have been|would like|feel)\b{_WORDS},? (?:please"
    rf" )?(?:call|contact|phone|ring|email|get in touch|talk to)[^;:BG]*",
    r"(?:please )?(?:let us know|tell us) what you think|have your say(?: below)?|sign up (?:for|to) our newsletter",
    rf"to (?:find out|see) how (?:yours|your (?:area|{_G})) [a-z]+,? (?:enter|click|type|search) {_WORDS}",
    rf"how (?:did|does|do) (?:yours|your (?:area|(?:local )?{_G})) (?:do|fare|compare)\?",
    rf"we (?:spoke|talked) to (?:(?:{_N}|some) R{FILL}*|leaders|patients)(?: (?:about|to find out) {_WORDS})?",
    # "NHS England has been approached for comment.", "It did not respond to a request for comment."
    r"[^;:NB]{2,60} (?:(?:(?:has|have|had) (?:been )?|was |were )(?:approached|contacted|asked)[^;:NB]{0,40} for (?:an?"
    r" )?(?:comment|response)"
    r"|(?:did not|declined to|refused to) (?:respond to (?:an? )?(?:request for comment|requests for comment"
    r"|questions)|comment)"
    r"|(?:was|were) (?:unavailable|not available) for comment)",
    rf"(?:please )?share your (?:views|stories|thoughts) {_WORDS}|what (?:are they doing|went) right\?",
    # "They include NHS Bury CCG", "Among them was Hull", "North Durham was one of them", "Our CCG was among them."
    rf"they include (?P<a>{_NAMES})|(?P<plain>{_THEM}) (?:is|are|was|were) (?P<b>{_NAMES})(?:, which covers"
    rf" (?P<c>{_NAMES}))?",
    rf"our (?:own |local )?(?:{_G}|area) (?:is|was) {_THEM}|(?P<d>{_NAMES}) (?:is|are|was|were) {_THEM}",
    # "Many of them are in rural areas.", "Both are in Greater Manchester.", "The best were in the north."
    rf"(?:(?:many|most|several|some) R{FILL}*|{_FEW}|the (?:best|worst)) (?:is|are|was|were) in "
    rf"(?:(?:(?:more |less )?(?:rural|remote|poorer|deprived|coastal|wealthy|affluent) )+(?:L{FILL}*|parts of"
    rf" the country)|(?P<e>{_NAMES}))"
    rf"(?: and will receive {_WORDS})?",
    # "It comes after a damning report by the National Audit Office."
    rf"(?:they come|(?:it|this|the news|{RATINGS}) (?:comes?|came)) (?:(?:days |a week |{_N} (?:years|months)"
    rf" )?after (?:an?|the) [^;:BG]{{2,90}}|amid {_WORDS}|as (?:new )?research shows that [^;:BG]*)",
    r"(?:it|this|the (?:news|announcement|publication)) follows (?:an?|the) [^;:BG]{2,90}",
    # "The ratings are part of a new framework for assessing CCGs."
    rf"{RATINGS} (?:are|were|form) (?:an? )?(?:key )?part of (?:an?|the|its|nhs england's) (?:[a-z]+ ){{0,4}}"
    r"(?:framework|regime|drive|programme|plan|push|effort)(?: (?:for assessing|to (?:assess|improve|rate)) [^;:NB]*)?",
    # "This has to change.", "That should worry all of us.", "Behind these figures are real people."
    r"(?:this|that|it) (?:(?:has to|must|needs to|cannot|can't) (?:change|improve|stop|continue|go on)|should (?:worry"
    rf"|concern|shame|alarm) (?:all of us|us all|us|everyone|ministers|the government)|(?:is|'s) (?:{FOUND}"
    rf"|(?:simply |just )?not (?:(?:good )?enough|acceptable|what (?:{_P}|families|we) deserves?)))(?:, (?:said"
    rf"|says) {_WORDS})?",
    r"it is (?:now )?up to (?:ministers|nhs england|commissioners|us|the government)[^;:NBG]*",
    rf"it is the first time (?:that )?any (?:{_G} )?has (?:won|got|received|reached|achieved) [^;:NX]*",
    rf"behind (?:the|these|those) (?:figures|numbers|ratings|statistics) are {_WORDS}",
    rf"(?:we|i) (?:think|believe) (?:that )?{_WORDS} (?:should|must|need|deserve|want) {_WORDS}",
    r"(?:it|this|that) (?:is|was|paints|makes) (?:(?:an?|the) )?(?:[a-z]+ )?(?:worrying|bleak|mixed|grim|stark"
    r"|depressing|sobering|shocking|poor|sorry) (?:picture|reading|state of affairs)",
    r"well done to (?:our colleagues|everyone|all|them|the teams?|the staff)[^;:NBG]*|we can (?:all )?learn from them",
    r"we will be (?:asking|writing to|meeting|calling on) [^;:NBG]*",
    # "The ratings are published once a year.", "The next set of ratings will be published in July."
    rf"(?:{RATINGS}|it|they) (?:(?:is|are|was|were) (?:published|released)|(?:is|are) updated){_WHEN}",
    rf"nhs england (?:publishes|releases) (?:{RATINGS}|them){_WHEN}",
    r"(?:the )?next (?:set of |round of |annual )?(?:ratings|results|assessments?) (?:will be|are|is)"
    r" (?:published|expected|due"
    rf"|released)(?: (?:in|by|next|this|year|summer|autumn|spring|{_D}|[a-z]+ber|january|june|july|march))+",
    rf"{_WORDS} (?:will|is to|are to) (?:discuss|consider|debate) (?:the )?(?:ratings|report|results"
    rf"|findings)(?: (?:next (?:week|month|[a-z]+day)|on [a-z]+day|in {_D}|at its next meeting))?",
    r"(?:support|help|advice) (?:will be|is being) (?:offered|given|provided) to (?:the others|the rest|them"
    r"|those that need it)",
    rf"{RATINGS} (?:looks? at|considers?|takes? into account|compares?|(?:is|are) (?:meant|intended|designed) to)"
    rf" (?:(?:recovery|diagnosis) rates|each|[^;:NBAO])*",
    r"(?:the picture|performance|care|quality) (?:varies|varied|differs)(?: (?:widely|greatly|considerably))?(?:"
    r" (?:between|across) "
    r"(?:regions|areas|the country|england))?",
    rf"the (?:data|figures) (?:were|are) (?:collected|gathered) between {_D} and {_D}",
    rf"{RATINGS} (?:is|are) based on (?:data|figures) for the (?:(?:financial )?year (?:to|ending) )?{_D}",
    # "CCGs are the bodies that plan and pay for local health care.", "They serve more than 400,000 people."
    rf"{_G} (?:are the (?:bodies|organisations|groups) (?:that|which) )?(?:plan|buy|commission|pay)\b"
    rf"(?![^.]*\bratings?\b){_WORDS}",
    rf"(?:they|both|the two) (?:serve|cover|look after)(?: (?:more than|over|about|nearly))? [XN]{FILL}* P{FILL}*",
    rf"(?:neither|both|none|nobody)(?: R{FILL}*)? (?:was|were) available for comment",
    rf"(?:both|each|they|(?:these|those) {_G})(?: R{FILL}*)? (?:has an? new|have (?:apologised|promised|pledged)"
    rf"|(?:promised|"
    rf"pledged|vowed) to|plans? to|(?:said (?:that )?they )?(?:accepts?|accepted) the findings|(?:have been"
    rf"|were) (?:(?:told|asked|given {_N} (?:months|years)) to improve))(?: (?![^.]*D{FILL}){_WORDS})?",
    r"(?:both|that|it) (?:are|is) (?:far |still )?too many",
)  # fmt: skip
_NEWS = re.compile("|".join(f"(?:{form})" for form in _FORMS))
# "We spoke to some of them about their own ratings."
_THEIR_OWN = re.compile(r"(?<!\bour )\bown\b|\b(?:them|it|our)sel(?:f|ves)\b")
_ABROAD = frozenset(("wales", "welsh", "scotland", "scottish", "ireland", "irish"))
_PRINTED = frozenset(re.findall(r"[a-z]{2,}", " ".join((*_FORMS, FOUND, RATINGS))))
_LINKS = re.compile(r"\S*(?:www\.|https?:|@)\S*")
_LEAD = re.compile(r"\W*(?:(?:and|but|yet|so|meanwhile|background|notes to editors)\b[,:]? ?)?")


def has_news_form(scene: Scene) -> bool:
    """Whether a sentence has a form of news, and holds ordinary words and names beside it."""
    text = scene.marked.rstrip(" .!'\")]")
    start = _LEAD.match(text).end()  # type: ignore[union-attr]
    if _THEIR_OWN.search(text, start):
        return False
    found = _NEWS.fullmatch(text, start)
    if found is None:
        return False
    names = [found.span(group) for group in found.re.groupindex if group != "plain" and found[group]]
    if any(not _are_names(scene, *span) for span in names):
        return False
    kept = _LINKS.sub(lambda link: " " * len(link[0]), text)
    return all(_is_ordinary(scene, word[0], word.start(), names) for word in WORD.finditer(kept, start))


def _is_ordinary(scene: Scene, word: str, at: int, names: list[tuple[int, int]]) -> bool:
    bare = word.removesuffix("'s")
    if word[0].isupper() or bare in ORDINARY or bare in _PRINTED or any(first <= at < last for first, last in names):
        return True
    return is_capital(scene.sentence.text, at) and bare not in PART | scene.places


def _are_names(scene: Scene, start: int, end: int) -> bool:
    """Whether words name organisations or places alone."""
    words = [(word[0].removesuffix("'s"), word.start()) for word in WORD.finditer(scene.marked, start, end)]
    named = [
        word
        for word, at in words
        if (word in PART | scene.places and is_capital(scene.sentence.text, at)) or word in PART
    ]
    return bool(named) and _ABROAD.isdisjoint(named) and all(
        word in PART | scene.places or word[0] == "G" or word in ("nhs", "and", "the", "of", "greater", "with", "both")
        for word, _ in words
    )  # fmt: skip
