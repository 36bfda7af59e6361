-- Ratings of an organisation in each area over time, with those of every organisation before and after it in its line.
--
-- A rating stays that of the organisation which was rated: each is listed as published, none is averaged and none is
-- carried forward or back. `relation` tells whose it is. A cell without a band is listed with its reason, unless
-- the reason is that the organisation did not exist then.
--
-- group: ratings
-- key: org_code, area, framework, period, rated_org_code
--   org_code VARCHAR -- NHS ODS code of the CCG whose history this is
--   org_name VARCHAR -- Its name in the register
--   area VARCHAR -- Area that was rated
--   framework VARCHAR -- Framework of the rating; never compare bands across frameworks
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day of the period
--   period_end DATE -- Last day of the period
--   rated_org_code VARCHAR -- NHS ODS code of the organisation that was rated
--   rated_org_name VARCHAR -- Its name in the register
--   relation VARCHAR -- What the rated organisation is to this one: itself, predecessor or successor
--   steps BIGINT [merger steps] -- Mergers between the two, 0 for itself
--   joined_on DATE? -- First day on which the later of the two was responsible for the earlier one's area; NULL for itself
--   path VARCHAR? -- Names from the earlier to the later of the two, in time's order; NULL for itself
--   scale VARCHAR -- Scale of the band
--   band VARCHAR? -- Band; NULL unless rated
--   status VARCHAR -- rated, insufficient_data, not_applicable or not_published
--   reason VARCHAR? -- Why there is no band; NULL when rated
--   published_on DATE -- Last day on which the current document can have been published
--   document_id VARCHAR -- Current document
--   line_no BIGINT [line] -- Its line, from 1
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
--   conflict VARCHAR? -- What other documents say instead; NULL when none disagrees
--   note VARCHAR? -- How another organisation's rating is to be read; NULL for itself
with line as (
    select
        org_code,
        org_name,
        org_code as rated_org_code,
        'itself' as relation,
        0::bigint as steps,
        null::date as joined_on,
        null::varchar as path,
        null::varchar as note
    from core.organisation
    union all
    select
        org_code,
        org_name,
        related_org_code as rated_org_code,
        relation,
        steps,
        joined_on,
        path,
        'rating of a ' || relation || ', joined ' || strftime(joined_on, '%-d %B %Y')
        || case
            when not all_in_line and relation = 'successor' then ', which covers other areas too'
            when not all_in_line then ', a part of whose area went elsewhere'
            else ''
        end
        || ': not carried ' || case relation when 'predecessor' then 'forward' else 'back' end as note
    from marts.organisation_lineage
)

select
    line.org_code,
    line.org_name,
    rating_current.area,
    rating_current.framework,
    rating_current.period,
    rating_current.period_start,
    rating_current.period_end,
    line.rated_org_code,
    rating_current.org_name as rated_org_name,
    line.relation,
    line.steps,
    line.joined_on,
    line.path,
    rating_current.scale,
    rating_current.band,
    rating_current.status,
    rating_current.reason,
    rating_current.published_on,
    rating_current.document_id,
    rating_current.line_no,
    rating_current.correction,
    rating_current.conflict,
    line.note
from line
inner join marts.rating_current as rating_current
    on line.rated_org_code = rating_current.org_code
where rating_current.reason_code is distinct from 'not_open'
