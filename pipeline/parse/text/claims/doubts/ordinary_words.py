"""Words of ordinary news of care, people and money: none says how many, of whom, when or how a figure was come by.

A sentence of these alone, whose subject is none of what was counted, leaves the statement before it as it is.
"""

from __future__ import annotations

from pipeline.parse.text.claims.sentence.words import word_set

# Who speaks, acts or is cared for.
ROLES = word_set(
    """
    academics activist activists adviser advisers alliance association baroness board body bosses campaign
    campaigner campaigners care carers chair chairman chairwoman charities charity chief chiefs clerk clinical
    clinicians cllr coalition colleague colleagues college commissioners committee conservatives council
    councillor councillors councils critics dads dame dem democrat democrats dems department deputy director
    directors doctors dr echo economist economists england executive executives experts families family father
    federation former forum foundation gazette government governors gps head health healthwatch herald institute
    labour lady lawyers leader leaders leading lib liberal local lord manager managers mayor medical members
    mental mind minister ministers ministry mother mp mps mr mrs ms mums national network newspaper nhs nurses
    officer officers officials opposition organisation parents parliamentary party patient patients peers people
    policy president prime prof professor psychiatrist psychiatrists psychologists psychotherapists public
    researchers scrutiny secretary senior shadow sir social society speaker spokesman spokesperson spokeswoman
    staff state therapists top tories trust union unions vice watchdog welfare
    """
)
# What a comment speaks of: care, money and what is done about them.
THINGS = word_set(
    """
    abuse access act action actions addiction adults ambulance ambulances anguish anxiety appointments attention
    autism autumn awareness background bed beds benefit benefits boy brother budget budgets cake campus cancer
    carers cash cause causes centre centres challenge challenges change changes child childhood children clinic
    clinics commissioning communities community concern concerns condition conditions conference cost
    counselling counsellor counsellors country crises crisis cuts daughter deaths debt decade delay delays
    demand demands dementia depression detail details development diagnoses diagnosis diet difference
    differences difficulties dignity disabilities disability disorder disorders distress doctor doctors effort
    efforts emergency employment england equality estates evidence experience experiences experts facilities
    factor factors families father friend friends funding funds future gap gaps girl government hands harm heart
    hearts help helpline home homes hope hospital hospitals hours housing husband illness illnesses improvement
    improvements inequalities information injury investment isolation issue issues job jobs justice lack
    leadership life lifeline light lives loneliness lottery medication medicine medicines meeting minds money
    month months morale mother need needs neglect neighbours nurse nurses obstacles outcomes pain parity
    parliament patience period plan plans pledge population populations postcode poverty pressure pressures
    prevention price priorities priority prison prisons problem problems progress prospects psychologist
    psychosis purse quality reason reasons recovery reform reforms resources respect rights role room rooms
    safety school schools sector self-harm service services shine shortage shortages sister skills sleep
    solution solutions son specialist specialists spending statement step stigma stories strain strategy street
    streets stress struggles suffering suicide sums support system systems tax taxpayers team teams technology
    telephone therapies therapist therapy time times training transport treatment treatments trouble
    underfunding underinvestment university vacancies variation variations visits wages wait waiting waits ward
    wards way wellbeing wife winter women words work worker workers workforce workload world year years youth
    """
)
# What they are like.
QUALITIES = word_set(
    """
    able acute adequate affordable ageing alarmed alone already angry appalled available average avoidable basic
    best better big bigger biggest bold brave brilliant broken busy caring central chronic clear close closely
    committed common compassionate complacent complex creaking crucial daily decent dedicated deep delighted
    desperate determined different difficult disabled disappointed dismayed dying early easier easy economic
    effective entire equal essential excellent exhausted extra failing fair fast faster financial flat forgotten
    frail free frightened front full fundamental furious further future general genuine great greater greatest
    happy hard harder hardest hidden high higher huge human ill immediate important independent individual
    inhumane innovative joint key kind large last-ditch lasting little local lonely long long-standing long-term
    longer low main major many mental mentally more much national necessary new old-fashioned older online open
    ordinary outdated overstretched own particular partly personal physical pleased political poor poorer
    possible powerful preventable proper properly proud public quick quicker quickly ready real recent record
    regular remote responsible ring-fenced rising rural sad safe scarce scared serious severe shocked short sick
    significant silent simple slow slower slowly small special specialist steadily steady stretched strong
    stronger struggling stuck successful sustained talking tough underfunded understaffed unsafe unwell urgent
    urgently vital vulnerable warm weak welcome wide wider worried worse worst young younger
    """
)
# What is done, felt or said of them, beside those by which somebody speaks.
DEEDS = word_set(
    """
    abandoned accept accepted accepts accessing achieve achieved act acted acting address addressed affect
    affected affects afford agree agreed agrees allow apologise apologised arrange arranged attend attended away
    become becoming begin begins begun benefit blame blamed bring bringing brings build building built buy
    buying call called calling cared caring celebrate celebrated change changed changing cited close closing
    come comes coming commit committed continue continued continues continuing cope coped cost costs cover cut
    cutting deal deliver delivered delivering delivers depend depends deserve deserved deserves develop
    developing develops die died dies differ differs discuss discussed drive drives driving drop due ease eased
    end ending ends enjoy ensure ensuring expand expanded expanding experience experienced experiencing expose
    exposed exposes face faced faces facing fall fallen falling falls feel feeling feels fell felt fight
    fighting find finding focus follow force forced fund funded funding gain get gets getting give given gives
    giving go goes going got grew grow growing grown grows hear heard help helped helping helps hire hit hope
    hopes hoping improve improved improves improving increase increased increases increasing informed invest
    invested investing invests join keep keeping know launch lead leading learn learning leave leaves leaving
    led let let's listen listened listening live lives living look looking looks lose losing made make makes
    making matter matters meet meeting meets met move moving need needed needing needs offer offered offering
    offers open opened opening pay paying pays phone plan planning plans play plays pressing prevent prevents
    promise prompt prompted provide provided provides providing publish pushed pushing put raise raised raising
    reach reached reaches receive received receiving recover recovered recovering recruit recruited recruiting
    reduce reduced reducing reflect reflected reflects rely relying remain remained remains respond retain rise
    risen rises rising rose running save see seeing seek seeking seen send sent serve serves set share shared
    shares sharing shortened show showed shows soar soared soaring speak spend spending spends spent stay stop
    strengthen strengthened struggle struggled struggles struggling suffer suffered suffering suffers support
    supported supporting supports tackle tackled tackling take taken takes taking talk talking thanked train
    trained training transform transforming travel travelled treat treated treating try trying turn turned
    understand unlock urged use used using varies vary visit visited wait waited waiting waits want wanted wants
    warned work worked working works worsen worsened worsening
    """
)
# What joins them.
JOINING = word_set(
    """
    a about above across after against ahead all-party alongside always am amid among an and another are around
    as at away back be because been being between but by can could day days down during enough especially ever
    every everybody everyone everywhere far for forward from had has have her here his how i in into is its
    living may me might much must my near now of often on or our out over own she should simply so-called still
    than that the their themselves there through throughout to today today's together under up us very was we
    week week's weeks well were what when where while why will with within would year year's years yesterday you
    your
    """
)
# Finite forms, of which a sentence has one.
FINITE = word_set(
    """
    affect affects am are can cannot come comes continue continued continues cost costs could deliver delivers
    depend depended depends deserve deserves differ differs face faces fall falls feel feels fell felt get gets
    go goes grew grow grows had has have help helped helps improve improved improves increased increases is lack
    lacks live lives matter matters may might must need needs offer offered offers play plays provide provides
    reflect reflects remain remained remains rise rises rose serve serves should show shows soared struggle
    struggled struggles suffer suffered suffers support supports take takes varies vary wait waits want wants
    was were will work works worsen worsened would
    """
)
ORDINARY = ROLES | THINGS | QUALITIES | DEEDS | JOINING
