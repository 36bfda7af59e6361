"""The words around a claim: those that leave its meaning alone, and those that change it.

A claim is read only where every word of its own clause is of the first kind; a word that is in no table is a reason not
to read it.
"""

from __future__ import annotations

import re


def word_set(text: str) -> frozenset[str]:
    """The words of a text with spaces between them."""
    return frozenset(text.split())


# Words that say nothing of how many, of whom, when, or whether it is so.
PLAIN = word_set(
    """
    a about account achieve achieved achieves achieving across added actual actually all alone also altogether am
    among amongst an and annual any are as assess assessed assesses assessing assessment assessments at attain
    attained attract attracted award awarded awarding awards band banding bands be been being body both branded by
    came care careful categories categorised categorises categorising categorized category ccg ccgs chief class
    classed classes classification classified clinical collectively combined come comes commissioning comprise
    comprised comprises considered country current data declared deemed described despite does each earn earned
    earning either england english entire entirely equivalent corresponding comparable even every exact exactly fact
    find finding findings finds flagship following for found framework frameworks from full gave get gets getting
    given giving give gives going got grade graded grades grading had hand handed has have having he health held her
    his hold holding holds how however in indeed into is issued it its judge judged judgement judgements judges
    judging just know known label labelled labelling labeled labels land landed latest level levels list listed
    listing lists local locally made make makes making manage managed mark marked marking marks meanwhile measure
    measured measures means mental merely merit merited met named nation national nationally nationwide nhs now
    number numbered numbers needing obtained of official officials on one only or organisation organisations others
    out outcome over per perform performance performances performed performing place placed places percentages
    position positions proportion proportions put quality rank ranked ranking rankings ranks rate rated rates rather
    rating ratings reach reached reaches reaching receive received receives receiving record recorded result
    resulted results round ruled same saw scale scales score scored scores scoring secure secured securing see seen
    sees separate service services set sets share she show showed shown shows single sit sits sitting some stand
    standard standards stands stated status stood straight such system summary table tables that the their them
    there therefore hence thereby accordingly these they this those through thus tier tiers time to together told
    too took total totalled totalling totals truly under use used using up-to-date verdict verdicts was we well went
    were what who which whole whom whose win winning wins with within won work yes while whilst whereas but although
    though yet because so says count counts counted countrys assessors i shocked appalled dismayed surprised pleased
    delighted proud sorry learn learned learnt emerge emerges emerged regret regrets regretted adding noting still
    baseline exercise tell tells speak speaks above below puts mere bare paltry attached pinned applied assigned
    ones hands handed cover covers covered covering having n saddled lumbered slapped bagged notched scooped garnered
    clinched
    """
)

