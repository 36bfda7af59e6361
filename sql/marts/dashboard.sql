-- The quarterly dashboard as it was known at each due date: the latest value of each measure and organisation by then.
--
-- marts.dashboard_value says which value that is. What is shown keeps its period, and nothing is carried to another.
--
-- A measure of which no organisation has a row yet has one row of its own, without an organisation, if a document known
-- by then lists it for the dashboard or announces it as planned. What the latest listing for the dashboard says of it
-- counts, and where there is none the latest listing for anything.
--
-- key: edition, measure_id, org_code, period_inferred
--   edition DATE -- Due date
--   measure_id VARCHAR -- The measure
--   measure_name VARCHAR -- Its name for people
--   org_code VARCHAR? -- NHS ODS code of the CCG; NULL where the row is about a measure and no organisation
--   org_name VARCHAR? -- Name in the register; NULL without an organisation
--   organisation_open BOOLEAN? -- Whether it was open on the due date; NULL without an organisation
--   period_inferred BOOLEAN? -- Whether the period was concluded from the document; NULL without an organisation
--   period VARCHAR? -- Reporting period in normal form; NULL without an organisation
--   period_end DATE? -- Last day of the period; NULL without an organisation
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   unit VARCHAR -- Unit of the measure
--   decimals BIGINT? [decimals] -- Decimals that the value is true to; NULL without a value
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published; of a measure planned or no_value
--   reason VARCHAR? -- Why there is no value; NULL when published
--   published_on DATE -- Last day on which the document can have been published
--   document_id VARCHAR -- Document that states the value, or lists the measure
--   line_no BIGINT [line] -- Its line, from 1
--   correction VARCHAR? -- What of the printed row was put right; NULL when nothing
--   change VARCHAR -- Against the edition before: new, new period, revised (same period), withdrawn (a later document says nothing of it), new status (of a measure) or unchanged
--   previous_value DOUBLE? [the measure's unit] -- Value in the edition before; NULL when new, and when it had none
--   previous_status VARCHAR? -- Status in the edition before; NULL when new
--   previous_period VARCHAR? -- Period in the edition before; NULL when new, and without an organisation
--   previous_document_id VARCHAR? -- Document in the edition before; NULL when new
--   change_note VARCHAR? -- The change for people; NULL when unchanged
with edition as (
    select calendar.due_on
    from marts.release_calendar as calendar
    inner join meta.release as release
        on calendar.due_on <= release.as_at
    where calendar.product = 'dashboard'
),

valued as (
    select
        edition.due_on as edition,
        shown.*,
        document.published_on,
        edition.due_on = shown.first_edition as is_first
    from marts.dashboard_value as shown
    inner join edition
        on edition.due_on between shown.first_edition and shown.last_edition
    inner join core.document as document
        on shown.document_id = document.document_id
),

first_valued as (
    select
        measure_id,
        min(first_edition) as edition
    from marts.dashboard_value
    group by all
),

listed as (
    select
        edition.due_on as edition,
        listing.measure_id,
        case listing.status when 'planned' then 'planned' else 'no_value' end as status,
        document.published_on,
        listing.document_id,
        listing.line_no,
        row_number() over (
            partition by edition.due_on, listing.measure_id
            order by
                listing.product = 'dashboard' desc,
                document.published_on desc,
                listing.document_id,
                listing.status,
                listing.line_no,
                listing.char_start
        ) as place,
        bool_or(listing.product = 'dashboard' or listing.status = 'planned') over (
            partition by edition.due_on, listing.measure_id
        ) as is_expected
    from core.measure_listing as listing
    inner join core.document as document
        on listing.document_id = document.document_id
    inner join edition
        on document.published_on <= edition.due_on
),

without_value as (
    select
        listed.*,
        lag(listed.status) over edition_before as previous_status,
        lag(listed.document_id) over edition_before as previous_document_id
    from listed
    left join first_valued
        on listed.measure_id = first_valued.measure_id
    where listed.place = 1
        and listed.is_expected
        and coalesce(listed.edition < first_valued.edition, true)
    window edition_before as (partition by listed.measure_id order by listed.edition)
)

select
    valued.edition,
    measure.measure_id,
    measure.measure_name,
    valued.org_code,
    organisation.org_name,
    organisation.opened_on <= valued.edition
        and coalesce(organisation.closed_on >= valued.edition, true) as organisation_open,
    valued.period_inferred,
    valued.period,
    valued.period_end,
    valued.value,
    measure.unit,
    valued.decimals,
    valued.status,
    valued.reason,
    valued.published_on,
    valued.document_id,
    valued.line_no,
    valued.correction,
    case when valued.is_first then valued.change else 'unchanged' end as change,
    case when valued.is_first then valued.previous_value else valued.value end as previous_value,
    case when valued.is_first then valued.previous_status else valued.status end as previous_status,
    case when valued.is_first then valued.previous_period else valued.period end as previous_period,
    case when valued.is_first then valued.previous_document_id else valued.document_id end as previous_document_id,
    case when valued.is_first then valued.change_note end as change_note
from valued
inner join core.measure as measure
    on valued.measure_id = measure.measure_id
inner join core.organisation as organisation
    on valued.org_code = organisation.org_code

union all by name

select
    without_value.edition,
    measure.measure_id,
    measure.measure_name,
    measure.unit,
    without_value.status,
    case without_value.status
        when 'planned' then 'listed as planned, and no value known at this edition'
        else 'listed, and no value known at this edition'
    end as reason,
    without_value.published_on,
    without_value.document_id,
    without_value.line_no,
    case
        when without_value.previous_status is null then 'new'
        when without_value.status = without_value.previous_status then 'unchanged'
        else 'new status'
    end as change,
    without_value.previous_status,
    without_value.previous_document_id,
    case
        when without_value.previous_status is null then 'not listed at the edition before'
        when without_value.status <> without_value.previous_status
            then 'was ' || without_value.previous_status || ' (' || without_value.previous_document_id || '), is '
                || without_value.status || ' (' || without_value.document_id || ')'
    end as change_note
from without_value
inner join core.measure as measure
    on without_value.measure_id = measure.measure_id
