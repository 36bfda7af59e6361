"""What a sentence says before and after the clause of a statement, and whether that applies to the statement too:
adverbials, conditions, other clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.parse.text.claims.doubts.afterthoughts import is_only_in_name, limited_after
from pipeline.parse.text.claims.doubts.who_says import is_said_by_the_unknown
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import (
    CONCESSION,
    CONJUNCTION,
    CONTRAST,
    DESCRIBING,
    FIGURES,
    NATIONAL,
    OPENING,
    OTHER_YEAR,
    PUBLISHED,
    WORD,
)
from pipeline.parse.text.claims.sentence.scene import (
    Scene,
    has_other_date,
    is_known,
    is_of_some,
    knows_all,
    speaks_of_part,
)
from pipeline.parse.text.claims.sentence.topics import MEASURED
from pipeline.parse.text.claims.sentence.words import (
    DENIAL,
    OTHER_BODIES,
    OTHER_TIME,
    PART,
    SAYING,
    SUPPOSITION,
    word_set,
)
from pipeline.schema.values import NoClaim

_IF = re.compile(
    r"(?:if|unless|provided|assuming|supposing|were it|should (?:the|this|it|they)|according to|as some|as many"
    r"|as critics|as campaigners|or so)\b"
)


_LEAVES_OUT = re.compile(
    r"\W*(?:leaving (?:aside|out)|setting aside|excluding|omitting|ignoring|discounting|disregarding|not counting"
    r"|stripping out|taking out|minus|less|bar|barring|with [^,;:]{0,20}\bexceptions?"
    r"|counting only|with(?= [^,]{2,40} (?:left|taken|stripped) out,)"
    r"|once (?:the|those|these) [a-z]+ are (?:left|taken|stripped) out)\b"
)
_NEARBY = re.compile(r"(?:locally|here|around here|round here|closer to home|nearer home|closer to us|on our patch)\b")


def before(scene: Scene, left: int, is_national: bool) -> NoClaim | None:
    """What the sentence says before the clause: adverbials hold for it, other clauses only for where they speak."""
    text = scene.marked[:left]
    if _NEWLY.match(scene.marked):
        return "change"
    if not text.strip():
        return None
    if not is_national and (
        _NEARBY.match(text)
        or _LEAVES_OUT.match(text)
        or any(speaks_of_part(scene, *stretch) for stretch in _spoken_of(scene, left))
    ):
        return "part of the country"
    if not is_national and _opens_with_some(scene, left):
        return "part of the country"
    if is_said_by_the_unknown(scene, left):
        return "wording not understood"
    if _OPENS_SUPPOSING.match(text):
        return "forecast or supposition"
    if _OVER_YEARS.match(text) or _WHEN_SOMEBODY.match(text):
        return "other period"
    contrasts = [found.end() for found in CONTRAST.finditer(text)]
    is_coordinated = CONJUNCTION.match(scene.marked, left) is not None or left in contrasts
    ends = [at for at in contrasts if text[at:].strip()]
    start = ends[-1] if ends else 0
    separator = text.rstrip()[-1:]
    has_own_period = any(left <= first < left + _NEAR for first, _ in scene.gist.periods)
    return (
        _clause_before(scene, start, left, is_coordinated, separator)
        or (None if has_own_period else _time_before(scene, start, left, is_coordinated and separator != ":"))
        or (None if _opening_is_plain(scene, left) else "wording not understood")
    )


_SOME = re.compile(
    rf"[GL]{FILL}* (?:with|without|who|whose|where|serving|covering|led|run|facing"
    rf"|that (?!(?:(?:were|was|are) (?:then|in)|could be (?:rated|assessed|graded))\b))"
    rf"|(?:R{FILL}*|\b(?:those|the ones)) (?:in(?! (?:existence|operation|place|being|england|D))|led|run|based|near"
    rf"|from|outside|under|facing|serving|covering)\b"
    rf"|(?:R{FILL}*|\b(?:those|the ones)) (?:with|without|that|which|who|whose|where)"
    r" (?!(?:(?:were|was|are|have|has|had|been|got|received|a|an) )*"
    r"(?:rated|rating|assessed|graded|judged|ranked|grade|band|scored)\b)"
    # "Of the 57 CCGs outstanding for dementia, 40 …"
    rf"|\bof (?:the |all |those )?(?:N{FILL}* (?:[GL]{FILL}* )?|[GL]{FILL}* )"
    rf"(?:(?:that|which) (?:are|were) )?(?:(?:rated|judged|graded) )?(?:as )?B{FILL}"
)


def _opens_with_some(scene: Scene, left: int) -> bool:
    """Whether a sentence opens with some of the organisations: 'Of the CCGs with data, …'."""
    comma = scene.marked.find(",")
    is_opening = OPENING.match(scene.marked) is not None or scene.marked.startswith("R")
    return 0 < comma < left + 1 and is_opening and bool(_SOME.search(scene.marked[:comma]))


_NEAR = 400


_OPENS_SUPPOSING = re.compile(r"(?:\W*(?:and|but|so|yet) )?(?:if|unless|whether|suppose|imagine|should|were|had)\b")


# "For the first time 12 CCGs were good": others had been before.
_NEWLY = re.compile(r"\W*(?:(?:but|and|so) )?for the (?:very )?first time(?: ever)?,? (?:only |just )?N")
# "Over three years, …", in which 'over three' is one figure.
_OVER_YEARS = re.compile(rf"\W*N{FILL}* (?:years|quarters|months|decades),")
# "When I was a commissioner, …"
_WHEN_SOMEBODY = re.compile(
    r"\W*(?:back )?(?:when|while|whilst|before|until|since|as long as) (?:i|he|she|we|you|my [a-z]+|our [a-z]+)"
    r" (?:still |first |last )?(?:was|were|had|ran|chaired|worked|took|left|joined|started|retired|lived|served)\b"
)
_SHORT = 8


_CONTRACTED = word_set("didnt doesnt dont wasnt isnt werent arent hasnt hadnt havent")


def _clause_before(scene: Scene, start: int, left: int, is_coordinated: bool, separator: str) -> NoClaim | None:
    """Whether what leads up to the clause denies or supposes it; a coordinated clause does so only as its heading."""
    text = scene.blanked[start:left]
    words = [found[0].replace("'", "") for found in WORD.finditer(text)]
    if CONCESSION.match(text.lstrip()) or (is_coordinated and not (separator in ":–-" and len(words) <= _SHORT)):
        return None
    if any(word in DENIAL or word in _CONTRACTED for word in words):
        return "denial"
    return "forecast or supposition" if any(word in SUPPOSITION for word in words) else None


def _time_before(scene: Scene, start: int, left: int, is_coordinated: bool) -> NoClaim | None:
    """Whether what leads up to the clause, or how the sentence opens, sets it in a time that is no context's."""
    first = next((at for at in scene.segments if at > 0), 0)
    opening = scene.marked[:first]
    is_opening = first <= left and OPENING.match(opening) is not None and PUBLISHED.search(opening) is None
    if is_opening and (OTHER_YEAR.search(scene.sentence.plain[:first]) or has_other_date(scene, 0, first)):
        return "other period"
    if is_coordinated:
        is_same = scene.marked[left:].lstrip().startswith("and ")
        return "other period" if is_same and _is_set_in_other_time(scene, left) else None
    text = scene.blanked[start:left]
    words = [found[0] for found in WORD.finditer(text)]
    if OTHER_YEAR.search(text):
        return "other period"
    if any(word[0] in FIGURES for word in words):
        return None
    is_other = any(word.replace("'", "") in OTHER_TIME for word in words) or has_other_date(scene, start, left)
    return "other period" if is_other else None