# Those who state figures: "good for mental health campaigners" is good for them.
SPEAKERS = word_set(
    """
    watchdog regulator body inspectors officials analysts bosses chiefs minister ministers spokesman spokeswoman
    spokesperson charity charities college colleges committee committees department government governments ministry mps
    campaigners think-tank thinktank institute foundation union unions newspaper magazine journal researchers
    academics experts auditors auditor ombudsman secretary executive director president professor chairman chair
    authors author reporters journalists press
    """
)
# Nouns of what states figures: an unknown word before one describes it ("alarming new figures").
SOURCES = SPEAKERS | word_set(
    """
    account analysis announcement appraisal article assessment assessments audit briefing bulletin chart check checks
    dashboard data dataset document documents evaluation evidence exercise figure figures findings framework
    information league list report reports overview paper papers publication rankings ratings records release
    results review reviews scorecard statement statistics summary table tables update paper website
    """
)
# Nouns of what is awarded, likewise ("the coveted outstanding rating").
AWARDS = word_set(
    "accolade award badge badges band bands category categories class"
    " grade grades label labels level mark marks rating ratings"
    " score scores standard status tier title verdict verdicts"
)
# Verbs with which somebody says that something is so.
SAYING = word_set(
    """
    added adds announce announced announces concluded concludes confirm confirmed confirms disclosed discloses
    explained explains find finds found noted notes observed observes pointed publish published publishes recorded
    records report reported reports reveal revealed reveals said say saying says show showed shown shows state
    stated states told tells wrote writes demonstrate demonstrated demonstrates indicate indicated indicates
    establish established remarked reminded counts counted lists listed pointed shared stressed
    emphasised acknowledged admitted conceded lamented warned complained welcomed praised
    """
)
# The kinds of words that keep a statement from being a claim, by the reason that is given.
DENIAL = word_set(
    """
    no-one nobody noone nothing neither nor not never nowhere cannot cant isnt wasnt werent arent dont doesnt didnt
    havent hasnt hadnt wont wouldnt couldnt shouldnt without unless except excluding few hardly scarcely barely deny
    denies denied denying refute refuted refutes disproved disprove disproves dispute disputed disputes rejected
    rejects dismiss dismissed dismisses contradicted contradicts contest contested wrong wrongly false falsely
    untrue incorrect incorrectly inaccurate inaccurately erroneous erroneously mistaken mistakenly mistake error
    errors myth fiction fabricated invented fake hoax lie lies nonsense rubbish baseless misreported misprint
    misread misquoted misleading retracted retracts withdrawn withdrew corrected correction doubt doubts doubted
    doubtful dubious unproven unfounded unsubstantiated exaggerated exaggeration fail failed fails failing avoid
    avoided escape escaped escapes missed lack lacked lacks
    """
)
SUPPOSITION = word_set(
    """
    almost nearly virtually practically if whether would could should might may must can shall will ought wont
    perhaps maybe possibly probably likely unlikely suppose supposed supposedly supposing assume assumed assumes
    assuming assumption hypothetical hypothetically imagine imagined imagines imaginary pretend scenario scenarios
    model modelled modelling simulation projected projection projections predict predicted predicts prediction
    forecast forecasts forecasting expect expected expects expecting expectation anticipate anticipated anticipates
    estimate estimated estimates hope hopes hoped hoping want wants wanted wish wishes aim aims aimed aiming target
    targets targeted goal goals plan plans planned planning intend intends intended promise promised promises pledge
    pledged ambition ambitions aspire aspires aspiration bid fear fears feared worry worried worries threat
    threatened risk risks danger believe believed believes belief think thinks thought guess guessed guesses bet
    reckon reckoned reckons feel feels felt opinion opinions rumour rumours rumoured speculate speculated
    speculation speculates allege alleged allegedly alleges allegation allegations claim claims claimed claiming
    suggest suggested suggests suggestion suspect suspected suspects appear appeared appears idea notion theory
    possibility prospect chance chances impression suspicion suspicions assertion assertions accusation accusations
    story stories gossip joke joked jokes pretended pretends lied boast boasted boasts insist insisted insists argue
    argued argues maintains dream dreamt seem seemed seems apparently reportedly purportedly ostensibly potentially
    potential draft provisional provisionally preliminary leaked proposed proposal proposes propose due soon
    tomorrow next future eventually pending awaiting unconfirmed confirmation
    vision visions
    legend folklore lore grapevine superstition
    ask asked asks asking question questions wonder wondered wonders provided until
    till
    """
)
CHANGE = word_set(
    """
    more fewer less than rise rises rose risen rising increase increases increased increasing grow grows grew grown
    growth growing climb climbs climbed climbing jump jumps jumped leap leapt surge surged soar soared swell swelled
    swollen double doubles doubled doubling treble trebled tripled triple quadrupled halve halved halving decline
    declined declines declining decrease decreased decreases decreasing drop dropped drops dropping fall fallen
    falling fell falls shrank shrink shrunk dip dipped plunge plunged plummeted tumbled cut lose loses losing lost
    loss losses gain gained gains gaining add move moved moves moving movement shift shifted slip slipped slipping
    slide slid sank promote promoted promotion demote demoted relegated upgraded downgraded upgrade downgrade
    improve improved improves improving improver improvers worsen worsened worsening deteriorate deteriorated
    deteriorating decliners change changed changes changing switch switched swapped became become becomes becoming
    turned remain remained remains remaining stay stayed stays staying keep keeps kept keeping retain retained
    retains retaining maintain maintained continue continued continues continuing again another extra additional
    newly longer join joined joining joins left entered exited escaped overtook progress progressed regress
    regressed recover recovered returned net
    """
)
OTHER_TIME = word_set(
    """
    ago earlier previously previous prior former formerly before originally original initially initial inception
    outset start beginning historic historically past yesterday last decade decades since until then later
    afterwards subsequently once old older interim mid-year midyear half-yearly
    """
)
# Parts of England; names of places are the vocabulary's.
PART = word_set(
    """
    north northern south southern east eastern west western midlands midland midland-based london londons capital
    yorkshire cumbria humber thames mersey merseyside tyneside wearside teesside tees pennine home peninsula anglia
    region regions regional county counties countys city cities town towns borough boroughs district districts village
    villages metropolitan rural urban coastal inland seaside suburban shire shires patch footprint footprints
    stp stps icb icbs ics icss hub hubs cluster clusters locality localities neighbourhood neighbourhoods
    coast constituency constituencies sample sampled pilot pilots vanguard vanguards predecessor predecessors
    wales welsh scotland scottish ireland irish uk britain british
    avon bedfordshire berkshire birmingham bradford brighton bristol buckinghamshire cambridgeshire cheshire
    cleveland cornwall coventry derby derbyshire devon dorset durham essex exeter gloucestershire hampshire
    herefordshire hertfordshire hull humberside kent lancashire leeds leicester leicestershire lincolnshire liverpool
    manchester middlesex newcastle norfolk northamptonshire northumberland northumbria nottingham nottinghamshire
    oxford oxfordshire plymouth portsmouth rutland sheffield shropshire somerset southampton staffordshire stoke
    suffolk sunderland surrey sussex warwickshire wessex wiltshire wolverhampton worcestershire york
    """
)
OTHER_BODIES = word_set(
    """
    survey surveys poll polls questionnaire themselves itself himself herself ourselves trusts trust hospital
    hospitals provider providers practice practices surgery surgeries homes unit units ward wards school schools
    nursery nurseries college colleges council councils authority authorities department departments clinic clinics
    pharmacy pharmacies patient patients people women mothers men children babies users staff nurses doctors
    respondents managers gps team teams charity charities
    """
)
# Words of denial that affirm all the same.
AFFIRMS = re.compile(
    r"\b(?:it )?(?:can(?:no|')t|can not|could not) be (?:denied|disputed|doubted)(?: that)?\b"
    r"|\b(?:nobody|no one|no-one|few) (?:can |could |will |would )?(?:den(?:y|ies|ied)|disputes?|disputed|doubts?"
    r"|doubted)(?: that)?\b"
    r"|\b(?:there (?:can be|is|was) )?(?:no|beyond|without) (?:any )?doubt(?: about (?:it|that))?(?: that)?\b"
    r"|\b(?:not surprised|not surprising|no surprise|not hide|no secret|not denied|not deny|not dispute|not disputed)\b"
    r"|\b(?:will|would|should|can) (?:not|hardly) (?:be (?:surprised|shocked)|surprise|shock)\b"
    r"|\bdid(?: not|n't) (?=hide)|\bnot only (?=were|was|are|is|did|have|has)|\bnot (?:acceptable|good enough|right"
    r"|fair) that\b"
    r"|\bthere (?:is|was|can be) no (?:denying|disputing|hiding|escaping)(?: the fact)?(?: that)?\b"
)
# Denials of a statement as a whole, wherever in its sentence, and in the one after it, they stand.
DENIED = re.compile(
    r"\b(?:(?:(?<=')s|is|are|was|were|be|been|being|simply|just|quite|plainly|flatly|totally|completely|entirely"
    r"|proved|proven|"
    r"turned out(?: to be)?|known to be|shown to be) (?:not (?:true|so|right|correct|accurate|the case)|wrong|false|"
    r"untrue|incorrect|inaccurate|a myth|myths?|a lie|lies|nonsense|rubbish|fake|a hoax|mistaken|erroneous|a mistake|"
    r"an error|a misprint|disputed|contested|retracted|withdrawn|corrected|denied|rejected|unfounded|baseless)"
    r"|isn'?t (?:true|so|right|correct|the case)|wasn'?t (?:true|so|right|correct|the case)"
    r"|aren'?t true|weren'?t true|not true|untrue|(?:it|this|that)(?: is|'s) (?:a )?(?:myth|lie|fiction|nonsense)"
    r"|den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|refut(?:es?|ed|ing)|reject(?:s|ed|ing)? (?:the|that|this|it|any)"
    r"|no (?:truth|evidence|basis|support|proof|sign|suggestion|question)|misreport\w*|misprint\w*|misquot\w*"
    r"|retract\w*|withdr[ae]wn?|wrongly|falsely|incorrectly|erroneously|mistakenly|inaccurately|contrary to"
    r"|version (?:\d+|one|two|three)|in error|by (?:mistake|accident|a slip)|typing error|a slip|miscount\w*"
    r"|mistyped|typos?"
    r"|(?:can(?:no|')t|can not|could not|couldn't) be (?:right|true|correct)|recte|disagree[sd]?"
    r"|(?:an? (?:stretch|exaggeration|overstatement)|overstates?|going too far|too much to say)"
    r"|(?:no|neither|none of (?:the|these|those)) (?:[a-z'-]+ ){0,2}(?:shows?|says?|has|have|lists?|finds?|found"
    r"|records?|reports?|states?|gives?|supports?)"
    r"|(?:been|was|were|is|are) (?:questioned|challenged|queried)"
    r"|far from (?:true|it)|(?:unable|failed) to (?:find|confirm|support|trace|verify)|hoax\w*|rumou?r\w*"
    r"|(?:since|later|now) (?:removed|deleted|corrected|amended|revised|pulled|taken down|replaced|superseded)"
    r"|myth|debunk\w*|disprov\w*|made[- ]up|invented|fabricat\w*)\b"
)
# A count, in digits or in one word.
COUNT_WORD = (
    r"(?:[0-9]+|none|nil|zero|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
# What is set against it: it was wrong, in this sentence or in the one before.
CORRECTS = re.compile(
    r"\bthe (?:true|real|actual|correct|right|proper) (?:figure|number|total|count|share|proportion|answer)s?\b"
    r"|\bin (?:reality|truth)\b"
    # "150 were good; in fact 95 were", "... but only 95 actually were", "... when it was 95"
    r"|[,;:\u2013\u2014-] ?(?:but |yet |when |whereas |while |and )*"
    r"(?:in (?:actual )?fact|as a matter of fact|actually|really|in practice),? (?:it (?:is|was) |there (?:are|were) )?"
    rf"(?:only |just |a mere |no more than |as many as )?{COUNT_WORD}\b"
    rf"|\b{COUNT_WORD} (?:of them )?(?:in fact|actually|really) (?:are|were|is|was|did|had)\b"
    rf"|\b(?:but|yet|when|whereas|as|since|because|though) (?:only |just |a mere )?{COUNT_WORD} (?:of them )?"
    r"(?:are|were|is|was|did|had)"
    r"[.!;,]?$"
    r"|\b(?:when|whereas) (?:it|the (?:figure|number|total|count)) (?:is|was) "
    rf"(?:in fact |actually |really |only |just )*{COUNT_WORD}\b"
    rf"|\bagainst an? (?:actual|true|real) {COUNT_WORD}\b"
    rf"|\b(?:against|and not|not) {COUNT_WORD},? (?:in (?:fact|truth|reality)|actually|really)\b"
    # "the minister said 120 were; NHS England says 95"
    r"|[;,:\u2013\u2014-] ?(?:but |yet |while |whereas )?(?:[a-z']+ ){1,4}(?:says?|said|counts?|counted|makes it"
    r"|has it at"
    rf"|puts it at|found) (?:only |just |a mere )*{COUNT_WORD}\W*$"
    r"|\b(?:it|they|that|this|neither) (?:was|were|is|are|did|do|does|had|has|have)(?: not|n't)"
    r"(?: so)?[.!;]?$"
)
# The next sentence withdraws what was stated.
WITHDRAWN = re.compile(
    r"(?:(?:but |yet |in fact,? |actually,? |of course,? )?(?:this|that|it|which|the (?:figure|number|claim|report"
    r"|story|count)"
    r"|these|those|the (?:figures|numbers|claims)|they|neither|none of (?:this|that|it))\b"
    r"|not (?:so|true|quite|really)\b|wrong\b|untrue\b|false\b|nonsense\b|nobody\b|no[.!,]|incorrect\b)"
)
