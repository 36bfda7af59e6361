-- Each reading of a claim that has rows, which are those of its own framework, area and period, with what they count.
--
-- A row is disputed where documents of the same authority state its organisation so that the counts would differ.
with disputed_row as (
    select
        claim.claim_id,
        claim.reading,
        rating.org_code
    from steps.claim_reading as claim
    inner join steps.stated_rating as rating
        on claim.framework = rating.framework
        and claim.area = rating.area
        and claim.period = rating.period
    where rating.has_authority
    group by all
    having count(distinct coalesce(list_contains(claim.bands, rating.band), false)) > 1
        or count(distinct rating.status) > 1
),

disputed as (
    select
        claim_id,
        reading,
        count(*) as organisations_disputed
    from disputed_row
    group by all
),

counted as (
    select
        claim.claim_id,
        claim.reading,
        max(rating.period_end) as day,
        list(distinct rating.scale order by rating.scale) as scales,
        count(*) filter (rating.status = 'rated') as rated,
        count(*) filter (rating.status in ('rated', 'insufficient_data')) as assessed,
        count(*) filter (list_contains(claim.bands, rating.band)) as listed,
        count(distinct rating.band) filter (list_contains(claim.bands, rating.band)) as bands_listed,
        bool_and(rating.band_complete) filter (list_contains(claim.bands, rating.band)) as is_declared,
        count(*) filter (
            rating.status in ('rated', 'insufficient_data')
            and was_open(organisation.opened_on, organisation.closed_on, rating.period_end)
        ) as covered
    from steps.claim_reading as claim
    inner join marts.rating_current as rating
        on claim.framework = rating.framework
        and claim.area = rating.area
        and claim.period = rating.period
    inner join core.organisation as organisation
        on rating.org_code = organisation.org_code
    group by claim.claim_id, claim.reading
)

select
    counted.*,
    coalesce(disputed.organisations_disputed, 0) as organisations_disputed,
    (
        select count(*)
        from core.organisation as organisation
        where was_open(organisation.opened_on, organisation.closed_on, counted.day)
    ) as organisations_open
from counted
left join disputed
    on counted.claim_id = disputed.claim_id
    and counted.reading = disputed.reading