_COMPARING = re.compile(r"\b(?:than|from|with|against|on|since|to)(?: [\w'-]+){0,5} $")


def _is_set_in_other_time(scene: Scene, left: int) -> bool:
    """Whether what stands before 'and' speaks of another time, and not only compares with it."""
    text = scene.marked[:left]
    if PUBLISHED.search(text):
        return False
    other = [found.start() for found in OTHER_YEAR.finditer(text)]
    periods = scene.gist.periods
    other += [
        found.start()
        for found in WORD.finditer(text)
        if found[0][0] == "D" and not any(first <= found.start() < last for first, last in periods)
    ]
    return any(not _COMPARING.search(text[:at]) for at in other)


# "Twelve were also good for mental health.", "Of those rated for mental health too, 30 were good."
_OF_THE_SAME = re.compile(r"\b(?:also (?P<verb>[a-z]+)?|(?:too|as well|likewise)\b)")


def why_of_some(scene: Scene, left: int) -> NoClaim | None:
    """Whether a figure that does not name what it counts follows organisations of some kind ('smaller groups')."""
    return "part of the country" if is_of_some(scene, scene.marked[:left], 0) else None


def is_of_the_same(scene: Scene, right: int) -> bool:
    """Whether a statement says of those counted before that they are something besides; 'it also counted' does not."""
    return any(found["verb"] not in SAYING for found in _OF_THE_SAME.finditer(scene.marked, 0, right))


