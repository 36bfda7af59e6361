-- The one current rating for each organisation, framework, area and period: what every other mart counts.
--
-- Where documents disagree, a publisher with a complete list is heard first, a list before a sentence, and then the
-- document that came out last; what the others say is told in `conflict`.
--
-- group: ratings
-- key: org_code, framework, area, period
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Name in the register
--   framework VARCHAR -- Framework under which it was rated; never compare bands across frameworks
--   area VARCHAR -- Area that was rated
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day of the period
--   period_end DATE -- Last day of the period
--   scale VARCHAR -- Scale of the band
--   band VARCHAR? -- Band; NULL unless rated
--   band_complete BOOLEAN -- Whether a document of its authority that states this band is declared to list all of it
--   position BIGINT? [position] -- Place of the band in its scale, 1 is the best; NULL unless rated
--   status VARCHAR -- rated, insufficient_data, not_applicable or not_published
--   reason VARCHAR? -- Why there is no band; NULL when rated
--   reason_code VARCHAR? -- Kind of that reason: not_open (the organisation), left_blank or printed (something else); NULL when rated
--   published_on DATE -- Last day on which the current document can have been published
--   document_id VARCHAR -- Current document
--   line_no BIGINT [line] -- Its line, from 1
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
--   documents BIGINT [documents] -- Documents that state this rating
--   conflict VARCHAR? -- What other documents say instead; NULL when none disagrees
with in_force as (
    from steps.stated_rating
    where current_no = 1
),

all_stated as (
    select
        in_force.org_code,
        in_force.framework,
        in_force.area,
        in_force.period,
        count(*) as documents,
        bool_or(
            stated_rating.band_complete
            and stated_rating.has_authority
            and stated_rating.stated_text = in_force.stated_text
        ) as band_complete,
        string_agg(
            stated_rating.document_id || ' line ' || stated_rating.line_no || ': ' || stated_rating.stated_text, '; '
            order by stated_rating.document_id
        ) filter (where stated_rating.stated_text <> in_force.stated_text) as conflict
    from in_force
    inner join steps.stated_rating as stated_rating
        on in_force.org_code = stated_rating.org_code
        and in_force.framework = stated_rating.framework
        and in_force.area = stated_rating.area
        and in_force.period = stated_rating.period
    group by all
)

select
    in_force.org_code,
    organisation.org_name,
    in_force.framework,
    in_force.area,
    in_force.period,
    in_force.period_start,
    in_force.period_end,
    in_force.scale,
    in_force.band,
    all_stated.band_complete,
    rating_scale.position,
    in_force.status,
    in_force.reason,
    in_force.reason_code,
    in_force.published_on,
    in_force.document_id,
    in_force.line_no,
    corrected.correction,
    all_stated.documents,
    all_stated.conflict
from in_force
inner join core.organisation as organisation
    on in_force.org_code = organisation.org_code
inner join all_stated
    on in_force.org_code = all_stated.org_code
    and in_force.framework = all_stated.framework
    and in_force.area = all_stated.area
    and in_force.period = all_stated.period
left join marts.corrected_cell as corrected
    on corrected.about = 'rating'
    and in_force.document_id = corrected.document_id
    and in_force.char_start = corrected.char_start
left join core.rating_scale as rating_scale
    on in_force.scale = rating_scale.scale
    and in_force.band = rating_scale.band
