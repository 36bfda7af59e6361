-- How an organisation's predecessors were rated: for each set of ratings, the bands of those that were open then.
--
-- Predecessors are direct or further ones, open on the period's last day, so that each area is told once by the
-- organisation that had it then. Their bands are listed and counted. Nothing is averaged, and nothing is carried
-- forward: this is not a rating of the organisation itself.
--
-- group: ratings
-- key: org_code, framework, area, period
--   org_code VARCHAR -- NHS ODS code of the CCG that took their areas over
--   org_name VARCHAR -- Its name in the register
--   framework VARCHAR -- Framework under which they were rated
--   area VARCHAR -- Area that was rated
--   period VARCHAR -- Reporting period in normal form
--   period_end DATE -- Last day of the period
--   scale VARCHAR -- Scale of the bands
--   predecessors BIGINT [organisations] -- Predecessors that were open on the last day of the period
--   predecessors_rated BIGINT [organisations] -- Those of them that have a band
--   bands VARCHAR? -- Each with its band; NULL when none has one
--   band_counts VARCHAR? -- How many have each band, the best band first; NULL when none has one
--   best_band VARCHAR? -- Best band among them; NULL when none has one
--   worst_band VARCHAR? -- Worst band among them; NULL when none has one
--   without_band VARCHAR? -- Those without a band, each with the reason; NULL when every one has a band
--   correction VARCHAR? -- What of their printed rows was corrected, with the organisation; NULL when nothing
--   conflict VARCHAR? -- What other documents say instead, with the organisation; NULL when none disagrees
--   note VARCHAR -- How this is to be read
with predecessor as (
    select
        lineage.org_code,
        lineage.org_name,
        rating_set.framework,
        rating_set.area,
        rating_set.period,
        rating_set.period_end,
        rating_set.scale,
        lineage.related_org_code as predecessor_org_code,
        lineage.related_org_name
        || case when lineage.all_in_line then '' else ' (a part of its area)' end as predecessor_name
    from steps.rating_set as rating_set
    inner join marts.organisation_lineage as lineage
        on was_open(lineage.opened_on, lineage.closed_on, rating_set.period_end)
    where lineage.relation = 'predecessor'
),

predecessor_cell as (
    select
        predecessor.*,
        rating_current.org_code is not null as has_row,
        rating_current.band,
        rating_current.position,
        coalesce(rating_current.reason, 'no row in any document') as reason,
        rating_current.correction,
        rating_current.conflict
    from predecessor
    left join marts.rating_current as rating_current
        on predecessor.predecessor_org_code = rating_current.org_code
        and predecessor.framework = rating_current.framework
        and predecessor.area = rating_current.area
        and predecessor.period = rating_current.period
),

counted_by_band as (
    select
        org_code,
        framework,
        area,
        period,
        band,
        position,
        count(*) as organisations
    from predecessor_cell
    where band is not null
    group by all
),

band_list as (
    select
        org_code,
        framework,
        area,
        period,
        string_agg(band || ' ' || organisations, ', ' order by position, band) as band_counts,
        first(band order by position, band) as best_band,
        last(band order by position, band) as worst_band
    from counted_by_band
    group by all
),

summary as (
    select
        org_code,
        org_name,
        framework,
        area,
        period,
        period_end,
        scale,
        count(*) as predecessors,
        count(band) as predecessors_rated,
        string_agg(predecessor_name || ': ' || band, '; ' order by predecessor_name, predecessor_org_code) as bands,
        string_agg(predecessor_name || ': ' || reason, '; ' order by predecessor_name, predecessor_org_code)
        filter (where band is null) as without_band,
        string_agg(predecessor_name || ': ' || correction, '; ' order by predecessor_name, predecessor_org_code)
            as correction,
        string_agg(predecessor_name || ': ' || conflict, '; ' order by predecessor_name, predecessor_org_code)
            as conflict
    from predecessor_cell
    group by all
    having bool_or(has_row)
)

select
    summary.org_code,
    summary.org_name,
    summary.framework,
    summary.area,
    summary.period,
    summary.period_end,
    summary.scale,
    summary.predecessors,
    summary.predecessors_rated,
    summary.bands,
    band_list.band_counts,
    band_list.best_band,
    band_list.worst_band,
    summary.without_band,
    summary.correction,
    summary.conflict,
    'bands of its predecessors, each of its own area: nothing is averaged and nothing is carried forward'
    || case
        when organisation.opened_on <= summary.period_end
            then '; it was open then itself, and its own rating is not among them'
        else ''
    end as note
from summary
inner join core.organisation as organisation
    on summary.org_code = organisation.org_code
left join band_list
    on summary.org_code = band_list.org_code
    and summary.framework = band_list.framework
    and summary.area = band_list.area
    and summary.period = band_list.period
