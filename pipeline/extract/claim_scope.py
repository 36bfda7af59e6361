"""Whether a statement is a claim: of all organisations of England, affirmed, and of a state rather than a change.

Here: the words around a statement, by which it is read or the reason why not. A statement is read only where every
word of its own clause is plain, and where nothing before, beside or after it says otherwise. Not here: the tables of
words (`claim_words`), the statement itself (`claims`), and of which area and period it speaks (`claim_contexts`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.extract.claim_gist import FILL, Gist
from pipeline.extract.claim_words import (
    AFFIRMS,
    AWARDS,
    CHANGE,
    DENIAL,
    DENIED,
    NOT_PLAIN_LY,
    OTHER_BODIES,
    OTHER_TIME,
    PART,
    PLAIN,
    POINTING_BACK,
    SAYING,
    SOURCES,
    SUPPOSITION,
    TAKEN_BACK,
    TOPICS,
)
from pipeline.extract.facts import NoClaim
from pipeline.extract.sentences import Sentence

# Letters of marks (see `claim_wordings`).
FIGURES = "NS"

_WORD = re.compile(rf"[A-Z]{FILL}*|[^\W_](?:[\w'-]*\w)?")
_SEGMENT = re.compile(
    r"[;|()]\s?|:\s|\s[–-]+\s|–|,\s"
    r"|\s(?=(?:and|but|while|whilst|whereas|although|though|yet|because|after|despite|following|amid|according|due|"
    r"thanks|compared|which|with|prompting|leaving|making|meaning|including|says|said|so)\b)"
)
_CONTRAST = re.compile(r"[;]\s|\s[–-]+\s|:\s|,?\s(?:and|but|while|whilst|whereas|although|though|yet)\s")
_CONJUNCTION = re.compile(r"\s?(?:and|but|while|whilst|whereas|although|though|yet)\b")
# Openings that tell of what went before or stands against it, whatever it is.
_CONCESSION = re.compile(r"(?:despite|although|though|after|following|amid|because|even though|for all)\b")
# "the area that this newspaper covers", "our area"
_ONE_AREA = re.compile(
    r"\b(?:in|across|for|within|around|throughout) (?:the|this|that|our|my|your|their|his|her|its|one|each|every) "
    r"(?:whole |local |wider |entire )?area\b"
)

_DATE = rf"D{FILL}*"
# What a clause may hold besides plain words, whatever words it is made of.
_PLAIN_PHRASES = re.compile(
    rf"\bfor the (?:very )?first time(?: ever)?\b|\bthis year(?:'s)?\b|\bat the time\b|\bin the (?:same )?year\b"
    rf"|\b(?:the )?(?:financial |full )?year(?:[- ]end)?(?: of)? {_DATE}|{_DATE} (?:financial )?year(?:[- ]end)?\b"
    r"|\bnhs england(?:'s)?\b|\bas a whole\b|\bat least one of\b|\bas (?:either|being)\b|\bon the whole\b"
    r"|\b(?:made|make|makes|making|ended|ends|end) up\b|\bcame (?:out|in|away)\b|\bcome out\b|\bput (?:out|forward)\b"
    r"|\b(?:fell|falls|fall|fallen|falling) (?:into|in|under|within|short|below)\b(?: of)?|\bcarried out\b"
    r"|\bearlier,? (?=(?:figures|ratings|data|reports?|results|analysis|nhs england)\b)|\bearlier (?:this|on) \w+\b"
    r"|\bthis (?:week|month|morning|autumn|summer|spring|winter)(?:'s)?\b|\btoday(?:'s)?\b|\byesterday(?:'s)?\b"
    r"|\bthe (?:four|three|two|five|six|4|3)[- ](?:point|band|tier|grade|level)\b|\bfour[- ](?:point|band)s?\b"
    r"|\bimprovement and assessment\b|\b(?:clinical )?priority areas?\b|\bcare quality\b|\bno fewer\b|\bas good as\b"
    r"|\b(?:assessment|ratings?|rating|grading|league|scoring) (?:table|system|scheme|exercise|round|regime|process)s?\b"
    r"|\bthen (?:operating|existing|in)\b|\b(?:operating|existing|in operation|in existence|eligible|participating)\b"
    r"|\b(?:or|and) (?:better|above|higher|worse|below|lower)\b|\bto improve\b"
    r"|\b(?:at present|at the moment|right now)\b|\bit (?:is|was) (?:true|a fact|right|clear|plain|known)(?: to say)? that\b"
    r"|\bthe truth is\b|\b(?:may|might) be (?=surprised)|\bas (?:few|little) as\b|\bas (?:expected|feared|hoped|planned|predicted)\b|\bundoubtedly\b"
    rf"|\bfor (?:their |its |the )?(?:[\w'-]+ ){{1,3}}and (?:\w+ )?A{FILL}*|\bit (?:is|was) the first time(?: ever)? that\b"
    r"|\b(?:document|report|page|article|briefing|series|website|paper|note|bulletin|analysis)\b(?:[^.;]{0,90}?)?"
    r" (?:will|is to|aims to|sets out to) (?:illustrate|show|set out|present|cover|describe|summarise|examine|give|list)\b"
    r"|\bthe state of play\b|\bhow things stand\b|\bas regards\b|\biaf\b|\bduring (?:the )?(?=D)"
    r"|\bbetween them\b|\bin number\b"
    r"|\bin all\b|\bof the total\b|\b(?:all )?(?:but|bar) none\b|\b(?:one|1) of (?=[A-Z])"
)
_PUBLISHED = re.compile(
    r"\b(?:publish\w*|releas\w*|issu(?:ed|es)|announc\w*|unveil\w*|launch\w*|dated|report\w*|press|out on|out in|"
    r"updated|article|briefing|bulletin|went live)\b"
)
_LOCATIVE = re.compile(
    r"(?:in|across|within|around|throughout|outside|near|among|amongst|along|for|of|from|beyond|over|at|serving|covering)"
)
_SCOPE_OPENING = re.compile(
    r"(?:in|on|for|across|within|around|throughout|outside|near|among|amongst|of|as for|as to|turning to|"
    r"when it comes to|with regard to|regarding|at|over in|up in|down in|elsewhere)\s"
)
# Openings that say of where, of what or of when a sentence speaks; what follows has to be understood.
_OPENING = re.compile(
    rf"{_SCOPE_OPENING.pattern}|(?:when|before|until|till|once|since|under|during|back|as|prior to|ahead of|by the time)\s"
)
_NATIONAL = re.compile(
    r"\b(?:nationally|nationwide|england-wide|countrywide|(?:in|across|throughout|over|of) (?:all of |the whole of |all )?"
    r"(?:england|the country|the nation)|england as a whole|in (?:all|the whole) (?:of )?england)\b"
)
_DESCRIBING = re.compile(
    r"(?:all|both|most|each|many|several|some|half|none|few|mostly|mainly|largely|chiefly|almost all|nearly all)\b"
    rf"|[{FIGURES}]{FILL}* (?:R|of|in)|[{FIGURES}]{FILL}* [^,;]*R"
)
_OTHER_YEAR = re.compile(
    r"\b(?:last (?:year|time|autumn|summer|spring|winter|month|week|quarter)|(?:the )?(?:previous|preceding|prior) "
    r"(?:\w+ )?(?:year|time|quarter|round|ratings?|assessment|set|exercise|\w+)|(?:a|one|two|three|five|ten|\w+) years?"
    r"(?: or \w+)? (?:ago|earlier|before|previously|back)|years? (?:ago|earlier|before)|the (?:year|time|round|quarter|"
    r"ratings?) (?:before|earlier)|at (?:the (?:start|outset|beginning|launch)|first)|in (?:the past|earlier years|"
    r"previous years|past years)|(?:back )?then\b|until (?:then|now|recently)|by (?:then|next)|next (?:year|time|june|july|"
    r"round)|in recent years|so far|to date|\w+ years? (?:on|later|after|since)|years (?:on|later)|a year (?:on|later)|over the (?:past|last)|a decade)\b"
)
_ENDS_QUESTION = re.compile(r"\?['\")\]]*$")
_WORDS = re.compile(r"[\w'’&-]+")
_ALL_BUT = re.compile(
    r"\b(?:all|every|everyone|any|anyone|none|nothing|each)(?: [\w'-]+){0,6} (?:but|bar|save)(?: for)? $"
)
_IF = re.compile(r"(?:if|unless|provided|assuming|supposing|were it|should (?:the|this|it|they)|according to|as some|as many|"
                 r"as critics|as campaigners|or so)\b")  # fmt: skip
_GAP = re.compile(rf"\b(?:or|and|nor)\s(?:[^{FIGURES};:.()]*?\s)?B{FILL}*")


@dataclass
class Paragraph:
    """What the sentences of a paragraph have said so far of where and when they speak.

    `is_part` says that a part of the country was spoken of, `is_of_some` some of the organisations, `is_other_time` another time than the contexts', and
    `is_unknown` something that is not understood; `last_statement` is the last one of bands.
    """

    is_part: bool = False
    is_of_some: bool = False
    is_other_time: bool = False
    is_unknown: bool = False
    last_statement: object = None
    areas: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    counted: str = ""
    last_count: float | None = None


@lru_cache(maxsize=8)
def place_words(words: frozenset[str]) -> frozenset[str]:
    """Words of organisations' names without those that prose uses of anything."""
    return words - PLAIN - SOURCES - SAYING - AWARDS


