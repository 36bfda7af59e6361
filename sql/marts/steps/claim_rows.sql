-- Each reading of a claim that has rows, which are those of its own framework, area and period, with what they count.
with counted as (
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
    (
        select count(*)
        from core.organisation as organisation
        where was_open(organisation.opened_on, organisation.closed_on, counted.day)
    ) as organisations_open
from counted
