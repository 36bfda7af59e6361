"""Who rates: a statement that names its rater is a claim only where that is NHS England."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.doubts.afterthoughts import past_scope
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import FIGURES
from pipeline.parse.text.claims.sentence.scene import Scene

# "rated 30 CCGs", "has judged just 13"; the verb of a passive has another before it.
_RATES = re.compile(
    rf"\b(?P<verb>rate[sd]?|judge[sd]?|grade[sd]?|mark(?:s|ed)?|rank(?:s|ed)?|scored|deem(?:s|ed)?|label(?:s|led)?"
    rf"|brand(?:s|ed)?|class(?:es|ed)|call(?:s|ed)?|found|finds?|consider(?:s|ed)?)"
    rf" (?:(?:only|just|about|some|as many as|no fewer than|a further|another|all|the|of the|a total of) )*"
    rf"[{FIGURES}]{FILL}*(?: (?!that\b|which\b|were\b|was\b|are\b|is\b|have\b|had\b|has\b)[\w'{FILL}-]+){{0,12}}?"
    rf" (?:as |to be |to be in |in )?(?:an? |the )?B"
)
# "13% rated services outstanding, and 44% good"
_RATES_SERVICES = re.compile(
    rf"\b(?:rate|judge|grade|mark|rank|score|call|label|consider)(?:d|ed)?"
    rf" (?:(?:the|their|our|its|local|these|such|A{FILL}*) )*V{FILL}*(?: as)?(?: an?)? ['\"]?B"
)
# "The foundation judged that ten CCGs were good"
_JUDGED_THAT = re.compile(
    r"^(?P<who>[^,;:.]{2,80}?) (?:has |have |had )?(?:judge[sd]?|deem(?:s|ed)?|rule[sd]?|considers?) that\b"
)
# "Rated by patients", "rated good for dementia by their own staff", "Staff rated their CCG"
_BY_PEOPLE = (
    r"by (?:(?:their|the|its|our|local|own|most|many|some|several|a|an|one|two) )*"
    r"(?:patients?|staff|members?|gps|users?|public|residents|readers|mps|peers|experts|providers|trusts|councils|us"
    r"|themselves|carers|campaigners|charit(?:y|ies)|think-?tanks?|journalists|researchers|people|doctors|nurses"
    r"|families|clinicians|governors|partners|stakeholders|voters|parents|volunteers|consultants)\b"
)
_BY_PEOPLE_AFTER = re.compile(rf"[^;:.]*?\b{_BY_PEOPLE}")
_BY_OTHERS = re.compile(
    rf"\b(?:rated|judged|scored|graded|ranked|marked|assessed) {_BY_PEOPLE}"
    r"|^\W*per (?:the )?(?!nhs england\b|nhse\b)[a-z]"
    r"|\b(?:our|my) (?:own )?(?:traffic[- ]lights?|index|scale|scorecards?|scoring|league tables?|grad(?:es?|ing)"
    r"|star ratings?|rankings?)\b"
    r"|\b(?:patients|staff|members|gps|users|residents|readers|mps|carers|people|doctors|nurses|we|i)"
    r" (?:rate|rated|scored?|judged?|graded?|marked?) (?:their|the|our|its|each|every|how)\b"
)
PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being|got|get|that|which|ccgs?|groups?|[GL])(?: [a-z]+ly)? $")
# "rated good for dementia by ministers": whoever follows is NHS England, or others rated them.
_BY_WHOM = re.compile(
    r"(?:['\"”’]|\s(?:overall|again|this year|last year|each time))*,? by (?P<who>(?!(?:far|then|now|and large|contrast"
    r"|comparison|law|definition|chance|name|some (?:way|distance|margin)|an? (?:[a-z]+ )?(?:margin|mile|whisker)"
    r"|[a-z]+ing|when|(?:way|means|virtue) of)\b)[a-z][^,;:.()]{0,60})"
)
# NHS England and its framework by their names.
OURS = re.compile(r"\b(?:nhs england|nhse|improvement and assessment framework|iaf)\b")
_THE = re.compile(r"^(?:(?:the|its|their|an?|national|new|latest|official|health|nhs(?! england\b)|annual|senior) )*")
# What may stand for them before what is rated.
NHS_ENGLAND = re.compile(
    r"\b(?:nhs england|nhse|it|they|this|these|those|which|who|body|regulator|watchdog|assessors?|officials|inspectors"
    r"|bosses|assessments?|framework|ratings?|dashboard|exercise|review|verdicts?|results?|figures|tables?|data|report"
    r"|chiefs|that)\b|^\W*(?:and |but )?$"
)


# Others that rate, when figures are theirs: "CQC figures show", "according to the Care Quality Commission".
OTHER_RATERS = r"(?:the )?(?:cqc|care quality commission|ofsted|nhs improvement|monitor|healthwatch(?: england)?)"
_THEIR_FIGURES = re.compile(
    rf"\b(?:according to|per|from|by) {OTHER_RATERS}\b"
    rf"|^\W*{OTHER_RATERS}(?:'s?)? (?:[a-z]+ ){{0,2}}(?:figures|data|ratings?|analysis|results?|reports?|finds?"
    rf"|found|says?|said)\b"
)
# A name that ends in a mark: "Which? rates 40 CCGs …".
_NAME_WITH_MARK = re.compile(r"\b[A-Z][\w'’-]*[?!],? (?=[a-z0-9])")


# "Ofsted and NHS England rated …"
_JOINTLY = re.compile(
    r"(?:^\W*|[,;:] )(?:both )?(?P<one>[^,;:]{2,40}?) and (?:nhs england|nhse) $"
    r"|\b(?:nhs england|nhse) and (?P<other>[^,;:]{2,40}?) $"
)
_THEIRS_TOO = re.compile(r"(?:the )?(?:nhs )?(?:improvement|department(?: of health)?|its [a-z]+ teams?)")


def _is_joint(subject: str) -> bool:
    """Whether NHS England rates with somebody else."""
    found = _JOINTLY.search(subject)
    return found is not None and _THEIRS_TOO.fullmatch(found["one"] or found["other"]) is None


def _is_by_another(scene: Scene, end: int) -> bool:
    """Whether a statement that ends at `end`, or goes on there with its area and time, says by whom it is so."""
    found = _BY_WHOM.match(scene.marked, past_scope(scene.marked, end))
    return found is not None and not NHS_ENGLAND.match(_THE.sub("", found["who"]))


def is_rated_by_another(scene: Scene, left: int, start: int, end: int) -> bool:
    """Whether the clause of a statement says that somebody else rated what it counts: 'Campaigners rated 30 CCGs …'."""
    plain = scene.sentence.plain
    judged = _JUDGED_THAT.match(plain)
    if (
        _BY_OTHERS.search(plain)
        or _BY_PEOPLE_AFTER.match(plain, end)
        or _is_by_another(scene, end)
        or _THEIR_FIGURES.search(plain)
        or _NAME_WITH_MARK.search(scene.sentence.text)
        or (judged and not NHS_ENGLAND.search(judged["who"]))
    ):
        return True
    services = _RATES_SERVICES.search(scene.marked)
    who = scene.marked[: services.start()] if services else ""
    if who and not PASSIVE.search(who) and not NHS_ENGLAND.search(who):
        return True
    for found in _RATES.finditer(scene.marked, left, end):
        subject = scene.marked[left : found.start()].strip(" ,") + " "
        subject = subject if subject.strip() else scene.marked[: found.start()].partition(",")[0]
        if found.start() >= start or PASSIVE.search(subject):
            continue
        if _is_joint(scene.marked[: found.start()]) or not NHS_ENGLAND.search(subject):
            return True
    return False
