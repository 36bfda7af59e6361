"""Words of ordinary news of care, people and money: none says how many, of whom, when or how a figure was come by.

A sentence of these alone, whose subject is none of what was counted, leaves the statement before it as it is.
"""

from __future__ import annotations

from pipeline.parse.text.claims.sentence.words import word_set

# Who speaks, acts or is cared for.
ROLES = word_set(
    """
    academics activist activists adviser advisers association baroness board body bosses campaigner campaigners
    care carers chair chairman chairwoman charities charity chief chiefs clerk clinical clinicians cllr college
    commissioners committee conservatives council councillor councillors councils critics dads dame dem
    democrats dems department deputy director directors doctors dr economist economists england executive
    executives experts families family former foundation government governors gps head health healthwatch
    institute labour lady lawyers leader leaders leading lib local lord manager managers mayor medical members
    mental mind minister ministers ministry miss mp mps mr mrs ms mums national nhs nurses officer officers
    officials opposition organisation parents parliamentary party patient patients peers people policy president
    prime prof professor psychiatrist psychiatrists psychologists psychotherapists public researchers scrutiny
    secretary senior shadow sir social society speaker spokesman spokesperson spokeswoman staff state therapists
    top tories trust union unions vice watchdog welfare
    """
)
# What a comment speaks of: care, money and what is done about them.
THINGS = word_set(
    """
    information way     population populations light shine reason reasons cause causes factor factors     abuse access action actions addiction adults ambulances anguish anxiety appointments attention autumn
    awareness background beds benefit benefits budget budgets cancer carers cash challenge challenges change
    changes child childhood children clinics commissioning communities community concern concerns condition
    conditions conference country crises crisis cuts deaths debt decade delay delays demand demands dementia
    depression detail details development diagnoses diagnosis difference differences difficulties disabilities
    disability disorder disorders distress doctors effort efforts emergency employment england estates evidence
    experience experiences experts facilities families friends funding funds future gap gaps government hands
    help helpline homes hope hospital hospitals hours housing illness illnesses improvement improvements
    inequalities investment issue issues job jobs justice lack leadership life lives lottery medication medicine
    medicines meeting minds money month months morale need needs neighbours nurse nurses obstacles outcomes pain
    parity patience period plan plans pledge postcode pressure pressures prevention priorities priority problem
    problems progress prospects psychosis purse quality recovery reform reforms resources role rooms safety
    schools sector service services shortage shortages skills solution solutions specialist specialists spending
    stigma stories strain strategy stress struggles suffering suicide support system systems taxpayers team
    teams technology telephone therapies therapy time times training transport treatment treatments trouble
    vacancies variation variations visits wages wait waiting waits wards wellbeing winter women work worker
    workers workforce workload year years youth
    """
)
# What they are like.
QUALITIES = word_set(
    """
    complacent pleased delighted proud happy sad angry furious shocked disappointed appalled dismayed alarmed determined     recent ring-fenced closely steadily partly quickly slowly properly flat already local     able acute adequate affordable ageing available average basic best better big bigger biggest bold brave
    brilliant busy caring central chronic clear close committed common compassionate complex crucial daily
    dedicated deep determined different difficult early easier easy economic effective entire essential
    excellent extra fair fast faster financial frail free front full fundamental further future general genuine
    great greater greatest hard harder hardest high higher huge human immediate important independent individual
    innovative joint key large last-ditch lasting little local lonely long long-standing long-term longer low
    main major many mental more much national necessary new old-fashioned older online open ordinary outdated
    own particular personal physical political poor poorer possible powerful proper public quick quicker ready
    real regular remote responsible right rising rural safe scarce serious severe short significant simple slow
    slower small special specialist steady strong stronger struggling successful sustained talking tough unwell
    urgent urgently vital vulnerable weak wide wider worried worse worst young younger
    """
)
# What is done, felt or said of them, beside those by which somebody speaks.
DEEDS = word_set(
    """
    deserved     informed urged act     abandoned accept accepted accepts accessing achieve achieved acted acting address addressed affect affected
    affects afford agree agreed agrees allow apologise apologised arrange arranged attend attended become
    becoming begin begins begun benefit blame blamed bring bringing brings build building built buy buying call
    calling cared caring change changed changing cited close closing come comes coming commit committed continue
    continued continues continuing cope cost costs cover cut cutting deal deliver delivered delivering delivers
    depend depends deserve deserves develop developing develops differ differs discuss discussed drive drives
    driving drop due ease eased end ending ends enjoy ensure ensuring expand expanded expanding experience
    experienced experiencing face faced faces facing fall fallen falling falls feel feeling feels fell felt
    fight fighting find finding focus follow force forced fund funded funding gain get gets getting give given
    gives giving go goes going got grew grow growing grown grows happen happens help helped helping helps hire
    hope hopes hoping improve improved improves improving increase increased increases increasing invest
    invested investing invests join keep keeping know lead leading learn learning leave leaves leaving led let
    let's listen listened listening live lives living look looking looks lose losing made make makes making
    matter matters meet meeting meets move moving need needed needing needs offer offered offering offers open
    opened opening pay paying pays plan planning plans play plays pressing prevent prevents provide provided
    provides providing publish pushed pushing put raise raised raising reach reached reaches receive received
    receiving recover recovered recovering recruit recruited recruiting reduce reduced reducing reflect
    reflected reflects rely relying remain remained remains respond retain rise risen rises rising rose run
    running save see seeing seek seeking seen serve serves set share shared shares sharing shortened show showed
    shows speak spend spending spends spent stay stop strengthen strengthened struggle struggled struggles
    struggling suffer suffered suffering suffers support supported supporting supports tackle tackled tackling
    take taken takes taking talk talking train trained training transform transforming treat treated treating
    try trying turn understand unlock use used using varies vary wait waited waiting waits want wanted wants
    work worked working works worsen worsened worsening
    """
)
# What joins them.
JOINING = word_set(
    """
    a about above across after against ahead all-party alongside always am amid among an and another are around
    as at away back be because been being between by can could day days did do does down during enough
    especially ever every everybody everyone everywhere far for forward from had has have her here his how i in
    into is its living may me might much must my near now of often on or our out over own she should simply
    so-called still than that the their themselves there through throughout to today today's together too under
    up us very was we week week's weeks well were what when where while why will with within would year year's
    years yesterday you your
    """
)
# Finite forms, of which a sentence has one.
FINITE = word_set(
    """
    affect affects am are can cannot come comes continue continued continues cost costs could deliver delivers
    depend depended depends deserve deserves did differ differs do does face faces fall falls feel feels fell
    felt get gets go goes grew grow grows had has have help helped helps improve improved improves increased
    increases is lack lacks live lives matter matters may might must need needs offer offered offers play plays
    provide provides reflect reflects remain remained remains rise rises rose serve serves should show shows
    struggle struggled struggles suffer suffered suffers support supports take takes varies vary wait waits want
    wants was were will work works worsen worsened would
    """
)
ORDINARY = ROLES | THINGS | QUALITIES | DEEDS | JOINING