@dataclass(frozen=True)
class Scene:
    """A sentence with what is known of it when its statements are judged; `understood` are the spans of statements."""

    sentence: Sentence
    gist: Gist
    places: frozenset[str]
    understood: Sequence[tuple[int, int]]
    known_marks: Collection[int]
    paragraph: Paragraph
    next_plain: str = ""
    segments: list[int] = field(default_factory=list)

    @cached_property
    def marked(self) -> str:
        """The marked sentence, without words of denial that affirm."""
        return AFFIRMS.sub(lambda found: _blank(found[0]), self.gist.marked)

    @property
    def names_area(self) -> bool:
        return any(mark.letter == "A" for mark in self.gist.marks.values())

    @cached_property
    def blanked(self) -> str:
        """The marked sentence without phrases that are plain as a whole."""
        return _PLAIN_PHRASES.sub(lambda found: _blank(found[0]), self.marked)


def segment_starts(marked: str) -> list[int]:
    """Where the segments of a marked sentence begin: between commas, brackets, dashes and conjunctions."""
    return [0, *(found.end() for found in _SEGMENT.finditer(marked))]


def why_no_claim(
    scene: Scene, start: int, end: int, *, strict: bool = False, has_noun: bool = True, is_only: bool = False
) -> NoClaim | None:
    """Why the statement at `start` to `end` of its sentence is no claim; None if it is one.

    `strict` says that the wording itself names each of its words, so that only those around it are looked at;
    `has_noun` that it names what it counts, which else is what was named before; `is_only` that it is of a single
    organisation, whose name may stand beside it.
    """
    marked = scene.marked
    plain = AFFIRMS.sub("", scene.sentence.plain)
    if _ENDS_QUESTION.search(plain):
        return "question"
    if DENIED.search(plain) or _is_taken_back(scene.next_plain):
        return "denial"
    left = max((at for at in scene.segments if at <= start), default=0)
    right = next((at for at in scene.segments if at >= end), len(marked))
    if _ALL_BUT.search(marked[:start]):
        return "wording not understood"
    if _ONE_AREA.search(plain):
        return "part of the country"
    own = marked[left:right]
    if POINTING_BACK.search(scene.blanked[left:right]):
        return "wording not understood"
    opening = marked[: next((at for at in scene.segments if at > 0), 0)]
    is_national = bool(_NATIONAL.search(own) or _NATIONAL.search(opening))
    for reason in (
        _own_clause(scene, left, right, start, end, strict, is_only),
        _joined(scene, end, right),
        _before(scene, left, is_national),
        None if has_noun or is_national else _whose(scene, left),
        _after(scene, right),
    ):
        if reason:
            return reason
    paragraph = scene.paragraph
    if (paragraph.is_part or (paragraph.is_of_some and not has_noun)) and not is_national:
        return "part of the country"
    if paragraph.is_other_time and not scene.gist.periods:
        return "other period"
    if (paragraph.is_unknown or TOPICS.search(plain)) and not scene.names_area:
        return "wording not understood"
    return None


