-- Each rating against its peers: how many organisations have a better, the same or a worse band, and where that puts it.
--
-- Peers are the organisations open on the last day of the period that were rated in the same framework, area and
-- period. Bands have an order and no distances: the relative position counts organisations and never subtracts bands.
-- Everything is refused where an organisation open then has no row: it would describe whoever happens to be listed.
--
-- group: ratings
-- key: framework, area, period, org_code
--   framework VARCHAR -- Framework under which it was rated
--   area VARCHAR -- Area that was rated
--   period VARCHAR -- Reporting period in normal form
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Name in the register
--   scale VARCHAR -- Scale of the band
--   band VARCHAR -- Band
--   position BIGINT [position] -- Place of the band in its scale, 1 is the best
--   rated BIGINT? [organisations] -- Peers that have a band, itself included; NULL when refused
--   better BIGINT? [organisations] -- Peers with a better band; NULL when refused
--   equal BIGINT? [organisations] -- Peers with the same band, itself included; NULL when refused
--   worse BIGINT? [organisations] -- Peers with a worse band; NULL when refused
--   share_better DOUBLE? [share of 1] -- Share of the rated peers with a better band; NULL when refused
--   share_equal DOUBLE? [share of 1] -- Share of the rated peers with the same band; NULL when refused
--   share_worse DOUBLE? [share of 1] -- Share of the rated peers with a worse band; NULL when refused
--   relative_position DOUBLE? [share of 1] -- Share with a worse band plus half the share with the same (the ridit), 1 is the best; NULL when refused
--   withheld BIGINT? [organisations] -- Peers whose cell has no band though there may be one, such as insufficient data; NULL when refused
--   relative_position_lower DOUBLE? [share of 1] -- Relative position if all withheld bands were better; NULL when refused
--   relative_position_upper DOUBLE? [share of 1] -- Relative position if all withheld bands were worse; NULL when refused
--   note VARCHAR? -- Why it is refused; NULL when it is not
with placed as (
    select
        rating_current.*,
        was_open(organisation.opened_on, organisation.closed_on, rating_current.period_end) as is_peer
    from marts.rating_current as rating_current
    inner join core.organisation as organisation
        on rating_current.org_code = organisation.org_code
),

banded as (
    select
        framework,
        area,
        period,
        scale,
        position,
        count(*) as organisations
    from placed
    where is_peer and status = 'rated'
    group by all
),

compared as (
    select
        *,
        sum(organisations) over same_set as rated,
        coalesce(sum(organisations) over best_first, 0) as better
    from banded
    window
        same_set as (partition by framework, area, period, scale),
        best_first as (
            partition by framework, area, period, scale
            order by position
            rows between unbounded preceding and 1 preceding
        )
),

covered as (
    select
        placed.framework,
        placed.area,
        placed.period,
        placed.scale,
        placed.period_end,
        count(*) filter (where placed.is_peer) as listed,
        count(*) filter (
            where placed.is_peer and placed.status in ('insufficient_data', 'not_published')
        ) as withheld,
        (
            select count(*)
            from core.organisation as organisation
            where was_open(organisation.opened_on, organisation.closed_on, placed.period_end)
        ) as open_then
    from placed
    group by placed.framework, placed.area, placed.period, placed.scale, placed.period_end
),

noted as (
    select
        placed.framework,
        placed.area,
        placed.period,
        placed.org_code,
        placed.org_name,
        placed.scale,
        placed.band,
        placed.position,
        coalesce(
            missing_note(covered.listed, covered.open_then),
            case when not placed.is_peer then 'not open on ' || covered.period_end end
        ) as note,
        case when note is null then covered.withheld end as withheld
    from placed
    inner join covered
        on placed.framework = covered.framework
        and placed.area = covered.area
        and placed.period = covered.period
        and placed.scale = covered.scale
    where placed.status = 'rated'
)

select
    noted.framework,
    noted.area,
    noted.period,
    noted.org_code,
    noted.org_name,
    noted.scale,
    noted.band,
    noted.position,
    compared.rated::bigint as rated,
    compared.better::bigint as better,
    compared.organisations as equal,
    compared.rated::bigint - compared.better::bigint - compared.organisations as worse,
    compared.better / compared.rated as share_better,
    equal / compared.rated as share_equal,
    worse / compared.rated as share_worse,
    (worse + equal / 2) / compared.rated as relative_position,
    noted.withheld,
    (worse + equal / 2) / (compared.rated + noted.withheld) as relative_position_lower,
    (worse + noted.withheld + equal / 2) / (compared.rated + noted.withheld) as relative_position_upper,
    noted.note
from noted
left join compared
    on noted.note is null
    and noted.framework = compared.framework
    and noted.area = compared.area
    and noted.period = compared.period
    and noted.scale = compared.scale
    and noted.position = compared.position