_APPOSITION = re.compile(r"(?:an?|the|which|who|whose|based|from|of|now|then|himself|herself|formerly)\s")


def _spoken_of(scene: Scene, left: int) -> Iterator[tuple[int, int]]:
    """The stretches before a clause but those that only describe somebody or something between commas."""
    bounds = [at for at in scene.segments if at <= left]
    bounds += [] if bounds[-1] == left else [left]
    for first, last in pairwise(bounds):
        is_aside = scene.marked[:first].rstrip().endswith((",", "(")) and _APPOSITION.match(scene.marked[first:last])
        if not is_aside:
            yield first, last


_COMMENT = re.compile(
    rf"(?:in|on|for|as for|when it comes to) (?:the )?A{FILL}*(?: care| services)?,? "
    r"(?:the [a-z]+|things|matters|it|that) (?:is|are|was|were|looks?|looked|seems?|seemed)(?: [a-z]+){1,4}: $"
)


def _is_comment(scene: Scene, end: int) -> bool:
    """Whether a sentence opens with an area and a remark on it: 'In dementia the picture is brighter: …'."""
    text = scene.marked[:end]
    return (
        _COMMENT.fullmatch(text) is not None and PART.isdisjoint(text.split()) and OTHER_BODIES.isdisjoint(text.split())
    )


def _opening_is_plain(scene: Scene, left: int) -> bool:
    """Whether a sentence that opens by saying of what it speaks ('For …,', 'In …,') names nothing unknown there."""
    adverb = _ADVERB.match(scene.marked)
    if _BY_MEASURE.match(scene.marked) or (adverb and not is_known(adverb[1], scene, adverb.start(1))):
        return False
    if OPENING.match(scene.marked, len("but ") if scene.marked.startswith(("but for A", "but for P")) else 0) is None:
        return True
    end = next((at for at in scene.segments if at > 0), left)
    people = _PEOPLE.search(scene.marked)
    if (_OTHERS.search(scene.marked[:end]) and "G" not in scene.marked[:end]) or (people and people.start() < end):
        return False
    if NATIONAL.search(scene.marked[:end]) or _is_comment(scene, end) or _BY_NHS_ENGLAND.match(scene.marked):
        return True
    return knows_all(scene, 0, end)


_OTHERS = re.compile(rf"\bO{FILL}")
# "For women, …", and not "For people with dementia, …"
_PEOPLE = re.compile(rf"\bP{FILL}*(?!{FILL}| (?:with|living with|who have|affected by) (?:[a-z]+ ){{0,2}}A)")
_BY_NHS_ENGLAND = re.compile(r"\W*by nhs england's (?:own )?[a-z]+,")
# "Typically, …"
_ADVERB = re.compile(r"\W*([a-z]+ly),")
# "By spend per head, …", "Compared with the average, …"
_BY_MEASURE = re.compile(
    rf"\W*(?:(?:judged |ranked )?by|compared (?:with|to)) (?:[\w'-]+ ){{0,4}}?(?:{MEASURED.pattern})"
)


# Clauses that go on with a statement, without a comma before them, and may limit it: "good after appeal".
_GOES_ON = ("after", "following", "though", "although", "despite", "because", "amid", "thanks", "compared", "due")


def after(scene: Scene, right: int, start: int, last: int) -> NoClaim | None:
    """What the sentence says right after the clause of a statement that stands at `start` to `last`."""
    if is_only_in_name(scene.marked, last):
        return "denial"
    if not scene.marked[right:].strip():
        return None
    if reason := limited_after(scene, start, last):
        return reason
    end = next((at for at in scene.segments if at > right), len(scene.marked))
    segment = scene.marked[right:end]
    words = [found[0] for found in WORD.finditer(segment)]
    if words and words[0] in _GOES_ON and not knows_all(scene, right, end, also=_GOES_ON):
        return "wording not understood"
    flat = [word.replace("'", "") for word in words]
    has_figure = any(word[0] in FIGURES for word in words)
    if _IF.match(segment.lstrip()) and (any(word in SUPPOSITION or word in DENIAL for word in flat)):
        return "forecast or supposition"
    if not has_figure and len(words) <= 8 and any(word in SUPPOSITION for word in flat):
        return "forecast or supposition"
    if not has_figure and len(words) <= 6 and OTHER_YEAR.search(segment) and not PUBLISHED.search(segment):
        return "other period"
    if not has_figure and not DESCRIBING.match(segment.lstrip()):
        first = words[0] if words else ""
        if first in ("in", "across", "within", "around", "throughout", "outside", "among", "at") and speaks_of_part(
            scene, right, end
        ):
            return "part of the country"
    return None
