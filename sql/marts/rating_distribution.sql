-- How many organisations have each band of a framework, area and period, with the coverage of that set.
--
-- Every band of the scale has a row, also when nobody has it. Shares are of the rated organisations, and are
-- refused where an organisation open then has no row, or none was open: they would describe whoever happens to be listed.
--
-- group: ratings
-- key: framework, area, period, band
--   framework VARCHAR -- Framework
--   area VARCHAR -- Area that was rated
--   period VARCHAR -- Reporting period in normal form
--   scale VARCHAR -- Scale of the bands
--   band VARCHAR -- Band
--   position BIGINT [position] -- Place of the band in its scale, 1 is the best
--   organisations_listed BIGINT [organisations] -- Organisations with this band in the rows
--   organisations BIGINT? [organisations] -- Organisations with this band; NULL where the rows need not be all of them
--   share DOUBLE? [share of 1] -- Share of the rated organisations that have this band; NULL unless coverage is 1
--   organisations_rated BIGINT [organisations] -- Organisations with any band
--   organisations_without_band BIGINT [organisations] -- Organisations open then whose cell has no band, such as insufficient data
--   organisations_open BIGINT [organisations] -- Organisations open on the last day of the period
--   coverage DOUBLE? [share of 1] -- Organisations with a band or a stated reason for none, of those open; NULL when none was open
--   coverage_note VARCHAR? -- What is missing; NULL when every organisation open then is covered
with rating_set as (
    select
        rating.framework,
        rating.area,
        rating.period,
        rating.period_end,
        rating.scale,
        count(*) filter (where rating.status = 'rated') as organisations_rated,
        count(*) filter (where rating.status = 'insufficient_data') as organisations_without_band,
        count(*) filter (
            where rating.status in ('rated', 'insufficient_data')
            and was_open(organisation.opened_on, organisation.closed_on, rating.period_end)
        ) as organisations_covered
    from marts.rating_current as rating
    inner join core.organisation as organisation
        on rating.org_code = organisation.org_code
    group by all
),

counted_set as (
    select
        rating_set.*,
        (
            select count(*)
            from core.organisation as organisation
            where was_open(organisation.opened_on, organisation.closed_on, rating_set.period_end)
        ) as organisations_open
    from rating_set
),

covered_set as (
    select
        *,
        organisations_open > 0 and organisations_covered = organisations_open as is_covered
    from counted_set
),

band_count as (
    select
        framework,
        area,
        period,
        band,
        count(*) as organisations,
        bool_and(band_complete) as is_complete
    from marts.rating_current
    where status = 'rated'
    group by all
)

select
    covered_set.framework,
    covered_set.area,
    covered_set.period,
    covered_set.scale,
    rating_scale.band,
    rating_scale.position,
    coalesce(band_count.organisations, 0) as organisations_listed,
    case
        when covered_set.is_covered then coalesce(band_count.organisations, 0)
        when band_count.is_complete then band_count.organisations
    end as organisations,
    case
        when
            covered_set.is_covered
            then coalesce(band_count.organisations, 0) / nullif(covered_set.organisations_rated, 0)
    end as share,
    covered_set.organisations_rated,
    covered_set.organisations_without_band,
    covered_set.organisations_open,
    covered_set.organisations_covered / nullif(covered_set.organisations_open, 0) as coverage,
    case
        when covered_set.organisations_open = 0 then 'no organisation was open on the last day of the period'
        else missing_note(covered_set.organisations_covered, covered_set.organisations_open)
    end as coverage_note
from covered_set
inner join core.rating_scale as rating_scale
    on covered_set.scale = rating_scale.scale
left join band_count
    on covered_set.framework = band_count.framework
    and covered_set.area = band_count.area
    and covered_set.period = band_count.period
    and rating_scale.band = band_count.band
