-- One line per organisation, for people: what it was, what it became, its latest band in each area, and what is missing.
--
-- The latest band is that of the period that ends last. Of two frameworks that rated it, the one in use at its end
-- counts, which is the one whose ratings of the area and period were first published later. The areas are all that
-- raw/reference/scales.yml names.
--
-- group: organisations
-- key: org_code
--   org_code VARCHAR -- NHS ODS code
--   org_name VARCHAR -- Name in the register
--   gss_code VARCHAR? -- ONS code, the latest that it had
--   opened_on DATE -- First day on which it was open
--   closed_on DATE? -- Last day on which it was open; NULL when the register knows none
--   predecessors VARCHAR? -- Organisations whose area it took over, with codes; NULL when none
--   successors VARCHAR? -- Organisations that took its area over, with codes; NULL when none
--   icb_code VARCHAR? -- ODS code of today's integrated care board for its area
--   region_code VARCHAR? -- ODS code of today's NHS England region for its area
--   overall VARCHAR? -- Latest headline rating of its annual assessment, with framework and period; NULL when never rated
--   mental_health VARCHAR? -- Latest band for mental health, with framework and period; NULL when never rated
--   dementia VARCHAR? -- Latest band for dementia, with framework and period; NULL when never rated
--   learning_disabilities VARCHAR? -- Latest band for learning disabilities, with framework and period; NULL when never rated
--   leadership VARCHAR? -- Latest band for leadership, with framework and period; NULL when never rated
--   maternity VARCHAR? -- Latest band for maternity, with framework and period; NULL when never rated
--   diabetes VARCHAR? -- Latest band for diabetes, with framework and period; NULL when never rated
--   cancer VARCHAR? -- Latest band for cancer, with framework and period; NULL when never rated
--   ratings BIGINT [ratings] -- Ratings with a band, of all areas and periods
--   values_published BIGINT [values] -- Measure values published for it
--   not_rated VARCHAR? -- Areas and periods without a band and why; NULL when there is none
with predecessor as (
    select
        succession.successor_org_code as org_code,
        string_agg(
            name_and_code(organisation.org_name, organisation.org_code), ', '
            order by organisation.org_name, organisation.org_code
        ) as names
    from core.organisation_succession as succession
    inner join core.organisation as organisation
        on succession.predecessor_org_code = organisation.org_code
    group by all
),

successor as (
    select
        succession.predecessor_org_code as org_code,
        string_agg(
            name_and_code(organisation.org_name, organisation.org_code), ', '
            order by organisation.org_name, organisation.org_code
        ) as names
    from core.organisation_succession as succession
    inner join core.organisation as organisation
        on succession.successor_org_code = organisation.org_code
    group by all
),

latest as (
    select
        rating.org_code,
        rating.area,
        rating.band || ' (' || rating.framework || ' ' || rating.period || ')' as band
    from marts.rating_current as rating
    inner join steps.rating_set as rating_set
        on rating.framework = rating_set.framework
        and rating.area = rating_set.area
        and rating.period = rating_set.period
        and rating.scale = rating_set.scale
    where rating.status = 'rated'
    qualify row_number() over (
            partition by rating.org_code, rating.area
            order by
                rating.period_end desc, rating_set.first_published_on desc, rating.period_start desc, rating.framework
        ) = 1
),

by_area as (
    select
        org_code,
        max(band) filter (where area = 'overall') as overall,
        max(band) filter (where area = 'mental_health') as mental_health,
        max(band) filter (where area = 'dementia') as dementia,
        max(band) filter (where area = 'learning_disabilities') as learning_disabilities,
        max(band) filter (where area = 'leadership') as leadership,
        max(band) filter (where area = 'maternity') as maternity,
        max(band) filter (where area = 'diabetes') as diabetes,
        max(band) filter (where area = 'cancer') as cancer
    from latest
    group by all
),

rated as (
    select
        org_code,
        count(*) filter (where status = 'rated') as ratings,
        string_agg(area || ' ' || period || ': ' || reason, '; ' order by period_end, area, framework, period)
        filter (where status <> 'rated') as not_rated
    from marts.rating_current
    group by all
),

valued as (
    select
        org_code,
        count(*) as values_published
    from core.measure_value
    where status = 'published'
        and org_type = 'ccg'
    group by all
)

select
    organisation.org_code,
    organisation.org_name,
    organisation.gss_code,
    organisation.opened_on,
    organisation.closed_on,
    predecessor.names as predecessors,
    successor.names as successors,
    organisation.icb_code,
    organisation.region_code,
    by_area.overall,
    by_area.mental_health,
    by_area.dementia,
    by_area.learning_disabilities,
    by_area.leadership,
    by_area.maternity,
    by_area.diabetes,
    by_area.cancer,
    coalesce(rated.ratings, 0) as ratings,
    coalesce(valued.values_published, 0) as values_published,
    rated.not_rated
from core.organisation as organisation
left join predecessor
    on organisation.org_code = predecessor.org_code
left join successor
    on organisation.org_code = successor.org_code
left join by_area
    on organisation.org_code = by_area.org_code
left join rated
    on organisation.org_code = rated.org_code
left join valued
    on organisation.org_code = valued.org_code
