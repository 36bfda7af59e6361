"""Bands and states that follow those of a statement in its clause: 'good or, in seven cases, inadequate', 'good but for
one measure', 'good, bordering on outstanding'.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import FIGURES, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, knows_all
from pipeline.parse.text.claims.sentence.words import SOURCES
from pipeline.schema.values import NoClaim

_GAP = re.compile(rf"\b(?:or|and|nor)\s(?:[^{FIGURES};:.()]*?\s)?B{FILL}*")

# "as good or, in seven cases, as inadequate": the first figure counts both.
_IN_SOME_CASES = re.compile(
    rf",? (?:or|and),? (?:in|for) [{FIGURES}]{FILL}* (?:cases?|instances?|of them|[GL]{FILL}*),?"
    rf" [^{FIGURES};:.()]{{0,40}}?B"
)
# "good / outstanding", and not "57 outstanding / good 52"
_OR_ANOTHER = re.compile(rf"['\"]? ?/ ?['\"]?B{FILL}*(?![^/;,]*[{FIGURES}])")
# "good but for one measure"
_BUT_FOR = re.compile(r"['\"]?,? (?:but|save|bar|except) for\b(?! (?:the )?A)")
# "good and in deficit", "good with outstanding features": what else is said of those counted.
_IN_SOME_STATE = re.compile(
    rf" (?:and (?=in |under |facing |with)|(?=with))((?:in|under|with|without|facing) [^,;:.()A-Z{FILL}]+?)"
    rf"(?= (?:for|in|on) [AD]{FILL}|[,;:.)]|$)"
)
# "good and improving", "good or getting there"; what has a subject of its own is another clause
_AND_MORE = re.compile(
    rf" (?:and|or) ((?!(?:the|an?|this|that|these|those|it|they|he|she|we|i|there|no|none|nobody|some|many|most|all"
    rf"|so)\b)"
    rf"[^,;:.()–A-Z{FILL}]+)(?=[,;:.)–]|$)"
)
_OR_NEARLY = re.compile(r" or (?:getting|close|nearly|almost|about|nearing)\b| and (?:also )?(?:met|meet|hit|passed)\b")
# "good with outstanding features", "good, bordering on outstanding"
_WITH_ANOTHER = re.compile(
    rf",? (?:[a-z'-]+ )??(?:with|near|nearing|approaching|(?:bordering|verging) on|on the [a-z]+ of|close to|towards?)"
    rf" (?:an? |the )?B{FILL}*(?![^;.]{{0,60}}[{FIGURES}])"
)
# "good for the first time": some had it before
_NEWLY = re.compile(r"['\"]? for the (?:very )?(?:first|second|third) time\b")


def _has_subject(scene: Scene, clause: str) -> bool:
    """Whether a stretch after 'and' is a clause with a subject: who says or does something."""
    first = WORD.search(clause)
    return first is not None and (first[0] in SOURCES or first[0].removesuffix("s") in SOURCES)


def joined(scene: Scene, end: int, right: int) -> NoClaim | None:
    """Bands that follow with 'or' and no figure of their own belong to the statement in a way not understood."""
    rest = scene.marked[end:]
    if _IN_SOME_CASES.match(rest) or _OR_ANOTHER.match(rest):
        return "bands joined"
    if _BUT_FOR.match(rest):
        return "wording not understood"
    if (state := _IN_SOME_STATE.match(rest)) and not knows_all(scene, end + state.start(1), end + state.end(1)):
        return "wording not understood"
    if _NEWLY.match(rest):
        return "change"
    if _OR_NEARLY.match(rest):
        return "bands joined"
    more = _AND_MORE.match(rest)
    if more and not knows_all(scene, end + more.start(1), end + more.end(1)) and not _has_subject(scene, more[1]):
        return "wording not understood"
    if _WITH_ANOTHER.match(rest):
        return "bands joined"
    stop = re.search(rf"[{FIGURES};:.()]", rest)
    stretch = rest[: stop.start()] if stop else rest
    found = _GAP.match(stretch.lstrip(" ,")) if stretch.lstrip(" ,")[:4].startswith(("or", "and", "nor")) else None
    if found is None:
        return None
    after = rest[rest.find(found[0]) + len(found[0]) :]
    # bands with a figure of their own are another statement's
    if re.match(rf"[^,;.()B{FIGURES}]*[:(–]?[^,;.()B{FIGURES}]*[{FIGURES}]", after):
        return None
    return "bands joined"
