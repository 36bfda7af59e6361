"""Ordinary news after a statement: 'Experts blamed a shortage of nurses.', 'Patients in those areas can wait months.'

Each word of such a sentence is ordinary (`ordinary_words`) or a name, and its subject is somebody or something other
than what was counted, what was published, or what was said. So it can neither take the statement back nor limit it.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.news import has_news_form
from pipeline.parse.text.claims.doubts.ordinary_words import DEEDS, FINITE, JOINING, ORDINARY, QUALITIES, ROLES
from pipeline.parse.text.claims.doubts.other_matters import FEELING, FOUND, RATINGS
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import WORD, is_plain_ly
from pipeline.parse.text.claims.sentence.scene import Scene, is_capital, may_be_name
from pipeline.parse.text.claims.sentence.words import PART, word_set

# What leads to a sentence and is no part of it.
_LEAD = re.compile(
    r"\W*(?:(?:and|but|yet|so|meanwhile|however|background|notes to editors|analysis|comment)\b[,:]? ?)?"
)
# Where somebody is who then speaks: "In Norfolk, health leaders said …"
_THERE = re.compile(r"(?:in|across|around) [^,;:.]{2,40}, ")
_SPEAKS = (
    r"(?:(?:has|have|had|also|now|today|yesterday|later) )*(?:said|says?|told|tells?|warn(?:s|ed)?|welcome[sd]?"
    r"|praise[sd]?|calls?(?= for\b)|called(?= (?:for|on)\b)|urge[sd]?|demand(?:s|ed)?|promise[sd]?|vow(?:s|ed)?"
    r"|pledge[sd]?|hopes?|hoped|believes?|thinks?|accuse[sd]?|attack(?:s|ed)?|blame[sd]?|criticise[sd]?|condemn(?:s|ed)?|thank(?:s|ed)?"
    r"|congratulate[sd]?|apologise[sd]?|added|adds|asked(?= (?:for|what|how|why)\b)|insist(?:s|ed)?"
    rf"|(?:called?|calls|describe[sd]?|brand(?:s|ed)?) (?:it|this|them|{RATINGS}) (?:as )?['\"]?(?={FOUND})"
    r"|wants?|argue[sd]?|accepts?|accepted(?! that\b)|agree[sd]?)\b"
)
_SAID = re.compile(rf"(?P<who>[^;:]{{2,120}}?),? (?P<verb>{_SPEAKS})")
_SAID_BEHIND = re.compile(
    r"(?P<rest>.*),['\"]? (?:(?P<who>[^;:,]{2,60}) (?:says?|said|warned?|believes?|added)|(?:says|said|added)"
    r" (?P<whom>[^;:]{2,80}?))\W*$"
)
# What somebody thinks of ratings, or says that they do.
_OF_RATINGS = re.compile(
    rf"(?:of )?{RATINGS} (?:as )?(?=(?:(?:are|were|is|was) )?{FOUND}\W*$|(?:would|will"
    r"|reflect(?:s|ed)?|expose(?:s|d)?|show(?:s|ed)? (?:how|that|why)"
    rf"|shine|mean(?:s|t)? that) )|(?<=welcomed ){RATINGS}\W*$"
)
_NOT_ENOUGH = re.compile(
    r"\bnot (?:good enough|acceptable|right|fair|sustainable|getting|receiving|being (?:seen|heard|treated|helped))\b"
    r"|\b(?:needs?|needed|has|have|had|must) (?:(?:to be|be) )done\b|\b(?:cannot|can't) (?=wait|go on|be right\W*$)"
)
_FAILS = re.compile(rf"\b(?:failed|failing|fails)(?= (?:P{FILL}|families|carers|our|the most vulnerable))")
_FINDS_RATINGS = re.compile(rf"\W*{RATINGS} (?:are|were|is|was) {FOUND}\W*")
_FINDS = re.compile(rf"\b{FOUND}\W*$")
# What is said to be something is that alone that one thinks of it: "said it was delighted", "that is not fair".
_IS = re.compile(
    r"\b(?:this|that|it|these|those|they|which|we|i|she|he)(?:'s| (?:is|was|are|were|am|has been|have been|had been))\b"
)
_BEING = re.compile(
    rf" (?:(?:now|still|also|[a-z]+ly|very|all|so|deeply) )*(?:{FEELING}|{FOUND}|(?:working|struggling|investing"
    rf"|doing|trying|spending|taking|continuing|fighting|waiting|living|being)\b|committed|determined|~"
    rf"|available\b|at risk)"
)
# What points at what was stated, and is not what one thinks of it: "said they wanted this", "said more were to come".
_POINTS = re.compile(
    r"\b(?:this|these|those|there(?! (?:is|are|was|were)\b)|more (?:were|are|was|is|will|would|have|had|to come))\b"
    r"(?!'s| (?:is|was|are|were|has been|have been)\b| (?:week|month|year|morning|country|government|crisis|issue)\b)"
    r"|(?<!\A )(?<!that )(?<!us )(?<!mps )(?<!and )(?<!\")\b(?:it|they)\b(?!'s| (?:is|was|are|were|has|have|had"
    r"|will|would|must|should|needs?)\b)"
    r"|(?<!with )(?<!help )(?<!support )(?<!to )\bthem\b"
)
_PRONOUNS = word_set("it they he she them this these we i you us her him his our my me their")
# In which no count, band or organisation that is rated stands, nor what points back.
_FIGURE = re.compile(rf"[NBDR]{FILL}*")
_OF_TIME = re.compile(
    rf"N{FILL}*(?: (?:or|to) N{FILL}*)?(?: more)? (?:hours?|days?|weeks?|months?|years?|reasons?|causes?)\b"
    rf"|\bby D{FILL}*|N{FILL}*(?: (?:million|thousand))?(?: more)? P{FILL}*|\bin (?:the )?(?:uk|britain|england)\b"
    rf"|\bfor (?:N{FILL}* )?R{FILL}*|\btoo (?=long|early|late|often|slow)|\bN{FILL}* (?=(?:mother|father|patient"
    rf"|man|woman|doctor|nurse|gp|mp|parent|carer|charity|minister)\b)|\b(?:in|of) (?:those|these) L{FILL}*"
    rf"|(?<=\bsupport )(?:those|these) [GL]{FILL}*|(?<=\bhelp )(?:those|these) [GL]{FILL}*"
    rf"|(?<=\bwith )(?:those|these) [GL]{FILL}*"
)
_OPENS = word_set(
    "in on at by for of from under among amid across within as because when while where after during over per with"
    " without about around near to than between through against how what why"
)
_NO_SUBJECT = word_set(
    "it this that they there he she we i you these those them its their every another more much enough here"
)
_WAS = re.compile(
    rf"\b(?:was|were|had|had been|has been|have been) (?!(?:(?:[a-z]+ly|very|also|still) )*(?:{FEELING}|{FOUND}"
    rf"|[a-z]+ed\b|[a-z]+ing\b|seen\b|cut\b|given\b|left\b|told\b|(?:the|a|an) (?:main |key |major )?(?:reasons?"
    rf"|causes?|factors?)\b|under\b|let\b|no\b|~))"
)
# "The charity has a system of its own."
_THEIR_OWN = re.compile(r"\bown\b")
# What was so may be so no longer, or is yet to come, or is being looked at again: "Times have changed.", "The minister
# was talking about the future."
_NOT_OF_NOW = re.compile(
    r"\b(?:systems?|times?|world|country|picture|story|plans?|approach|things|life|lives|years?|minds?)"
    r"(?: (?:has|have|had|was|were|is|are|will|been|being|since))* (?:chang(?:e|ed|es|ing)|mov(?:ed|es|ing)|end(?:ed|s"
    r"|ing)|gone|abandoned|become|turned)\b|(?<!\bfor )\bthe future\b"
    r"|\blook(?:s|ed|ing)? (?:again |closely )?(?:at|into) (?:the )?(?:evidence|details?|matter|case|issues?|data)\b"
)


def is_ordinary(scene: Scene, *, is_lead: bool = False) -> bool:
    """Whether a sentence is ordinary news of another matter. What leads to a statement is not what a body has or does:
    'The charity has its own system.'"""
    if has_news_form(scene):
        return True
    marked = scene.marked
    start = _LEAD.match(marked).end()  # type: ignore[union-attr]
    text = _OF_TIME.sub(lambda found: " " * len(found[0]), marked)
    text = _FAILS.sub(lambda found: " " * len(found[0]), text)
    text = _NOT_ENOUGH.sub(lambda found: "~".ljust(len(found[0])), text)
    if _FIGURE.search(text) or _is_of_capitals(scene) or _NOT_OF_NOW.search(scene.sentence.plain):
        return False
    return _is_said(scene, text, start) or (_is_news(scene, text, start) and not (is_lead and _is_of_bodies(text)))


def _is_said(scene: Scene, text: str, start: int) -> bool:
    """Whether somebody says something ordinary."""
    there = _THERE.match(text, start)
    found = _SAID.match(text, there.end() if there else start)
    if found and _is_somebody(scene, text, *found.span("who")):
        return len(WORD.findall(text, found.end())) > 1 and _is_remark(scene, text, found.end())
    behind = _SAID_BEHIND.match(text, start)
    if behind is None or not _is_somebody(scene, text, *behind.span("who" if behind["who"] else "whom")):
        return False
    said = text[: behind.end("rest")]
    return _FINDS_RATINGS.fullmatch(said, start) is not None or _is_news(scene, said, start)


def _is_somebody(scene: Scene, text: str, start: int, end: int) -> bool:
    """Whether words are those of a person, a body or people by their office or name."""
    words = [(word[0], word.start()) for word in WORD.finditer(text, start, end)]
    kinds = [
        word in ROLES or word[0] == "P" or (word[0].islower() and _is_name(scene, word, at, start))
        for word, at in words
    ]
    is_person = text[start:end].strip() in ("he", "she")
    return (any(kinds) or is_person) and all(
        kind or word in ("he", "she", "the", "a", "an", "of", "for", "and", "at", "in", "its", "their", "our", "s")
        or word[0] in "AOPVLG" or word in QUALITIES
        for (word, _), kind in zip(words, kinds, strict=True)
    )  # fmt: skip


def _is_name(scene: Scene, word: str, at: int, start: int) -> bool:
    if not is_capital(scene.sentence.text, at):
        return False
    return at > start or may_be_name(word) or _goes_on_in_capitals(scene, word, at)


def _goes_on_in_capitals(scene: Scene, word: str, at: int) -> bool:
    return is_capital(scene.sentence.text, at + len(word) + 1)


def _is_remark(scene: Scene, text: str, start: int) -> bool:
    """Whether what is said holds ordinary words alone, and says of nothing what it is but what one thinks of it."""
    rest = _OF_RATINGS.sub(lambda found: " " * len(found[0]), text[start:])
    if _POINTS.search(rest) or any(_BEING.match(rest, found.end()) is None for found in _IS.finditer(rest)):
        return False
    finds = _FINDS.search(rest)
    rest = rest[: finds.start()] if finds else rest
    return all(
        word[0] in _PRONOUNS or word[0] == "that" or _is_word(scene, word[0], start + word.start())
        for word in WORD.finditer(rest)
    ) and not _names_place(scene, rest)


def _is_word(scene: Scene, word: str, at: int) -> bool:
    if word[0].isupper():
        return word[0] in "APVLOXSG"
    bare = word.removesuffix("'s")
    text = scene.sentence.text
    is_first = at == 0 or text[:at].rstrip()[-1:] in "\"'“‘:;.("
    return bare in ORDINARY or is_plain_ly(bare) or (not is_first and is_capital(text, at) and may_be_name(word))


def _is_news(scene: Scene, text: str, start: int) -> bool:
    """Whether something is stated of a matter or of people that is none of what was counted."""
    words = [(word[0], word.start()) for word in WORD.finditer(text, start)]
    if (
        len(words) < 3
        or words[0][0] in _OPENS | _NO_SUBJECT
        or "G" in text[start:]
        or _names_place(scene, text[start:])
    ):
        return False
    verbs = [index for index, (word, _) in enumerate(words) if word in FINITE]
    if not verbs or verbs[0] == 0 or not any(_is_thing(scene, *each) for each in words[: verbs[0]]):
        return False
    if _WAS.search(text, start) or any(
        word in ("it", "this", "these", "they", "them", "there", "here") for word, _ in words
    ):
        return False
    if _THEIR_OWN.search(text, start) and _is_of_bodies(text):
        return False
    # a single word that begins a sentence is a name or anything: "Fiction is powerful."
    is_named = _goes_on_in_capitals(scene, *words[0])
    return all(_is_word(scene, word, at) or (at == start and is_named) for word, at in words)


def _is_of_bodies(text: str) -> bool:
    return any(word[0][0] == "O" or word[0] in _BODIES for word in WORD.finditer(text))


def _is_thing(scene: Scene, word: str, at: int) -> bool:
    """Whether a word may be what a sentence is about."""
    return (
        word[0] in "APVO"
        or (word in ORDINARY - JOINING - QUALITIES and word not in DEEDS - ROLES - _NOUNS)
        or is_capital(scene.sentence.text, at)
    )


_BODIES = ROLES - word_set("patient patients people public families family carers parents mental clinical nhs national")
_NOUNS = word_set("demand funding spending support waits work training treatment help investment")


def _names_place(scene: Scene, text: str) -> bool:
    words = {word[0].removesuffix("'s") for word in WORD.finditer(text)}
    return not words.isdisjoint((PART | scene.places) - {"rural"})


def _is_of_capitals(scene: Scene) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", scene.sentence.text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words)
