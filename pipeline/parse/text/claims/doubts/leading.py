"""What the sentence before leads to: 'Take the merged groups. Thirty CCGs were inadequate.'

A sentence that states nothing itself may say of which organisations, of whose count or of what time the next one
speaks. Either each of its words is understood, or the next says so itself, or that is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.about.document import speaks_of_england
from pipeline.parse.text.claims.about.headings import may_be_heading
from pipeline.parse.text.claims.doubts.givers import tells_of_givers
from pipeline.parse.text.claims.doubts.ordinary import is_ordinary
from pipeline.parse.text.claims.doubts.raters import OURS
from pipeline.parse.text.claims.sentence.gist import FILL, Mark
from pipeline.parse.text.claims.sentence.labels import HEADS
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import FIGURES, NATIONAL, OF_THE_TEXT, SAID_UNTRUE, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_known
from pipeline.parse.text.claims.sentence.words import DENIAL, OTHER_BODIES, PART, SUPPOSITION, word_set
from pipeline.parse.text.claims.stated.statements import Statement

# What is said of an area, or of the ratings as a whole, by which they are no others: "Dementia care is patchy.", "On
# dementia the picture is brighter.", "The worst results are those for dementia."
_RATINGS = (
    rf"(?:the )?(?:(?:new|latest|[a-z]+est|worst|best) )*(?:A{FILL}* )?(?:ratings|results|figures|picture|outcome)"
    rf"(?:,? (?:for|of) (?:the )?[AD]{FILL}*,?)?|the (?:earlier|first|last) round,? of D{FILL}*,?"
)
_IS = (
    r"(?:,? (?:too,?|the picture|things|matters|it))?"
    r" (?:is|are|was|were|looks?|looked|seems?|seemed|remains?|remained|fared|did|had|has|gets?) "
)
_OF_AN_AREA = re.compile(
    rf"\W*(?:(?:and|but|yet|so),? )?(?:(?:on|in|for|of) )?(?:the )?"
    rf"(?:(?:financial )?year )?[AD]{FILL}*(?: (?:care|services))?{_IS}"
    r"(?P<what>(?:[^\s,;:.!?()]+ ){0,4}[^\s,;:.!?()]+)[.!]?\W*"
)
_OF_THE_RATINGS = re.compile(
    rf"\W*(?:(?:and|but|yet|so),? )?(?:{_RATINGS})(?:{_IS}(?:(?:much|far|still|rather|so|very|a little) )*"
    rf"(?:mixed|poor|bad|worse|grim|bleak|stark|clear|good|[a-z]+er|those)(?: still)?(?: (?:for|on|in) A{FILL}*)?"
    r"| (?:came out|come out|went live|(?:are|were) (?:published|released|issued|announced))\b[^,;:]*"
    r"| tells? an?(?:other| different) story| (?:shocked|surprised|dismayed|appalled|pleased|delighted) [a-z]+)[.!]?\W*"
)
# "What became of the ratings", "CCG ratings: what they tell us", "How do CCGs compare?"
_TELLS_OF_THEM = re.compile(
    r"(?:^|(?<=[:–|-] ))\W*(?:what (?:became of |do |did )?"
    rf"(?:(?:the|these|this|year's|new|latest|first|official|D{FILL}*) )*"
    rf"(?:(?:A{FILL}* )?ratings|(?<=[:–|-] what )they)"
    r"(?: (?:means?|says?|shows?|showed|tells?|told))?(?: us| you)?"
    rf"|how (?:do|does|did) (?:(?:the|your|our) )*[GA]{FILL}* (?:compare|fare|perform|do))"
    r"(?: for (?:patients|you|us))?\W*$"
)
# What would make an area's ratings others: of whom, by whom, of what kind.
_OF_OTHERS = re.compile(
    r"\b(?:to|by|for|from|with|without|among|amongst|at|on|under|per|after|before|once|if|when|where|as|of(?! all\b)"
    r"|our|my|your|their|his|her|its|not|in|[a-z]+ed|out|up)\b"
)
# "NHS England rated all 207 CCGs.", "NHS England has put its ratings for dementia on the web."
_WE_RATE = re.compile(
    r"\W*(?:nhs england|nhse) (?:has |have |also )*(?:rate[ds]?|assesse[ds]|grade[ds]?|judge[ds]?|marke?[ds])\b"
)
_WE_PUBLISH = re.compile(
    r"\W*(?:nhs england|nhse) (?:has |have |also |now |today |yesterday |then )*(?:published|releases|released|issued"
    r"|announced|unveiled|put|posted|set out) (?:them\b\W*$|(?:its|the) (?![^;:.]*\b(?:that|which|who|from|by)\b)"
    r"[^,;:.]*\b(?:ratings|marks|grades|scores|results|figures)\b[^,;:]*)"
)
# "The plan promises 21,000 posts.", "One adult in four …": a figure by which no organisation is counted otherwise.
_OTHER_FIGURE = re.compile(
    r"\W*(?:the (?:[a-z]+ )?(?:plan|strategy|review|programme|budget|government|treasury) [a-z]+s (?:out )?£?[0-9]"
    r"[^;:]*"
    r"|one [a-z]+ in [^;:]*|(?:rates|costs|budgets) (?:differ|vary)\b[^;:]*)"
)
# "Fact: two CCGs are inadequate."
_AFFIRMED = re.compile(r"\W*(?:(?:the )?(?:facts?|reality|truth|answer))\s?[:–]")
# What a heading calls the text under it, where and when it was heard: "Minutes of the board", "Oral evidence, Tuesday".
_DOCUMENTS = word_set(
    """
    minutes agenda meeting meetings hearing transcript newsletter glance oral written answers questions statistics
    appendix annex background introduction contents brief facts numbers members chair board committee governing item
    items matters arising monday tuesday wednesday thursday friday saturday sunday issue volume edition letter letters
    press release immediate use notes editors column columns editorial leader opinion
    interview debate debates speech speeches remarks abstract
    """
)
# "How do CCGs do on dementia?", "according to NHS England"
_ALSO_PLAIN = word_set("do does did when where why according further after")
# A verb by which a sentence states something of its own.
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|shall|should|must|may|might|[a-z]+n't"
    r"|says?|said|shows?|made|makes?|came|comes?|went|goes|got|gets?|took|takes|gave|gives|fell|rose"
    r"|[a-z]{3,}ed|[a-z]+'(?:s|re|ve|d|ll) (?:a|an|the|not|no|all|been))\b"
)
_BIDS = re.compile(rf"\W*[a-z][^{FIGURES}B:]*? [^{FIGURES}B:]*? [^{FIGURES}B:]*$")
_FIRST_WORD = re.compile(r"\W*[a-z]+ed\b")
_DETERMINED = re.compile(r"\W*(?:the|an?|this|that|these|those|its?|our|their|my|his|her|your|we|i|you|he|she|they)\b")
# "Exercise 4."
_TASK = re.compile(
    rf"\W*(?:exercise|question|quiz|problem|task|worksheet|homework|activity|test|example) (?:N{FILL}*|[0-9a-z])\W*"
)
# Of two areas at once.
_BOTH = re.compile(r"\b(?:both|two|all three|all four) (?:lists|ratings|areas|tables)\b")


# "Here is what the bot wrote.", "The dummy run gave these results:", "He was asked to guess.": what follows is that,
# whatever it names.
_ANNOUNCES = re.compile(
    r"\b(?:here|below|overleaf|follows|(?:the|what) follow(?:s|ing)|(?<!to )follow(?=\W*$)"
    r"|(?:read|see|hear|comes?|quote) next|(?:this|these) (?:is|was|are|were))\b"
    r"|^\W*(?:that|those) (?:is|was|are|were)\b"
    r"|\b(?:th(?:is|ese)|th(?:is|e same) (?:way|thing)|like so|so|it all|(?:went|goes|ran|runs|reads?) on"
    r"|guess(?:ed)?|predict(?:ed)?|forecast|estimate[ds]?|bets?|vote[ds]?|answer(?:ed)?|replied|wrote)\W*$|:\W*$"
)


# "It was a dream.", "I was drunk when I typed it.", "He read from the wrong sheet."
_OF_WHO_WRITES = re.compile(r"\W*(?:it|i|he|she|we|they) (?:was|were|am|had|could|did|read|copied|made|wrote|typed)\b")


def note_leading(paragraph: Paragraph, scene: Scene, has_claims: bool, fewest: int) -> None:
    """Records whether a sentence leads to what is not understood; one that states or names something leads anew."""
    if _BOTH.search(scene.marked) and not has_claims:
        paragraph.leads_unknown = True
    elif _TASK.fullmatch(scene.marked):
        paragraph.leads_unknown = paragraph.is_announced = True
    elif has_claims:
        # what a heading led to has been passed, too
        paragraph.leads_unknown = paragraph.under_leads = False
    elif is_plain(scene) or is_remark(scene, fewest) or _names_the_ratings(scene) or is_ordinary(scene, is_lead=True):
        # bands of which no claim was made are still those that were led to
        if _WE_RATE.match(scene.sentence.plain) or _WE_PUBLISH.match(scene.sentence.plain):
            # those that NHS England rates are all
            paragraph.leads_unknown = paragraph.under_leads = False
        if (scene.names_area or scene.gist.periods) and not any(m.letter == "B" for m in scene.gist.marks.values()):
            paragraph.leads_unknown = False
    else:
        paragraph.leads_unknown = True
        plain = scene.sentence.plain
        is_of_text = _ANNOUNCES.search(plain) or OF_THE_TEXT.search(plain) or _OF_WHO_WRITES.match(plain)
        paragraph.is_announced = is_of_text is not None
        paragraph.heads_unknown = _only_names(scene, fewest)


def _only_names(scene: Scene, fewest: int) -> bool:
    """Whether a sentence only names or bids something: 'First-wave sites', 'Now for the pilots.'"""
    is_open = may_be_heading(scene) or (_DETERMINED.match(scene.marked) is None and _BIDS.match(scene.marked))
    is_of_all = any(_is_of_all(mark, fewest) for mark in scene.gist.marks.values())
    # the first word of a heading is no verb of it: "Rejected wording"
    first = _FIRST_WORD.match(scene.marked) if may_be_heading(scene) else None
    return bool(is_open) and not is_of_all and _FINITE.search(scene.marked, first.end() if first else 0) is None


def follows_the_unknown(scene: Scene, statement: Statement, statements: Sequence[Statement], fewest: int) -> bool:
    """Whether a statement depends on what led to it, which is not understood: up to its bands it does not say of what
    area, time or whole it is. What only names or bids something ('First-wave sites', 'Take the merged groups.') is of
    whatever area follows, so that the name of one is not enough."""
    if _follows_a_label(scene, statement):
        return True
    if not scene.paragraph.leads_unknown or not statement.labels:
        return False
    plain, heads = scene.sentence.plain, scene.paragraph.heads_unknown
    if scene.paragraph.is_announced:
        return True
    if scene.gist.periods:
        return False
    # what is counted of a band is no whole
    stated = {each.figure.start for each in statements if each.labels}
    start = statement.figure.start
    names_itself = any(
        (mark.letter == "A" and mark.start < start and not heads)
        or (mark.start not in stated and _is_of_all(mark, fewest))
        for mark in scene.gist.marks.values()
    )
    is_said = OURS.search(plain) or _AFFIRMED.match(plain)
    of_england = speaks_of_england(plain[: statement.end]) or NATIONAL.search(scene.marked, 0, statement.end)
    return not (names_itself or is_said or (of_england and not heads))


def _is_of_all(mark: Mark, fewest: int) -> bool:
    return mark.letter == "N" and mark.value >= fewest > 0


# "The leaflet's version: nine CCGs are outstanding.": a few words without a verb before a colon.
_LABEL = re.compile(r"\W*(?P<words>[^\W_][^;:.!?]*?)\s?:\s")
_LONGEST_LABEL = 5
_THEIRS = word_set("my your his her their")
# "Howler of the week: …", and not "Bottom of the pile: …"
_OF_WHAT = re.compile(r"^(?!top\b|bottom\b|foot\b|head\b)[^\W\d_][\w'-]* of\b")
# "Still to come: 12 CCGs"
_TO_COME = re.compile(r"\b(?:(?:still|yet) to|to (?:come|do|follow|be))\b")
_FINITE_ONLY = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|do|does|did|can|will|says?|said|shows?|showed|tells?|told|stood|stands?)\b"
)
_VERB = re.compile(rf"{_FINITE_ONLY.pattern}|\b[a-z]+(?<!'s)ed\b|'s not\b")


def _follows_a_label(scene: Scene, statement: Statement) -> bool:
    """Whether a statement stands after a label of which a word is not understood, and which says whose it is."""
    found = _LABEL.match(scene.marked)
    if found is None or found.end() > statement.first:
        return False
    is_of_when = "D" in found["words"]
    if (_FINITE_ONLY if is_of_when else _VERB).search(found["words"]):
        return False
    words = [(word[0], word.start()) for word in WORD.finditer(scene.marked, *found.span("words"))]
    is_of_whom = any(word in ("on", "in", "from", "by", "to") or word.endswith("'s") for word, _ in words)
    is_of_whom = is_of_whom or "(" in found["words"] or _OF_WHAT.search(found["words"]) is not None
    if _TO_COME.search(found["words"]) or any(word in _THEIRS or word in SAID_UNTRUE for word, _ in words):
        return True
    if not (is_of_whom or is_of_when) or len(words) > _LONGEST_LABEL:
        return False
    return not all(_is_understood(scene, word, at) for word, at in words)


def is_remark(scene: Scene, fewest: int) -> bool:
    """Whether a sentence only says how an area or the ratings do, that NHS England rates, or some other figure."""
    plain, marked = scene.sentence.plain, scene.marked
    if _WE_RATE.match(plain) and any(_is_of_all(mark, fewest) for mark in scene.gist.marks.values()):
        return True
    others = SUPPOSITION | DENIAL | PART | OTHER_BODIES
    if _WE_PUBLISH.match(plain) and others.isdisjoint(plain.split()):
        return True
    if _OF_THE_RATINGS.fullmatch(marked) or _OTHER_FIGURE.fullmatch(plain):
        return True
    if may_be_heading(scene) and (tells := _TELLS_OF_THEM.search(marked)):
        before = [(word[0], word.start()) for word in WORD.finditer(marked, 0, tells.start())]
        return all(_is_understood(scene, word, at) for word, at in before)
    found = _OF_AN_AREA.fullmatch(marked)
    return found is not None and not _OF_OTHERS.search(found["what"]) and others.isdisjoint(found["what"].split())


_SEGMENT = re.compile(r"[^:–—|]+")


def _names_the_ratings(scene: Scene) -> bool:
    """Whether a heading says, in words that are understood, of what organisations and of what time it is, whatever it
    calls itself before: 'Statistical notice: clinical ratings of CCGs, 2017/18'."""
    if not may_be_heading(scene):
        return False
    for part in _SEGMENT.finditer(scene.marked):
        words = [(word[0], word.start()) for word in WORD.finditer(scene.marked, *part.span())]
        letters = {word[0] for word, _ in words}
        if {"G", "D"} <= letters and all(_is_understood(scene, word, at) for word, at in words):
            return True
    return False


def is_plain(scene: Scene) -> bool:
    """Whether each word of a sentence is understood, and it tells of nobody else who may have rated."""
    words = ((word[0], word.start()) for word in WORD.finditer(scene.marked))
    return not tells_of_givers(scene) and all(_is_understood(scene, *each) for each in words)


def _is_understood(scene: Scene, word: str, at: int) -> bool:
    is_plain_word = is_known(word, scene, at) or word in _ALSO_PLAIN or word in HEADS
    is_of_document = word in _DOCUMENTS and may_be_heading(scene)
    return is_plain_word or is_of_document or word.removesuffix("'s") in scene.places
