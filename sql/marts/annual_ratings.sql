-- The annual ratings as they were known at each due date: the latest rating of each organisation and area by then.
--
-- An edition knows what was published by the end of its day. Of one framework and period that document counts which
-- marts.rating_current would take of those. Over periods the one that ends last is shown; of those that end on one
-- day, as two frameworks can, the one of the document that came out last, then the shorter one. A cell that says
-- nothing (not_applicable, not_published) is shown only where nothing else is current, so it never stands before an
-- older rating. What is shown keeps its period: no rating is carried on to another.
--
-- group: editions
-- key: edition, org_code, area
--   edition DATE -- Due date
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Name in the register
--   organisation_open BOOLEAN -- Whether it was open on the due date
--   framework VARCHAR -- Framework under which it was rated; never compare bands across frameworks
--   area VARCHAR -- Area that was rated
--   period VARCHAR -- Reporting period in normal form
--   period_end DATE -- Last day of the period
--   scale VARCHAR -- Scale of the band
--   band VARCHAR? -- Band; NULL unless rated
--   position BIGINT? [position] -- Place of the band in its scale, 1 is the best; NULL unless rated
--   status VARCHAR -- rated, insufficient_data, not_applicable or not_published
--   reason VARCHAR? -- Why there is no band; NULL when rated
--   published_on DATE -- Last day on which the document can have been published
--   document_id VARCHAR -- Document that states it
--   line_no BIGINT [line] -- Its line, from 1
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
--   change VARCHAR -- Against the edition before: new, new period (or framework), revised (same framework and period), withdrawn (a later document says nothing of it) or unchanged
--   previous_framework VARCHAR? -- Framework in the edition before; NULL when new
--   previous_period VARCHAR? -- Period in the edition before; NULL when new
--   previous_band VARCHAR? -- Band in the edition before; NULL when new, and when there was none
--   previous_status VARCHAR? -- Status in the edition before; NULL when new
--   previous_document_id VARCHAR? -- Document in the edition before; NULL when new
--   change_note VARCHAR? -- The change for people; NULL when unchanged
with known as (
    select
        calendar.due_on as edition,
        rating.*,
        rating.status in ('rated', 'insufficient_data') as says_something,
        row_number() over (
            partition by calendar.due_on, rating.org_code, rating.framework, rating.area, rating.period
            order by rating.authority, rating.came_out desc
        ) as recency
    from marts.release_calendar as calendar
    inner join meta.release as release
        on calendar.due_on <= release.as_at
    inner join steps.stated_rating as rating
        on calendar.due_on >= rating.published_on
    where calendar.product = 'rating'
),

in_force as (
    select
        *,
        row_number() over (
            partition by edition, org_code, area
            order by
                says_something desc,
                period_end desc,
                came_out desc,
                period_start desc,
                period desc,
                framework
        ) as place
    from known
    where recency = 1
),

-- Once something is known of an organisation and area, every later edition shows something of it.
shown as (
    select
        *,
        lag(framework) over edition_before as previous_framework,
        lag(period) over edition_before as previous_period,
        lag(period_end) over edition_before as previous_period_end,
        lag(band) over edition_before as previous_band,
        lag(status) over edition_before as previous_status,
        lag(document_id) over edition_before as previous_document_id,
        lag(says_something) over edition_before as previous_says_something
    from in_force
    where place = 1
    window edition_before as (partition by org_code, area order by edition)
),

compared as (
    select
        *,
        framework = previous_framework and period = previous_period as is_same_rating,
        coalesce(band, status) as now_shown,
        coalesce(previous_band, previous_status) as shown_before
    from shown
),

shown_rating as (
    select
        *,
        case
            when previous_status is null then 'new'
            when is_same_rating and now_shown = shown_before then 'unchanged'
            when is_same_rating then 'revised'
            when previous_says_something and (not says_something or period_end < previous_period_end) then 'withdrawn'
            else 'new period'
        end as change
    from compared
)

select
    shown_rating.edition,
    shown_rating.org_code,
    organisation.org_name,
    was_open(organisation.opened_on, organisation.closed_on, shown_rating.edition) as organisation_open,
    shown_rating.framework,
    shown_rating.area,
    shown_rating.period,
    shown_rating.period_end,
    shown_rating.scale,
    shown_rating.band,
    rating_scale.position,
    shown_rating.status,
    shown_rating.reason,
    shown_rating.published_on,
    shown_rating.document_id,
    shown_rating.line_no,
    corrected.correction,
    shown_rating.change,
    shown_rating.previous_framework,
    shown_rating.previous_period,
    shown_rating.previous_band,
    shown_rating.previous_status,
    shown_rating.previous_document_id,
    case shown_rating.change
        when 'new' then 'nothing known at the edition before'
        when
            'revised'
            then format(
                    'was {} ({}), is {} ({})', shown_before, previous_document_id, now_shown, shown_rating.document_id
                )
        when 'new period' then format('was {} for {}, is {} for {}', shown_before, previous_period, now_shown, period)
        when 'withdrawn'
            then format(
                    'was {} for {}, no longer stated; is {} for {}', shown_before, previous_period, now_shown, period
                )
    end
    || case
        when
            shown_rating.framework <> shown_rating.previous_framework
            then '; frameworks differ: not to be compared'
        else ''
    end
        as change_note
from shown_rating
inner join core.organisation as organisation
    on shown_rating.org_code = organisation.org_code
left join marts.corrected_cell as corrected
    on corrected.about = 'rating'
    and shown_rating.document_id = corrected.document_id
    and shown_rating.char_start = corrected.char_start
left join core.rating_scale as rating_scale
    on shown_rating.scale = rating_scale.scale
    and shown_rating.band = rating_scale.band