# -- the clause itself ------------------------------------------------------------------------------------------------


def _own_clause(
    scene: Scene, left: int, right: int, start: int, end: int, strict: bool, is_only: bool
) -> NoClaim | None:
    """The first word of the clause that is not plain, as a reason."""
    text = scene.sentence.text
    published = bool(_PUBLISHED.search(scene.marked[left:right]))
    words = [(found.start() + left, found[0]) for found in _WORD.finditer(scene.blanked[left:right])]
    unknown: NoClaim | None = None
    asides = list(_asides(scene.marked, start, end))
    for first, last in asides:
        if reason := _aside_reason(scene, first, last):
            return reason
    for index, (at, word) in enumerate(words):
        if (strict and start <= at < end) or any(first <= at < last for first, last in asides):
            continue
        letter = word[0]
        if letter.isupper():
            reason = _mark_reason(scene, at, letter, published, start)
        else:
            following = [other for _, other in words[index + 1 : index + 5]]
            reason = _word_reason(word, following, _is_capital(text, at), scene)
            if reason and is_only and _is_name(scene, words, index):
                reason = None
            if reason == "wording not understood" and (
                _is_speaker(text, words, index, scene) or _is_outside(scene, words, index, start, end)
            ):
                reason = None
        if reason and reason != "wording not understood":
            return reason
        unknown = unknown or reason
    return unknown


