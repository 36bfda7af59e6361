"""Sentences that put a figure right, withdraw it, or say that it is made up, worked out anew, or not yet certain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.words import COUNT_WORD
from pipeline.parse.text.claims.stated.tallies import without
from pipeline.parse.text.facts import Claim, ClaimsFound
from pipeline.schema.values import NoClaim

_SAID = r"(?:said|stated|reported|wrote|gave|printed|put|published|had|showed|listed)"
# "It also said that …", "The article had stated that …", "We said that …"
_SAID_BEFORE = re.compile(
    r"\W*(?:it|we|they|(?:this|that|the|our) (?:[a-z]+ ){0,2}(?:article|paper|report|story|piece|post|page|column"
    r"|headline|release|newsletter|e-?mail|version|edition|draft|tweet|caption|chart|table))"
    rf" (?:also |had |then |first |further |at first |wrongly |previously |originally )*{_SAID}\b"
)
# In a text of corrections: "An article about dementia (Care, 20 August) said that …"
_ARTICLE_SAID = re.compile(rf"\W*(?:an?|the|our|this|that|in|on)\b[^.;]{{1,160}}? {_SAID}\b")
_NOT_ANOTHER = re.compile(rf"\b(?:not|rather than|instead of) (?:the |just |only )?[NS]{FILL}*")
# What says that something before was wrong, so that what it 'also said' was too.
_CORRECTS = re.compile(
    r"\b(?:earlier|previous|original|first|old) (?:[a-z]+ )?(?:version|edition|draft)\b"
    r"|\bpreviously (?:stated|said|gave)\b|\b(?:was|were|been|is|are) (?:amended|corrected|updated|revised)\b"
    r"|\b(?:correction|clarification|erratum|errata)s?\b"
)
_PUTS_RIGHT = re.compile(
    r"\b(?:owing|due|thanks|down|put down) to an? (?:[a-z]+ ){0,2}(?:errors?|mistakes?|slips?|oversight|mix-up)\b"
    r"|\bshould (?:have )?(?:read|said|say)\b|\bshould (?:have been|be) (?=[0-9])"
    r"|\b(?:since|now|later|subsequently) (?:been )?(?:corrected|amended|revised)\b|\bcorrected (?:to|from)\b"
    rf"|\bread,? ['\"]?{COUNT_WORD}\b|^\W*for ['\"\w][^.;:]{{0,140}}?,? read\b|\bbut see (?:below|above|note|over)\b"
    r"|\b(?:or rather|i mean|we mean|make that)\b|\bsorry[,:]? (?:it|that|[0-9])"
    r"|\bwe (?:at )?(?:first|originally|initially|previously) (?:said|wrote|put|reported|had|gave|stated)\b"
    r"|\bhad (?:[a-z]+ly |first |once |also )?"
    r"(?:said|stated|reported|claimed|written|printed|told|announced|maintained)\b"
    r"|\b(?:according to|as in|in|from) (?:an?|the|its|our|their) "
    r"(?:early|earlier|previous|first|original|initial|old|older|outdated|former|superseded|leaked|withdrawn)"
    r" (?:[a-z]+ )?(?:version|edition|draft|copy|cut|print)\b"
    r"|\b(?:sorry|regret(?:s|ted)?|apologi[sz](?:es?|ed|ing)|apology|apologies) (?:for |to |that we )?"
    r"(?:have |having )?"
    r"(?:said|saying|stat(?:ed|ing)|reported|reporting|printed|printing|claim(?:ed|ing)|written|writing|published)\b"
    r"|^\W*(?:please )?(?:delete|strike(?: out)?|remove|replace|ignore|disregard)\b|~~|</?(?:del|s|strike)>"
)
_UNCERTAIN = re.compile(
    r"[\[(](?:unverified|unconfirmed|disputed|dubious|sic|sources? ?\??|source needed|citation needed|better source)\b"
    r"[^()\[\]]{0,40}[\])]|\[(?:(?:by |according to )?(?:whom?|when|where|which|year)\s?\?|clarification needed"
    r"|failed verification|not in citation|original research|unreliable source)[^\[\]]{0,40}\]"
    r"|\bpinocchios?\b|\bpants on fire\b"
    r"|\b(?:still|yet) to (?:report|come|declare|follow|file|reply|submit|return)\b|\bwe went to press\b"
    r"|\b(?:half-?way|part-?way|midway) (?:through|into)\b"
    r"|\btbc\b|\bapplied (?:to be|for)\b|\bto be (?:confirmed|checked|verified)\b|[\[(](?:check|tbc|xx|\?\??)[\])]"
    r"|\bpicture (?:this|a)\b|\bby way of (?:illustration|example)\b|\bfor the sake of argument\b|\bsay,? for example\b"
    r"|\bin (?:my|our|his|her|their) (?:own )?(?:book|eyes|estimation|reckoning|experience)\b|\bto my mind\b"
    r"|\bif you ask me\b|\bas i see it\b"
    r"|\bin (?:our|this|the|an?|my) (?:[a-z-]+ )?(?:example|illustration|exercise below|thought experiment)\b"
)
_WORKED_OUT = re.compile(
    r"\b(?:adjust(?:ed|ing)|controlling|correcting|standardis(?:ed|ing)|weighted|weighting) (?:for|by)\b"
    r"|\b(?:recalculat|re-?scor|re-?run|re-?calibrat|re-?band)\w*\b"
    r"|\b(?:on|by) (?:our|my|their) own (?:scor|reckon|calcul)\w*"
    r"|\bsensitivity analys[ei]s\b|\b(?:imput|bootstrap|simulat)\w*|\bat follow-?up\b"
    r"|\bin (?:the |our )?(?:matched|control|intervention|treatment|unadjusted|restricted)"
    r" (?:sample|group|arm|set)\b"
)
# "By the 2017/18 standard, 57 CCGs are good today."
_BY_A_STANDARD = re.compile(
    rf"\b(?:by|on|under|using|against|to|with) (?:the )?D{FILL}*(?:'s)?"
    r" (?:standards?|method(?:s|ology)?|criteria|yardsticks?|thresholds?|rules?|definitions?|cut-?offs?|bar)\b"
)
# Organisations that are some because they did something: "of those that replied".
_THAT_ANSWERED = re.compile(
    r"\b[0-9]+ (?:replied|responded|answered)\b"
    r"|\b(?:that|who|which|to have) (?:had )?(?:replied|respond(?:ed)?|answered|returned|sent|submitted|supplied"
    r"|took part|participated|reported(?! (?:being|that)\b))\b|\b(?:respondents|replies|returns)\b"
    r"|\b(?:sent|submitted|supplied|returned) (?:[a-z]+ )?(?:data|forms?)\b"
    r"|\b(?:do|did|would) you (?:rate|mark|judge|grade|score|describe)\b"
    r"|\basked (?:[\w,]+ ){1,6}to (?:rate|mark|judge|grade|score)\b|\b(?:poll|survey) of\b"
    r"|\b(?:had|have|got|obtained|received|collected) (?:[a-z]+ )?(?:data|figures|answers) (?:for|from|on) [0-9]"
)
# "96 (95) CCGs", "96 CCGs (95)", "80 CCGs (95% CI 70 to 90)"
_TWO_COUNTS = re.compile(
    rf"N{FILL}* \(N{FILL}*\) [GL]|N{FILL}* [GL]{FILL}* \(N{FILL}*\)|[GL]{FILL}* \([NSX]{FILL}* (?:ci|confidence)\b"
)
# What is said after these is put up to be judged: "True or false? …", "The claim: …".
_DOUBTS = re.compile(
    r"\W*(?:which (?:(?:one|of|the|these|two|three|statements?|answers?|figures?|numbers?|versions?) )*(?:is|are|was"
    r"|were) (?:true|right|correct|false|wrong)\b"
    r"|(?:true or false|fact or fiction|myth or (?:fact|reality)|(?:the |one |another )?(?:claim|myth|rumour)"
    r"|what they (?:said|say)"
    r"|(?:pick|choose|select|tick|guess|spot) (?:the |an? |one |your )?(?:right |correct |true )?(?:answer|option|one"
    r"|statement))(?: [0-9]+)?\W*$|(?:quiz|true or false|fact or fiction|april fools?)\b)"
)
# The next sentence puts the figure of this one right.
_RIGHT_AFTER = re.compile(
    r"\W*(?:(?:update[ds]?|amend(?:ed|ment)|edit(?:ed)?|revised|postscript|ps)\b[^:]{0,30}: "
    r"(?:[a-z ]{2,30} says? (?:that )?)?)?"
    r"(?:(?:corrections?|make that|sorry|apologies|oops|scrap that|hang on|or is it|or was it|my mistake|i"
    r" misspoke|i was wrong|(?:it|that|this|they|the (?:figure|number)) (?:should(?! not be confused)|ought to))\b"
    r"|(?:no|wait) ?[,:–]|(?:the |our )?verdict\W*(?:false|untrue|wrong|misleading|$)"
    r"|the figure(?: (?:that|published|given|printed|reported|issued|in|by|for|from|nhs england|it|they|gave|gives"
    rf"|publishes|the|ratings|[0-9/–-]+))+ (?:is|was) {COUNT_WORD}\s?(?:[.,!;]|$)"
    rf"|(?:but |yet )?(?:[^.;:,]{{2,40}}'s?|their|its|our) (?:own |actual |published )*(?:figure|number|count|total"
    rf"|answer)"
    rf" (?:is|was) (?:only |just )*{COUNT_WORD}\s?(?:[.,!;]|$)"
    rf"|(?:actually,? |in fact,? |but )?(?:it'?s|that'?s|(?:it|that|the (?:figure|number)) (?:is|was))"
    rf"(?: in fact| actually| really| only| just)? {COUNT_WORD}(?:,? not {COUNT_WORD})?\s?(?:[.!]|,(?! or [0-9])|$))"
)


def why_corrected(scene: Scene, plain: str) -> NoClaim | None:
    """Why a sentence, folded and without words of denial that affirm, states no figure that holds."""
    said_before = _SAID_BEFORE.match(plain)
    if said_before and (scene.paragraph.is_correcting or _NOT_ANOTHER.search(scene.marked)):
        return "denial"
    if scene.paragraph.is_correcting and _ARTICLE_SAID.match(plain):
        return "denial"
    if scene.paragraph.is_doubted or _DOUBTS.match(plain):
        return "denial"
    if _PUTS_RIGHT.search(plain) or _RIGHT_AFTER.match(scene.next_plain):
        return "denial"
    if _UNCERTAIN.search(plain):
        return "forecast or supposition"
    if _THAT_ANSWERED.search(plain):
        return "part of the country"
    if _BY_A_STANDARD.search(scene.marked):
        return "other period"
    return "wording not understood" if _WORKED_OUT.search(plain) or _TWO_COUNTS.search(scene.marked) else None


def is_of_those_that_answered(plain: str) -> bool:
    """Whether a folded sentence speaks of some that gave data, so that what follows may be of those."""
    return _THAT_ANSWERED.search(plain) is not None


def note_correction(paragraph: Paragraph, plain: str) -> None:
    """Records that a sentence says that something was wrong, or is to be judged; what follows may go on with that."""
    paragraph.is_doubted = paragraph.is_doubted or _DOUBTS.match(plain) is not None
    is_right = _CORRECTS.search(plain) is not None or _RIGHT_AFTER.match(plain) is not None
    paragraph.is_correcting = paragraph.is_correcting or is_right


def without_corrected(found: ClaimsFound, right: Sequence[Claim]) -> ClaimsFound:
    """What was found without the claims for which those that are `right`, read where a text corrects itself, have
    another figure."""
    values = {_what(claim): claim.value for claim in right}
    wrong = [each for each in found.claims if each not in right and values.get(_what(each), each.value) != each.value]
    kept = [claim for claim in found.claims if claim not in wrong]
    return ClaimsFound(kept, without(found.numbers, wrong, kept), found.unnamed, found.areas)


def _what(claim: Claim) -> tuple[str, str, str, str, tuple[str, ...]]:
    return claim.statistic, claim.framework, claim.area, claim.period, claim.bands
