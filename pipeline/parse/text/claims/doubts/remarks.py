"""What the next sentence, or a note, remarks on a statement: of whom it is, when, where, or that it does not hold.

'Five were outstanding. These are STPs.', '95 were good. That was in 2016/17.', '… Or were they?', '… London only.'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.parse.text.claims.doubts.afterthoughts import are_others
from pipeline.parse.text.claims.doubts.following import leaves_alone, says_more, turns_back
from pipeline.parse.text.claims.doubts.fragments import FIGURE, NOT_FINAL, NOTHING, Remark, remark_of_fragment
from pipeline.parse.text.claims.doubts.other_matters import RATINGS
from pipeline.parse.text.claims.doubts.set_against import why_set_against
from pipeline.parse.text.claims.doubts.set_apart import areas_told, areas_turned_to, speaks_of_other_care
from pipeline.parse.text.claims.sentence.gist import FILL, read_gist
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import NATIONAL, WORD
from pipeline.parse.text.claims.sentence.scene import (
    Scene,
    has_other_date,
    knows_all,
    place_words,
    segment_starts,
    speaks_of_part,
)
from pipeline.parse.text.claims.sentence.subjects import read_subjects
from pipeline.parse.text.lines.sentences import Sentence, part_of
from pipeline.reference.vocabulary import Vocabulary
from pipeline.schema.values import OVERALL_AREA, NoClaim

# So many sentences are looked at for one that points back; all between them state figures.
MOST_AHEAD = 4
_FIGURES_NAMED = (
    r"(?:figures?|numbers?|counts?|totals?|tally|share|ratings?|results?|data|list|statistics?|percentages?|marks?"
    r"|grades?)"
)
_LEADS = (
    r"\W*(?:(?:but|and|yet|though|of course|mind you|please|note that|remember that|remember|only|at least|again"
    r"|to be clear|for clarity|nb)\b[,: ]*)*"
)
_SEVERAL = (
    rf"these|those|they|both|all R{FILL}*|all N{FILL}*(?: R{FILL}*)?"
    rf"|(?:these|those|the) (?:N{FILL}*|(?:N{FILL}* )?(?:bodies|organisations|ones|L{FILL}*))(?: (?:in question"
    rf"|concerned|here))?"
    rf"|(?:these|those|all(?: the| these| those)?|both|the|our|my) (?:[a-z-]+ )?{_FIGURES_NAMED}"
)
_ONE = rf"that|this|it|(?:that|this|the|each|every) (?:[a-z-]+ )?{_FIGURES_NAMED}"
_IS = r"(?:'s| (?:is|was|are|were|has been|have been|had been))"
_HOW = (
    r"(?: (?:all|only|just|also|mainly|mostly|still|purely|merely|however|in fact|actually|of course|both|each|not G"
    r"|as it happens|to be sure|in the main)\b,?)*"
)
_POINTS = re.compile(rf"{_LEADS}(?:(?P<several>{_SEVERAL})|(?P<one>{_ONE})){_IS}{_HOW} ?")
_COVERS = re.compile(
    rf"{_LEADS}(?:(?P<several>{_SEVERAL})|(?P<one>{_ONE})){_HOW} (?:(?:do|does|did)(?: not|n't) )?"
    r"(?:counts|(?<!that )(?<!this )count"
    r"|covers?|includes?|excludes?|omits?|leaves? out|relates?|refers?|appl(?:y|ies)|dates?|dated|comes?|came"
    r"|concerns?|looks? at|considers?|measures?|deals? with|takes? in|stems?|derives?)\b"
)
_CLAUSE_ENDS = re.compile(r"[;:]|\s[–-]+\s|,\s(?:and|but|while|whereas)\b")
# Of what, where or when it is.
_SCOPE = re.compile(
    r"(?:for|from|before|until|till|under|without|outside|excluding|across|within|among|amongst|as (?:of|at|in)"
    r"|based on"
    r"|according to|(?:drawn|taken|got|derived) from|(?:limited|confined|restricted) to|to do with|about)\b"
    rf"|(?:in|on|of|at) (?:the |its |their )?(?:[AD]{FILL}|old|previous|earlier|first)|in (?=[a-z])"
)
# When it was so: "three years ago", "the position in March 2016", "the days".
_WAS_THEN = re.compile(
    rf"(?:(?:about|around|over|nearly|almost|more than|an?|some|several|many|few|N{FILL}*) ){{0,3}}"
    r"(?:days?|weeks?|months?|years?|decades?|while|long) (?:ago|back)\b"
    r"|(?:a )?long (?:time )?ago\b|(?:back )?then\b|the days\b|the (?:[a-z]+ )?years? (?:of|in|when|that"
    r"|before)\b|(?:ancient )?history\b"
    rf"|now (?:[a-z]+ ){{0,3}}N{FILL}"
)
_POSITION = re.compile(
    r"(?:the )?(?:position|picture|case|situation|figure|number|score|count|tally|total|state of (?:play|affairs)"
    r"|way (?:it|things)|how (?:it|things|matters))\b"
)
# "Things have changed since.", "That number has since risen."
_SINCE_THEN = re.compile(
    rf"{_LEADS}(?:{_SEVERAL}|{_ONE}|things|matters|much|a lot|all that)(?:(?:'s|'ve| has| have| had)(?: [a-z]+){{0,2}}"
    r" (?:since|by now)\b|(?:'s|'ve| has| have| had) (?:now|since|later|subsequently|meanwhile)\b)"
)
_OTHERS = re.compile(
    rf"(?:(?!(?:with|by|for|on|to|where|which|that|who|whose|of|than|as)\b)[a-z'-]+,? ){{0,4}}?"
    rf"(?:[OP]{FILL}|(?:stps?|ics|icss|icbs?|regions|counties|homes)\b)"
)
# "They aren't CCGs.", "None of them is a CCG.", "They include three trusts."
_NOT_OURS = re.compile(
    rf"\W*(?:(?:these|those|they) (?:are(?: not|n't)|were(?: not|n't)) (?:[a-z]+ ){{0,2}}G{FILL}"
    rf"|(?:none|neither|N{FILL}*|not one)(?: of)? (?:R{FILL}*|them|these|those) (?:is|are|was|were) (?:an? )?G{FILL}"
    rf"|(?:these|those|they) includ(?:e|ed)\b[^.;:]{{0,40}}\bO{FILL})"
)
_ONLY_SAID = re.compile(
    r"\W*(?:so (?:says?|said|claims?|claimed|reckons?|reckoned|runs?|ran|goes|went)"
    r"|(?:or |at least,? )*(?:that|this|it)(?: is|'s| was)(?: at least)?(?: only| just)? (?:what|how"
    r"|(?:the|an?) (?:[a-z]+ )?(?:verdict|view|opinion|judgement|mark|score|rating|word|claim)s? of)) (?P<who>.*)"
)
_BY_NHS_ENGLAND = re.compile(
    r"\b(?:nhs england|nhse|ratings?|figures?|data|tables?|regulator|the (?:official )?numbers)\b"
)


# "The ratings were published in 2018.", "Source: NHS England, July 2018": they are of that year or one not long before.
_PUBLISHED_IN = re.compile(
    rf"\W*(?:(?:{RATINGS}|it|they)(?: [a-z]+)? (?:published|released|issued)\b|sources?\s?: nhs england)[^;:]*?"
    r"\b(?P<year>20[0-9]{2})\b(?![/–-])"
)
_STILL_TOLD = 4
# "The ratings are based on data for the year to 2014.", "The data were collected between 2012 and 2014."
_OF_DATA_FOR = re.compile(
    r"\W*(?:[a-z]+ ){1,4}(?:(?:is|are|was|were) based on (?:the )?(?:[a-z]+ )?(?:data|figures|evidence)\b"
    r"|(?:is|are|was|were) (?:collected|gathered)\b)[^.;]*\b(?P<year>20[0-9]{2})(?:[/–-](?:20)?[0-9]{2})?\W*$"
)
# "That is 94, or 45%."
_IS_SO_MANY = re.compile(rf"(?:(?:only|just|nearly|almost|about|some|well over|over|more than|less than) )*[NSX]{FILL}")
_STATES = re.compile(rf"[NSBX]{FILL}")


@dataclass(frozen=True)
class Later:
    """The sentences after a statement; those that end by `last` are of its own line."""

    sentences: Sequence[Sentence]
    last: int
    labels: re.Pattern[str]
    vocabulary: Vocabulary
    is_note: bool = False

    @property
    def next_plain(self) -> str:
        return self.sentences[0].plain if self.sentences else ""

    @property
    def next_own(self) -> Sentence | None:
        """The next sentence, if it is of the same line."""
        return next((sentence for sentence in self.sentences[:1] if sentence.end <= self.last), None)

    @cached_property
    def next_scene(self) -> Scene | None:
        return self.scene_of(self.next_own) if self.next_own else None

    def scene_of(self, sentence: Sentence) -> Scene:
        """A sentence by itself."""
        gist, places = read_gist(sentence, self.labels), place_words(self.vocabulary.places)
        return Scene(
            sentence, gist, places, [], set(), Paragraph(), "", segment_starts(gist.marked),
            self.vocabulary.fewest_organisations,
        )  # fmt: skip

    def remark_behind(self, scene: Scene, end: int) -> Remark:
        """What a sentence remarks on its last statement, which ends at `end`, behind a semicolon."""
        at = scene.marked.find(";", end)
        if at < 0 or _STATES.search(scene.marked, at):
            return NOTHING
        behind = part_of(scene.sentence, at + 1, len(scene.sentence.plain))
        return _remark(self.scene_of(behind), self.vocabulary, is_next=True, is_own=True, is_note=self.is_note)

    @cached_property
    def remark(self) -> Remark:
        """What they remark on it. Only what speaks of several counts goes back beyond a sentence with figures."""
        is_next = True
        for sentence in self.sentences[:MOST_AHEAD]:
            scene, is_own = self.scene_of(sentence), sentence.end <= self.last
            remark = _remark(scene, self.vocabulary, is_next=is_next, is_own=is_own, is_note=self.is_note)
            is_ordinary = is_next and is_own and says_more(scene)
            if remark != NOTHING or not (is_ordinary or FIGURE.search(scene.marked)) or not is_own:
                return remark
            # what ordinary sentences stand between is as near as if they did not
            is_next = is_ordinary
        return NOTHING

    def leaves(self, area: str) -> bool:
        """Whether a statement that names no area is none of `area`, as the sentence after it speaks of other care, or
        the text turns to that area there."""
        scene = self.next_scene if area != OVERALL_AREA else None  # all care is of those
        is_of_other_care = scene is not None and speaks_of_other_care(scene, self.vocabulary, area)
        return is_of_other_care or area in self._turned_to

    @cached_property
    def _turned_to(self) -> frozenset[str]:
        """The areas that they turn to."""
        for sentence in self.sentences[:MOST_AHEAD]:
            scene = self.scene_of(sentence)
            if (areas := areas_turned_to(scene, self.vocabulary)) or not FIGURE.search(scene.marked):
                return areas
        return frozenset()


def note_on(sentence: Sentence, labels: re.Pattern[str], vocabulary: Vocabulary) -> Remark:
    """What a note at the foot says of what bears its mark."""
    return Later([sentence], sentence.end, labels, vocabulary, is_note=True).remark


_FORMS: tuple[tuple[re.Pattern[str], NoClaim], ...] = (
    (_SINCE_THEN, "other period"),
    (re.compile(r"\W*or (?:was|were|is|are|did|do|does|not|have|has|had|so)\b[^.;]*\?"), "question"),
    (re.compile(rf"{_LEADS}(?:that|this) would\b"), "forecast or supposition"),
    (re.compile(r"\W*(?:it|that|this|the (?:figure|number|count|total)) turn(?:s|ed) out\b"), "denial"),
)
# "These are London figures."
_FIGURES_OF = re.compile(rf"(?:(?:the|our|my|all|only|just) )*(?P<kind>(?:[\w'{FILL}-]+ ){{1,3}}){_FIGURES_NAMED}\W*")


def _remark(scene: Scene, vocabulary: Vocabulary, *, is_next: bool, is_own: bool, is_note: bool) -> Remark:
    marked = scene.marked
    said = _ONLY_SAID.match(scene.sentence.plain)
    if is_next and said:
        return NOTHING if _BY_NHS_ENGLAND.search(said["who"]) else Remark("forecast or supposition")
    if _NOT_OURS.match(marked) or (is_next and is_own and are_others(marked)):
        return Remark("other organisations")
    if is_next and is_own and (news := _of_news(scene)) is not None:
        return news
    if is_next and (reason := why_set_against(scene)):
        return Remark(reason)
    points = _POINTS.match(marked) or _COVERS.match(marked)
    if points and (is_next or points["several"]):
        remark = _pointed(scene, points, vocabulary)
        if remark != NOTHING or not is_next or _IS_SO_MANY.match(marked, points.end()):
            return remark
    if not is_next:
        return NOTHING
    for form, why in _FORMS:
        if form.match(marked):
            return Remark(why)
    if is_note:
        return remark_of_fragment(scene, vocabulary)
    if not is_own:
        return Remark("wording not understood") if turns_back(scene) else NOTHING
    return _of_its_own(scene, vocabulary)


def _of_news(scene: Scene) -> Remark | None:
    """What a sentence remarks that is ordinary news, or says when the ratings were published."""
    if of_year := _OF_DATA_FOR.search(scene.sentence.plain):
        year = int(of_year["year"])
        return Remark(None, periods=_periods(range(year - 1, year + 2)))
    published = _PUBLISHED_IN.match(scene.sentence.plain)
    if published and FIGURE.search(scene.marked) is None:
        year = int(published["year"])
        return Remark(None, periods=_periods(range(year - _STILL_TOLD, year + 1)))
    return NOTHING if says_more(scene) else None


def _periods(years: range) -> frozenset[str]:
    return frozenset(f"{year}/{(year + 1) % 100:02d}" for year in years)


def _of_its_own(scene: Scene, vocabulary: Vocabulary) -> Remark:
    """What the next sentence of a paragraph remarks, in whatever form."""
    if told := areas_told(scene, vocabulary):
        return Remark(None, areas=told)
    return remark_of_fragment(scene, vocabulary) if leaves_alone(scene) else Remark("wording not understood")


def _pointed(scene: Scene, points: re.Match[str], vocabulary: Vocabulary) -> Remark:
    """What a sentence says that points back at a statement: 'These are …', 'That figure covers …'."""
    marked, start = scene.marked, points.end()
    end = stop.start() if (stop := _CLAUSE_ENDS.search(marked, start)) else len(marked)
    rest = marked[start:end]
    was_then = _POSITION.match(rest) and ("D" in rest or has_other_date(scene, start, end))
    if points.re is _POINTS and (_WAS_THEN.match(rest) or was_then):
        return Remark("other period")
    if FIGURE.search(rest):
        return NOTHING if points.re is _POINTS else Remark("wording not understood")
    if (points.re is _COVERS or points["several"]) and _OTHERS.match(rest):
        return Remark("other organisations")
    if NOT_FINAL.match(rest):
        return Remark("forecast or supposition")
    subjects = read_subjects(scene.sentence, scene.gist, vocabulary.areas)
    kind = _FIGURES_OF.fullmatch(rest)
    if (
        kind
        and not NATIONAL.search(rest)
        and not knows_all(scene, start + kind.start("kind"), start + kind.end("kind"))
    ):
        return Remark("part of the country" if speaks_of_part(scene, start, end) else "wording not understood")
    is_scope = points.re is _COVERS or _SCOPE.match(rest) or rest[:1] in ("A", "D")
    if not is_scope or NATIONAL.search(rest):
        return NOTHING
    areas, periods = (
        frozenset(name for at, name in named if start <= at < end) for named in (subjects.areas, subjects.periods)
    )
    if areas or periods:
        return Remark(None, areas, periods)
    if "D" in rest:
        return Remark("other period")
    if speaks_of_part(scene, start, end):
        return Remark("part of the country")
    is_known = knows_all(scene, start, end) and (points.re is _POINTS or not WORD.search(rest))
    return NOTHING if is_known else Remark("wording not understood")