_ASIDE = re.compile(rf"(?:,|\s[–-]|\()\s?((?:N{FILL}* R{FILL}* )?[^,;:()–{FIGURES}B]{{1,80}}?)(?:,|\s[–-]\s|\))")


_IN_BRACKETS = re.compile(r"\(([^()B]{1,80})\)")


def _asides(marked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between two commas, dashes or brackets inside a statement, without figures and bands."""
    for pattern in (_ASIDE, _IN_BRACKETS):
        for found in pattern.finditer(marked, start, end):
            yield found.span(1)


def _aside_reason(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether an aside says that the statement does not hold, or only of some; what it describes does not matter."""
    text = scene.marked[start:end]
    # what a figure in brackets is of is its own
    if any(found[0][0] in FIGURES for found in _WORD.finditer(text)) and "R" not in text:
        return None
    if _DESCRIBING.match(text) or text.startswith("nhs "):
        return None
    if _OTHER_YEAR.search(text):
        return "other period"
    words = [found[0].replace("'", "") for found in _WORD.finditer(text)]
    if any(word in DENIAL for word in words):
        return "denial"
    if any(word in SUPPOSITION for word in words) and not _PLAIN_PHRASES.search(text):
        return "forecast or supposition"
    if _speaks_of_part(scene, start, end) and "G" not in text:
        return "part of the country"
    return None


def _blank(phrase: str) -> str:
    """As many blanks as a phrase has characters, but with its marks."""
    return "".join(char if char.isupper() or char == FILL else " " for char in phrase)


def _mark_reason(scene: Scene, at: int, letter: str, published: bool, start: int) -> NoClaim | None:
    if letter == "D":
        is_period = any(first <= at < last for first, last in scene.gist.periods)
        return None if is_period or published else "other period"
    if letter in "NSX":
        is_known = at in scene.known_marks or any(first <= at < last for first, last in scene.understood)
        return None if is_known else "wording not understood"
    if letter in "OP":
        before = scene.marked[:at].split()[-3:]
        is_whose = letter == "P" and at > start and not {"for", "of", "with"}.isdisjoint(before)
        return None if is_whose else "other organisations"
    return None


def _word_reason(word: str, following: Sequence[str], is_capital: bool, scene: Scene) -> NoClaim | None:
    bare = word.removesuffix("'s").removesuffix("s'")
    flat = word.replace("'", "")
    if flat in DENIAL or bare in DENIAL or word.endswith("n't"):
        return "denial"
    if bare in SUPPOSITION or flat in SUPPOSITION:
        return "forecast or supposition"
    if bare in CHANGE:
        return "list goes on" if False else "change"
    if bare in OTHER_TIME:
        return "other period"
    if (is_capital and bare in scene.places) or not PART.isdisjoint((bare, *bare.split("-"))):
        return "part of the country"
    if bare in PLAIN or bare in SAYING or bare in SOURCES:
        return None
    if bare in OTHER_BODIES:
        return "other organisations"
    if bare.endswith("ly") and bare not in NOT_PLAIN_LY:
        return None
    # A word that describes a source or an award: "shocking new figures", "the coveted rating".
    if not is_capital and any(other in SOURCES or other in AWARDS or other[0] == "B" for other in following[:2]):
        return None
    return "wording not understood"


def _is_capital(text: str, at: int) -> bool:
    return text[at : at + 1].isupper()


_DEFINITE = re.compile(r"\b(?:the|that|those|these|all|all the)(?: (?:only|just))? $")
_PREDICATE = re.compile(
    rf"(?: [GLR]{FILL}*)? (?:is|are|was|were|has|have|had|gives?|makes?|means?|shows?|proves?|can|will|need)\b"
)


def _is_outside(scene: Scene, words: Sequence[tuple[int, str]], index: int, start: int, end: int) -> bool:
    """Whether a word that is not known stands where it cannot change the statement: in what leads up to 'that' ('it
    shames us that 29 CCGs …'), or in what is said of what the statement speaks of ('the 29 CCGs rated … have …')."""
    at, word = words[index]
    if _is_capital(scene.sentence.text, at) and at > 0 and not scene.sentence.text[:at].rstrip().endswith(("“", '"')):
        return False
    if at < start:
        between = [other for other_at, other in words[index + 1 :] if other_at < start]
        return "that" in between
    if at >= end:
        is_definite = bool(_DEFINITE.search(scene.marked[:start])) or scene.marked[:start].strip() == "that"
        return is_definite and bool(_PREDICATE.match(scene.marked[end:]))
    return False


def _is_name(scene: Scene, words: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a word belongs to an organisation's name: words in capitals before CCG or after NHS."""
    for at, word in reversed(words[max(0, index - 6) : index]):
        if word == "nhs":
            return True
        if not _is_capital(scene.sentence.text, at):
            break
    for at, word in words[index : index + 8]:
        if word[0] == "G":
            return True
        if not (_is_capital(scene.sentence.text, at) or word in ("and", "of", "on", "upon", "with", "the")):
            return False
    return False


def _is_speaker(text: str, words: Sequence[tuple[int, str]], index: int, scene: Scene) -> bool:
    """Whether a word belongs to the name of somebody who says it: 'Claire Murdoch said'."""
    at, word = words[index]
    if not _is_capital(text, at) or word.removesuffix("'s") in PART | scene.places:
        return False
    for other_at, other in words[index + 1 : index + 7]:
        if other in SAYING:
            return True
        if not (_is_capital(text, other_at) or other in PLAIN | SOURCES):
            return False
    return False


def _joined(scene: Scene, end: int, right: int) -> NoClaim | None:
    """Bands that follow with 'or' and no figure of their own belong to the statement in a way that is not understood."""
    rest = scene.marked[end:]
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


# -- what stands before and after -------------------------------------------------------------------------------------


def _before(scene: Scene, left: int, is_national: bool) -> NoClaim | None:
    """What the sentence says before the clause: adverbials hold for it, other clauses only for where they speak."""
    text = scene.marked[:left]
    if not text.strip():
        return None
    if not is_national and (
        _NEARBY.match(text) or any(_speaks_of_part(scene, *stretch) for stretch in _spoken_of(scene, left))
    ):
        return "part of the country"
    if _OPENS_SUPPOSING.match(text):
        return "forecast or supposition"
    contrasts = [found.end() for found in _CONTRAST.finditer(text)]
    is_coordinated = _CONJUNCTION.match(scene.marked, left) is not None or left in contrasts
    ends = [at for at in contrasts if text[at:].strip()]
    start = ends[-1] if ends else 0
    separator = text.rstrip()[-1:]
    has_own_period = any(left <= first < left + _NEAR for first, _ in scene.gist.periods)
    return (
        _clause_before(scene, start, left, is_coordinated, separator)
        or (None if has_own_period else _time_before(scene, start, left, is_coordinated and separator != ":"))
        or (None if _opening_is_plain(scene, left) else "wording not understood")
    )


_NEAR = 400
_OPENS_SUPPOSING = re.compile(r"(?:\W*(?:and|but|so|yet) )?(?:if|unless|whether|suppose|imagine|should|were|had)\b")
_SHORT = 8
_CONTRACTED = frozenset(f"{verb}nt" for verb in "did does do was is were are has had have".split())


def _clause_before(scene: Scene, start: int, left: int, is_coordinated: bool, separator: str) -> NoClaim | None:
    """Whether what leads up to the clause denies or supposes it; a coordinated clause does so only as its heading."""
    text = scene.blanked[start:left]
    words = [found[0].replace("'", "") for found in _WORD.finditer(text)]
    if _CONCESSION.match(text.lstrip()) or (is_coordinated and not (separator in ":–-" and len(words) <= _SHORT)):
        return None
    if any(word in DENIAL or word in _CONTRACTED for word in words):
        return "denial"
    return "forecast or supposition" if any(word in SUPPOSITION for word in words) else None


def _time_before(scene: Scene, start: int, left: int, is_coordinated: bool) -> NoClaim | None:
    """Whether what leads up to the clause, or how the sentence opens, sets it in a time that is no context's."""
    first = next((at for at in scene.segments if at > 0), 0)
    opening = scene.marked[:first]
    if first <= left and _OPENING.match(opening) and not _PUBLISHED.search(opening):
        if _OTHER_YEAR.search(scene.sentence.plain[:first]) or _has_other_date(scene, 0, first):
            return "other period"
    if is_coordinated:
        is_same = scene.marked[left:].lstrip().startswith("and ")
        return "other period" if is_same and _is_set_in_other_time(scene, left) else None
    text = scene.blanked[start:left]
    words = [found[0] for found in _WORD.finditer(text)]
    if _OTHER_YEAR.search(text):
        return "other period"
    if any(word[0] in FIGURES for word in words):
        return None
    is_other = any(word.replace("'", "") in OTHER_TIME for word in words) or _has_other_date(scene, start, left)
    return "other period" if is_other else None


_COMPARING = re.compile(r"\b(?:than|from|with|against|on|since|to)(?: [\w'-]+){0,5} $")


def _is_set_in_other_time(scene: Scene, left: int) -> bool:
    """Whether what stands before 'and' speaks of another time, and not only compares with it."""
    text = scene.marked[:left]
    if _PUBLISHED.search(text):
        return False
    other = [found.start() for found in _OTHER_YEAR.finditer(text)]
    periods = scene.gist.periods
    other += [
        found.start()
        for found in _WORD.finditer(text)
        if found[0][0] == "D" and not any(first <= found.start() < last for first, last in periods)
    ]
    return any(not _COMPARING.search(text[:at]) for at in other)


# Words before a noun that say nothing of its kind.
_NO_KIND = frozenset(
    "did do does most when why how because than if where until let helps help make are were is was have had by many".split()
)
_NO_PLACES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday christmas easter parliament whitehall westminster".split()
)
_NEARBY = re.compile(r"(?:locally|here|around here|round here|closer to home|nearer home|closer to us|on our patch)\b")
_OF_SOME = re.compile(
    r"\s?(?:in|with|without|serving|covering|facing|led|run|based|near|around|across|from|whose|where|rated|that|which)\s"
)


def _whose(scene: Scene, left: int) -> NoClaim | None:
    """Whether a figure that does not name what it counts follows organisations of some kind ('smaller groups')."""
    return "part of the country" if _is_of_some(scene, scene.marked[:left], 0) else None


_APPOSITION = re.compile(r"(?:an?|the|which|who|whose|based|from|of|now|then|himself|herself|formerly)\s")


def _spoken_of(scene: Scene, left: int) -> Iterator[tuple[int, int]]:
    """The stretches before a clause but those that only describe somebody or something between commas."""
    bounds = [at for at in scene.segments if at <= left]
    bounds += [] if bounds[-1] == left else [left]
    for first, last in pairwise(bounds):
        is_aside = scene.marked[:first].rstrip().endswith((",", "(")) and _APPOSITION.match(scene.marked[first:last])
        if not is_aside:
            yield first, last


def _is_of_some(scene: Scene, text: str, offset: int) -> bool:
    """Whether a stretch of the sentence is about organisations of some kind: 'smaller groups', 'CCGs with deficits'."""
    found = re.search(rf"(?:([^\W{FILL}A-Z][\w'-]*) )?([GL]{FILL}*)", text)
    if found is None or not _is_plural(scene, offset + found.start(2), offset + found.end(2)):
        return False
    if found[1] and found[1] not in _NO_KIND and not _is_known(found[1], scene, offset + found.start(1)):
        return True
    rest = text[found.end() :]
    after = _OF_SOME.match(rest)
    if after is None:
        return False
    tail = re.match(r"[^,;:.–]*", rest)
    assert tail
    return not all(_is_known(word[0], scene, offset + found.end() + word.start()) for word in _WORD.finditer(tail[0]))


def _is_plural(scene: Scene, start: int, end: int) -> bool:
    return scene.sentence.plain[start:end].endswith("s")


def _opening_is_plain(scene: Scene, left: int) -> bool:
    """Whether a sentence that opens by saying of what it speaks ('For …,', 'In …,') names nothing unknown there."""
    if _OPENING.match(scene.marked) is None:
        return True
    end = next((at for at in scene.segments if at > 0), left)
    if _NATIONAL.search(scene.marked[:end]):
        return True
    return all(_is_known(found[0], scene, found.start()) for found in _WORD.finditer(scene.marked[:end]))


def _is_known(word: str, scene: Scene, at: int) -> bool:
    if word[0].isupper():
        return True
    bare = word.removesuffix("'s")
    return (
        bare in PLAIN or bare in SOURCES or bare in SAYING or bare.endswith("ly")
        or bare in _OPENING_WORDS or scene.blanked[at] == " "
    )  # fmt: skip


_OPENING_WORDS = frozenset(
    [
        "other",
        "rows",
        "row",
        "table",
        "figures",
        "financial",
        "year",
        "baseline",
        "quarter",
        "new",
        "latest",
        "wider",
        "terms",
        "system",
        "care",
        "side",
        "front",
        "end",
        "publishing",
        "releasing",
        "doing",
        "when",
        "turning",
        "comes",
        "regard",
        "regarding",
    ]
)


def _speaks_of_part(scene: Scene, start: int, end: int) -> bool:
    """Whether a stretch of the sentence names a part of the country as where, or as whose, things are so."""
    text = scene.sentence.text
    words = [(found.start() + start, found[0]) for found in _WORD.finditer(scene.marked[start:end])]
    for index, (at, word) in enumerate(words):
        if word[0].isupper():
            continue
        bare = word.removesuffix("'s")
        parts = {bare, *bare.split("-")}
        before = [other for _, other in words[max(0, index - 4) : index]]
        is_placed = index == 0 or any(_LOCATIVE.fullmatch(other) for other in before)
        if not parts.isdisjoint(PART) or (bare in scene.places and _is_capital(text, at)):
            if _is_speaker_place(words, index) or _is_name(scene, words, index):
                continue
            if is_placed or index <= 2:
                return True
        elif (
            before
            and before[-1] in ("in", "across", "within", "around", "throughout", "outside", "near")
            and _is_capital(text, at)
            and not _is_titled(text)
            and bare not in ("england", "nhs", "english", "ccgs", "ccg", "britain")
            and bare not in _NO_PLACES
            and bare not in PLAIN
        ):
            return True
    return False


def _is_speaker_place(words: Sequence[tuple[int, str]], index: int) -> bool:
    return any(other in SAYING for _, other in words[index + 1 : index + 2])


def _is_titled(text: str) -> bool:
    """Whether a sentence is a title, in which most words have a capital."""
    words = [word for word in _WORDS.findall(text) if word[0].isalpha() and len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _after(scene: Scene, right: int) -> NoClaim | None:
    """What the sentence says right after the clause."""
    rest = scene.marked[right:]
    if not rest.strip():
        return None
    end = next((at for at in scene.segments if at > right), len(scene.marked))
    segment = scene.marked[right:end]
    words = [found[0] for found in _WORD.finditer(segment)]
    flat = [word.replace("'", "") for word in words]
    has_figure = any(word[0] in FIGURES for word in words)
    if _IF.match(segment.lstrip()) and (any(word in SUPPOSITION or word in DENIAL for word in flat)):
        return "forecast or supposition"
    if not has_figure and len(words) <= 8 and any(word in SUPPOSITION for word in flat):
        return "forecast or supposition"
    if not has_figure and len(words) <= 6 and _OTHER_YEAR.search(segment) and not _PUBLISHED.search(segment):
        return "other period"
    if not has_figure and not _DESCRIBING.match(segment.lstrip()):
        first = words[0] if words else ""
        if first in ("in", "across", "within", "around", "throughout", "outside", "among", "at") and _speaks_of_part(
            scene, right, end
        ):
            return "part of the country"
    return None


def _is_taken_back(following: str) -> bool:
    """Whether the next sentence says that this one is not so."""
    found = TAKEN_BACK.match(following)
    if found is None:
        return False
    return bool(DENIED.search(following)) or following.startswith(("not so", "not true", "wrong", "untrue", "false"))


# -- from sentence to sentence ----------------------------------------------------------------------------------------


def goes_on(paragraph: Paragraph, scene: Scene, has_claims: bool) -> None:
    """Takes into the paragraph where and when a sentence speaks, for those that follow."""
    marked = scene.marked
    if _NATIONAL.search(marked):
        paragraph.is_part = paragraph.is_unknown = False
    elif _speaks_of_part(scene, 0, len(marked)) or _ONE_AREA.search(scene.sentence.plain):
        paragraph.is_part = True
    if "G" in marked or "L" in marked:
        paragraph.is_of_some = not has_claims and _is_of_some(scene, marked, 0)
    if scene.gist.periods or re.search(r"\b(?:this year|now|today|currently)\b", marked):
        paragraph.is_other_time = False
    elif not has_claims and (_OTHER_YEAR.search(scene.sentence.plain) or _has_other_date(scene)):
        paragraph.is_other_time = True
    if _SCOPE_OPENING.match(marked) and not has_claims and "A" not in marked[:40]:
        end = next((at for at in scene.segments if at > 0), len(marked))
        if end < len(marked) and not all(_is_known(f[0], scene, f.start()) for f in _WORD.finditer(marked[:end])):
            paragraph.is_unknown = True
    if scene.names_area:
        paragraph.is_unknown = False
    elif TOPICS.search(scene.sentence.plain):
        paragraph.is_unknown = True


def _has_other_date(scene: Scene, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch of the sentence names a day, month or year that is no period and no day of publication."""
    text = scene.marked[start:end]
    if _PUBLISHED.search(text):
        return False
    return any(
        found[0][0] == "D" and not any(first <= start + found.start() < last for first, last in scene.gist.periods)
        for found in _WORD.finditer(text)
    )
