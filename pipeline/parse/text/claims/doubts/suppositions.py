"""What is only imagined, heard, wished for, an example or said in jest, as a sentence or one beside it says."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.claims.sentence.phrases import SAID_UNTRUE
from pipeline.parse.text.claims.sentence.scene import Scene, knows_all
from pipeline.parse.text.claims.sentence.words import COUNT_WORD, SAYING
from pipeline.parse.text.claims.stated.links import RATED
from pipeline.reference.vocabulary import Vocabulary

# "Say 150 CCGs are good.", "Take a country in which …", "Oh, for 150 good CCGs."
_IMAGINES = re.compile(
    rf"\W*(?:(?:now|just|so|and|but),? )*(?:(?:let's|let us|we may|you may) )?"
    rf"(?:say(?=,| [NS]{FILL}| (?:that|there|for|you|we|all|half|every|a|in|just|only)\b)"
    rf"|(?:picture|imagine|suppose|assume|pretend|envisage|fancy)\b(?! what\b)"
    rf"|let (?!us\b)[^;:.,]{{1,40}}? be\b|for (?:[a-z]+ )?N{FILL}* [GL]{FILL}* to (?:be|get|have|become|reach)\b"
    rf"|(?:take|think of|consider) an? (?:[a-z]+ )?(?:country|world|land|system|future|nation|nhs|england)\b"
    rf"|it (?:is|was|'s) (?:high |about |surely )?time\b"
    rf"|(?:in|from) (?:an?|my|our|some) (?:[a-z]+ )?(?:dreams?|world|universe|future|fantasy|utopia)\b"
    rf"|in (?:my|our|your) (?:[a-z]+ )?dreams\b|dream of\b|on paper\b|fast[- ]forward\b|close your eyes\b"
    rf"|to (?:hear|listen to) [^,;:.]{{2,60}},|the way (?:[\w']+ ){{1,5}}?(?:talks?|tells? it|puts? it|go(?:es)? on),)"
    rf"|\boh,? for (?:the day|[NS]{FILL}|an?\b)"
)
_MADE_UP = re.compile(
    r"\b(?:mock|dummy|dry[- ]run|trial[- ]run|shadow|fictional|fictitious|imaginary|made-up|practice)"
    r" (?:assessment|inspection|exercise|ratings?|round|results?|data|figures|table|list)s?\b"
    r"|\b(?:mock-up|rival|alternative|unofficial|internal|independent|competing|parallel) (?:league )?(?:tables?"
    r"|rankings?"
    r"|ratings?|assessments?|lists?|index|indices|reviews?|analys[ei]s|scorecards?|exercises?)\b"
    r"|\b(?:like|likes|love|loves|prefer|prefers|is fond|are fond) (?:to say|to tell|to think|to boast|of saying)\b"
    r"|\bhad it that\b|^\W*(?:worked |an? )?examples?(?: [0-9a-z])?\s?[:–]|\bsuccess looks like\b|\bby the sound of\b"
)
# "All but rated inadequate", "as good as inadequate": nearly, and not.
_NEARLY = re.compile(
    rf"\b(?:all but|next (?:door )?to|close to|near to|tantamount to|verging on|bordering on"
    rf"|(?<!fell )(?<!fall )(?<!falls )(?<!fallen )(?<!falling )short of)"
    rf" (?:being |be |an? )?(?:{'|'.join(sorted(RATED))}|B{FILL})|\bas \w+ as (?:B{FILL}|{'|'.join(sorted(RATED))})"
    rf"|\bas (?:B{FILL}) as\b"
)
# What is only said by somebody, or reported of somebody's report.
_HEARSAY = re.compile(
    r"\bas (?:though|if|an? (?:exercise|tests?|trial|experiment|joke|game))\b|"
    r"\byou(?:r(?: [\w'-]+){1,4}?(?: \([^()]{1,120}\))?)?,? (?:have |had )?"
    r"(?:say|says|said|state|states|stated|write|writes|wrote|written"
    r"|report|reports|reported|tell|tells|told|print|prints|printed|argue|argues|argued|assert|asserts|asserted)\b"
    r"|^\W*who (?:says|said)\b|, (?:i|we) (?:understand|gather|believe)\b"
    r"|\b(?:i|we)(?:'m|'re|'ve been| am| are| was| were| have been| had been) (?:told|informed|led to believe"
    r"|given to understand)\b|\bit (?:is|was|has been|had been) (?:being |often |widely )?(?:put (?:to|about)"
    r"|suggested|said|claimed|alleged|whispered"
    r"|repeated|rumoured|bandied|mooted|asserted|reckoned)\b"
    r"|\b(?:have|has|had|'ve|'d) (?:read|heard|seen it (?:said|claimed)) (?:[a-z]+ ){0,3}that\b"
    r"|\b(?:have|has|had|hold|holds|held|saw|got|given) (?:an?|my|his|her|their|here)(?: [a-z]+){0,3}"
    r" (?:list|letter|note|table|document|sheet|paper|spreadsheet|e-?mail|copy)s?\b"
    r"|\b(?:on|in|from|by) (?:my|his|her) (?:own )?(?:list|table|sheet|count|sums|spreadsheet|notes|reckoning)\b"
    r"|\bthat this (?:house|conference|congress|council|meeting|branch|assembly)\b"
    r"|\bfor all (?:i|we|anyone|you) knows?\b|\bi (?:do not|don't) know\W*$"
    r"|\bit (?:is|was|'s) (?:(?:all )?too |very |so )?(?!true\b|right\b|correct\b|fair\b)[a-z]+ to"
    r" (?:say|claim|think|believe|argue|conclude|suggest) that\b"
    r"|\b(?:i|we|he|she|they) (?:read|hears?|heard) (?:[a-z]+ ){0,3}that\b"
    r"|\b(?:according to|per) (?:the|a|one|his|her|their|this|that) (?:[a-z]+ )?(?:post|tweet|meme|leaflet|flyer"
    r"|pamphlet|poster|advert\w*|manifesto)\b"
    r"|^\W*(?:the|his|her|their|this|one) (?:post|tweet|meme|leaflet|flyer|pamphlet|poster|manifesto)\s?:"
    r"|[;,–-] ?so (?!say|said|does|do|did|has|have|is|are|was|were)(?!nhs england|nhse|the (?:figures|data|ratings))"
    r"[\w' -]{1,40} (?:says?|said|claims?|claimed|reckons?|reckoned|goes|went|told (?:us|me))\W*$"
    r"|\bor so (?:i|you|one|we|they|he|she|it|some|the \w+)\b"
    r"|^(?:media |press |earlier |recent |widespread )?(?:reports|suggestions) (?:that|of)\b"
    r"|\b(?:some|many|others|critics|few|cynics|opponents|people) (?:say|said|believe|think|thought|argue|would say)\b"
)
# "Mr Hale complained that the table, of 12 July, said that nine …": what one says that another said.
_SAYING = "|".join(sorted(SAYING))
_TWICE_SAID = re.compile(
    rf"\b(?:{_SAYING})(?: [a-z]+){{0,3}} that\b[^;:.!?]{{2,120}}?\b(?:{_SAYING})\b[^;:.!?]{{0,40}}? that\b"
)
# A sentence that leads up to something imagined, made up or only asserted.
_LEADS_UP = re.compile(
    r"\b(?:(?:makes?|made|repeats?|repeated) (?:an?|the same|one|two|three|several|some|bold|this) (?:[a-z]+ )?claims?"
    r"|(?:there is|here is|i heard|we heard) an? (?:[a-z]+ )?(?:rumour|joke|story|riddle|example)"
    r"|(?:had|have|having) a (?:[a-z]+ )?(?:dream|vision|nightmare)|worked example"
    r"|(?:an?|the) (?:[a-z]+ )?(?:scenario|thought experiment|fantasy)\b|scenario [0-9a-z]\b"
    r"|(?:our|the|their|its|this) (?:[a-z]+ )?(?:forecast|prediction|projection)s? (?:is|was|are|were|for)\b"
    r"|(?:things|all) go(?:es)? well|(?:years?|decades?) from now|what they (?:say|tell)"
    r"|(?:the|their|this) (?:leaflet|advert\w*|flyer) (?:says|said)"
    r"|(?:fake|hoax|spoof|parody|bogus|satirical|satire))\b"
)
# "The following has been disputed.", "The letter went like this.": what leads to a statement is understood, or that is
# not taken.
_POINTS_AHEAD = re.compile(r"\b(?:the following|what follows|like this|as follows)\b")
# "The ratings for 2017/18: what they tell us": figures are no people.
_SAY_FIGURES = re.compile(
    r"\b(?:ratings|figures|numbers|data|results)(?: (?:for|of|in))?(?: [0-9/–-]+)?(?:\s?[:,–]| and)"
    r" what they (?:say|tell)\b"
)
_ASKS_WISH = re.compile(
    r"\b(?:would|should|could|does|might|will) (?:success|good|better|victory|the future|it all) (?:look|be)\b"
    r"|\b(?:want|hope|like|wish|aim|plan|intend) to (?:be|get|see|go|have)\b"
    r"|\bin (?:[a-z]+|[0-9]+) years(?:' time)?\s?\?"
)
_LONGEST_HEADING = 60
# A heading of what is planned, imagined or asked.
_HEADS = re.compile(
    r"\W*(?:(?:slide |page |part )?[0-9a-z]{1,2}(?:[.):]| [–-]) )?(?:"
    r"(?:(?:our|the|its|their|a|an|my|national|long-term|key|what the|some|your) )*"
    r"(?:ambitions?|visions?|goals?|targets?|aims?|objectives?|aspirations?|scenarios?|dreams?|fiction|satire|parody"
    r"|(?:planning )?assumptions?|thought experiments?|dress rehearsals?|examples?|illustrations?|quiz"
    r"|riddles?|rumours?|wish ?list|forecasts?|predictions?|projections?|hopes"
    r"|april fools?)"
    r"(?: (?:[0-9a-z]{1,2}|(?:for|by|of|in|from) [\w' -]{1,30}))?"
    r"|(?:where|what|who|how) (?:we|they|it) (?:would like|(?:aspire|want|hope|need|aim|plan|intend)s?|wish(?:es)?)"
    r" to\b[^.;!?]{0,30}"
    r"|what (?:would |does |will )?(?:good|success|better) (?:would |will )?looks?(?: like)?)\W*"
)
# "Mental health, if the weights were equal"
_IF = re.compile(r"\W*(?:if|supposing|assuming|imagine|suppose)\b[^?]*$")
# A heading of what is old, deleted or not yet true: "From the archive", "Draft – not for circulation".
_HEADS_UNTRUE = re.compile(
    r"\W*(?:from (?:the|our) archives?|archives?|deleted|withdrawn|superseded|draft(?= ?(?:$|[–:(,-]| (?:figures"
    r"|ratings|results|data)\b)))\b|\bnot for (?:circulation|publication|release)\b|\b(?:years?|decades?) ago\b"
)
# "What the ratings should have been", "Ratings that would shame us"
_NOT_SO = re.compile(
    r"\W*(?:what|how|where|which|who|ratings? (?:that|which|we|they))\b.*\b(?:should|would|might|could|ought)\b"
)
_NOT_DONE = re.compile(r"un[a-z]+ed")
_IN_BRACKETS = re.compile(r"^[^0-9:]*[(\[]([^()\[\]]+)[)\]]\W*$")
# The next sentence takes it back: "If only!", "Only kidding.", "Then I woke up.", "Four are."
_TAKEN_BACK = re.compile(
    r"\W*(?:if only|as if|yeah,? right|in your dreams|dream on|would that"
    r"|(?:i|we) wish(?: it (?:was|were)\b|\s?[.!]|$)|pull the other|pigs might"
    r"|and i am the (?:queen|king|pope)|(?:(?:only|just|i(?:'m| am)|we(?:'re| are)) )+(?:kidding|joking)|(?:i|we) jest"
    r"|(?:i|we) (?:made|am making|are making) (?:that|it|this|them) up|then (?:i|we) woke|(?:i|we) lied\b"
    r"|(?:i|we|they|he|she|the \w+) (?:was|were|am|are|is) (?:quite |simply |just |plain )?wrong\b"
    r"|or so (?=[a-z])(?!many\b|few\b|much\b)"
    r"|(?:but |though )?(?:i|we) (?:may|might|could|must) (?:well |also |of course )?(?:have|be)\b"
    r"|not really\b|of course not\b"
    r"|(?:no|nope),? (?:of course|obviously|alas|sadly)?,? ?(?:they|it|we|that|not)\b"
    r"|(?:but |yet |alas,? )?the truth is\b|fact\s?[:–]"
    rf"|according to the (?:data|figures|ratings|tables?|numbers),? (?:only |just )?{COUNT_WORD}"
    r" (?:are|were|is|was|did)\b"
    r"|what (?:the|our) (?:data|figures|ratings|numbers) (?:say|show)\s?[:–]"
    rf"|(?:but |yet |in fact,? |actually,? |really,? |only |just |a mere )*{COUNT_WORD}"
    r" (?:of them )?(?:are|were|is|was|do|did|have|had)\s?(?:[.!;,–]|$)"
    r"|[^.;:,]{2,40}? (?:says?|said|insist(?:s|ed)|counter(?:s|ed)|repli(?:es|ed)|answer(?:s|ed)) (?:that )?(?:"
    rf"(?:only |just )*{COUNT_WORD} (?:of them )?(?:are|were|is|was|do|did|have|had)"
    rf"|(?:it|the (?:figure|number|answer)) (?:is|was) (?:only |just )*{COUNT_WORD})\s?(?:[.!;,–]|$)"
    rf"|the (?:right |correct )?answer (?:is|was) (?:only |just )*{COUNT_WORD}\b"
    r"|(?:we|i|they|it|nhs england|the \w+) (?:do(?:es)? not|don't|doesn't|cannot|can't) (?:recogni[sz]e|accept"
    r"|know (?:what|where|which|whose|that))\b"
    r"|(?:that|this|it|which)(?: is not|'s not| isn't| was not| wasn't)"
    r" (?:my|our|how|borne|supported|in line|what (?:the|nhs|we|it|they|was|is))\b"
    r"|(?:no|nope|nah|wrong|false|nonsense|rubbish)\s?[.!]+\W*$)"
)
# "All 207 CCGs": that every one of them has one band is only said in jest, or of what is to be.
_EVERY_ONE = re.compile(r"\b(?:all|all the|all of the|every one of the|each of the|every single one of the) (?:of )?$")


# "By 'good' we mean …", "'Good' here includes outstanding", "We use 'good' loosely.": what it counts is another band.
_REDEFINES = re.compile(
    r"\b(?:we|i) (?:have |had |also )?(?:uses?|used|mean|meant|count(?:ed)?|treat(?:ed)?|take|took|call(?:ed)?"
    rf"|class(?:ed)?|merged?|combined?|lump(?:ed)?|group(?:ed)?)\b[^.;NS]{{0,40}}B{FILL}"
    rf"|B{FILL}*['\"”’]* (?:here |also |in this [a-z]+ )?(?:means?|includes?|covers?|takes in|stands for)"
    rf"[^.;]{{0,60}}B{FILL}"
    rf"|\bby ['\"“‘]*B{FILL}*['\"”’]* (?:we|i) mean|B{FILL}*['\"”’]* is (?:our|my) (?:own )?(?:word|term|label)\b"
)


def redefines(marked: str) -> bool:
    """Whether a marked sentence gives a band another meaning than NHS England does."""
    return _REDEFINES.search(marked) is not None


def is_only_supposed(scene: Scene, plain: str) -> bool:
    """Whether a sentence, folded, is imagined, wished for, made up, only said by somebody or said in jest."""
    marked = scene.marked
    return (
        scene.paragraph.is_supposed
        or _HEARSAY.search(plain) is not None
        or _TWICE_SAID.search(plain) is not None
        or _IMAGINES.match(marked) is not None
        or _MADE_UP.search(plain) is not None
        or _NEARLY.search(marked) is not None
        or _TAKEN_BACK.match(scene.next_plain) is not None
    )


def is_of_every_one(scene: Scene, start: int, value: float, bands: int, vocabulary: Vocabulary) -> bool:
    """Whether a count at `start`, of so many bands, says that every organisation of England has one band."""
    is_all = _EVERY_ONE.search(scene.marked[:start]) is not None
    return is_all and bands == 1 and value >= vocabulary.fewest_organisations > 0


def note_supposition(paragraph: Paragraph, scene: Scene, has_claims: bool) -> None:
    """Records that a sentence leads up to what is imagined, asked for or only said by somebody."""
    plain = scene.sentence.plain
    if has_claims or paragraph.is_supposed:
        return
    paragraph.is_supposed = (
        _IMAGINES.match(scene.marked) is not None
        or _LEADS_UP.search(_SAY_FIGURES.sub("", plain)) is not None
        or (plain.rstrip("'\") ").endswith("?") and _ASKS_WISH.search(plain) is not None)
        or (_POINTS_AHEAD.search(plain) is not None and not knows_all(scene, also=("follows", "follow")))
        or (not paragraph.lines and len(plain) <= _LONGEST_HEADING and _is_untrue(plain))
    )


def _is_said_untrue(words: str) -> bool:
    """Whether a bracket says that what it stands beside is not certain: '(may contain errors)', '(unverified)'."""
    return any(word in SAID_UNTRUE or _NOT_DONE.fullmatch(word) for word in words.split())


def _is_untrue(heading: str) -> bool:
    qualified = _IN_BRACKETS.search(heading)
    tail = re.split(r"(?:[:,]|\s[–—-]+)\s", heading)[-1]
    return (
        any(_HEADS.fullmatch(words) for words in (heading, tail))
        or _IF.match(tail) is not None
        or _NOT_SO.match(tail) is not None
        or (qualified is not None and _is_said_untrue(qualified[1]))
        or (heading.rstrip()[-1:] not in (*".!?;,",) and _HEADS_UNTRUE.search(heading) is not None)
    )
