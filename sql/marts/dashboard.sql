-- The quarterly dashboard as it was known at each due date: the latest value of each measure and organisation by then.
--
-- marts.dashboard_value says which value that is. What is shown keeps its period, and nothing is carried to another;
-- `age_days` and `is_stale` say how old it is. It is shown for every organisation that ever had one, so CCGs stand
-- beside those that they merged into: never add them up (`organisation_open`).
--
-- A measure of which no organisation has a row yet has one row of its own, without an organisation, if a document known
-- by then lists it for the dashboard or announces it as planned. What the latest listing for the dashboard says of it
-- counts, and where there is none the latest listing for anything. Once a version of the dashboard itself is known, the
-- row says that the measure is not in it, or in which measures its figures are.
--
-- group: editions
-- key: edition, measure_id, org_type, org_code, period_inferred
--   edition DATE -- Due date
--   measure_id VARCHAR -- The measure
--   measure_name VARCHAR -- Its name for people
--   org_type VARCHAR? -- Kind of organisation: ccg, national, region or stp; NULL where the row is about a measure alone
--   org_code VARCHAR? -- NHS ODS code of the organisation, England for all of it; NULL without an organisation
--   org_name VARCHAR? -- Name in the register, of others than CCGs the name as printed; NULL without an organisation
--   organisation_open BOOLEAN? -- Whether a CCG was open on the due date; NULL for others
--   period_inferred BOOLEAN? -- Whether the period was concluded from the document; NULL without an organisation
--   period VARCHAR? -- Reporting period in normal form; NULL without an organisation
--   period_start DATE? -- First day that the value is about, of a rolling year that of the year; NULL without an organisation
--   period_end DATE? -- Last day of the period; NULL without an organisation
--   age_days BIGINT? [days] -- Days from the end of the period to the due date; NULL without an organisation
--   is_stale BOOLEAN? -- Whether that is more than twice the time between two values: of the dashboard's cadence and the length of the period, at most a year, the longer one; NULL without an organisation
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   unit VARCHAR -- Unit of the measure
--   decimals BIGINT? [decimals] -- Decimals that the value is true to; NULL without a value
--   standard DOUBLE? [the measure's unit] -- Standard that holds in that period; NULL when none is, and beside others than England where it is set for England as a whole
--   comparator VARCHAR? -- How a value must stand to the standard; NULL when there is none
--   distance_to_standard DOUBLE? [the measure's unit] -- Value less the standard; NULL without either
--   standard_met BOOLEAN? -- Whether the value as printed meets the standard; NULL without either
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published; of a measure planned, no_value, in_parts or not_in_this_edition
--   reason VARCHAR? -- Why there is no value; NULL when published
--   published_on DATE -- Last day on which the document can have been published
--   document_id VARCHAR -- Document that states the value, or lists the measure
--   line_no BIGINT? [line] -- Its line, from 1; NULL in a workbook
--   locator VARCHAR? -- Sheet and cell of a workbook; NULL in a text
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
--   change VARCHAR -- Against the edition before: new, new period, revised (same period), withdrawn (a later document says nothing of it), new status (of a measure) or unchanged
--   previous_value DOUBLE? [the measure's unit] -- Value in the edition before; NULL when new, and when it had none
--   previous_status VARCHAR? -- Status in the edition before; NULL when new
--   previous_period VARCHAR? -- Period in the edition before; NULL when new, and without an organisation
--   previous_document_id VARCHAR? -- Document in the edition before; NULL when new
--   change_note VARCHAR? -- The change for people; NULL when unchanged
with edition as (
    select
        calendar.due_on,
        case calendar.cadence when 'monthly' then 1 when 'quarterly' then 3 when 'half-yearly' then 6 else 12 end
            as months
    from marts.release_calendar as calendar
    inner join meta.release as release
        on calendar.due_on <= release.as_at
    where calendar.product = 'dashboard'
),

shown_value as (
    select
        edition.due_on as edition,
        shown.*,
        document.published_on,
        measure.measure_name,
        measure.unit,
        coalesce(shown.org_type = 'national' or in_force.applies_to <> 'England', false) as is_held_to_it,
        case when is_held_to_it then in_force.standard end as standard,
        case when is_held_to_it then in_force.comparator end as comparator,
        organisation.org_name,
        organisation.opened_on,
        organisation.closed_on,
        edition.due_on = shown.first_edition as is_first,
        -- A year that is published once a year is not out of date for the sake of a dashboard that comes every quarter.
        greatest(
            edition.months, least(datediff('month', shown.period_start, shown.period_end) + 1, 12)
        )::integer as months_between_values
    from marts.dashboard_value as shown
    inner join core.document as document
        on shown.document_id = document.document_id
    inner join core.measure as measure
        on shown.measure_id = measure.measure_id
    inner join marts.measure_standard_in_force as in_force
        on shown.measure_id = in_force.measure_id
        and shown.period = in_force.period
        and shown.period_start = in_force.period_start
    left join core.organisation as organisation
        on shown.org_type = 'ccg'
        and shown.org_code = organisation.org_code
    -- A value is shown at several editions, so this join comes last.
    inner join edition
        on edition.due_on between shown.first_edition and shown.last_edition
),

first_valued as (
    select
        measure_id,
        min(first_edition) as edition
    from marts.dashboard_value
    group by all
),

listed_measure as (
    select
        edition.due_on as edition,
        listing.measure_id,
        listing.status as listed_as,
        document.published_on,
        listing.document_id,
        listing.line_no,
        row_number() over (
            partition by edition.due_on, listing.measure_id
            order by
                listing.product = 'dashboard' desc,
                publication_order(document.published_on, document.document_id) desc,
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

-- The version of the dashboard itself that was the latest at an edition.
latest_version as (
    select
        edition.due_on as edition,
        arg_max(
            document.document_id, publication_order(document.published_on, document.document_id)
        ) as document_id
    from edition
    inner join core.document as document
        on document.product = 'dashboard'
        and edition.due_on >= document.published_on
    group by all
),

-- The measures in which a listed_measure one is published, those of which something is shown at the edition.
in_parts as (
    select
        part.measure_id,
        edition.due_on as edition,
        string_agg(distinct part.part, ', ' order by part.part) as parts
    from (
        select
            measure_id,
            unnest(parts) as part
        from core.measure
    ) as part
    inner join (
        select distinct
            measure_id,
            first_edition,
            last_edition
        from marts.dashboard_value
    ) as shown
        on part.part = shown.measure_id
    inner join edition
        on edition.due_on between shown.first_edition and shown.last_edition
    group by all
),

listed_measure_state as (
    select
        listed_measure.*,
        latest_version.document_id as version_id,
        in_parts.parts,
        case
            when in_parts.parts is not null then 'in_parts'
            when latest_version.document_id is not null then 'not_in_this_edition'
            when listed_measure.listed_as = 'planned' then 'planned'
            else 'no_value'
        end as status
    from listed_measure
    left join first_valued
        on listed_measure.measure_id = first_valued.measure_id
    left join latest_version
        on listed_measure.edition = latest_version.edition
    left join in_parts
        on listed_measure.measure_id = in_parts.measure_id
        and listed_measure.edition = in_parts.edition
    where listed_measure.place = 1
        and listed_measure.is_expected
        and coalesce(listed_measure.edition < first_valued.edition, true)
),

without_value as (
    select
        *,
        lag(status) over edition_before as previous_status,
        lag(document_id) over edition_before as previous_document_id
    from listed_measure_state
    window edition_before as (partition by measure_id order by edition)
)

select
    shown_value.edition,
    shown_value.measure_id,
    shown_value.measure_name,
    shown_value.org_type,
    shown_value.org_code,
    coalesce(shown_value.org_name, shown_value.org_name_published) as org_name,
    was_open(shown_value.opened_on, shown_value.closed_on, shown_value.edition) as organisation_open,
    shown_value.period_inferred,
    shown_value.period,
    shown_value.period_start,
    shown_value.period_end,
    shown_value.edition - shown_value.period_end as age_days,
    shown_value.period_end + to_months(2 * shown_value.months_between_values) < shown_value.edition as is_stale,
    shown_value.value,
    shown_value.unit,
    shown_value.decimals,
    shown_value.standard,
    shown_value.comparator,
    distance(shown_value.value, shown_value.standard) as distance_to_standard,
    meets(shown_value.value, shown_value.comparator, shown_value.standard) as standard_met,
    shown_value.status,
    shown_value.reason,
    shown_value.published_on,
    shown_value.document_id,
    shown_value.line_no,
    shown_value.locator,
    shown_value.correction,
    case when shown_value.is_first then shown_value.change else 'unchanged' end as change,
    case when shown_value.is_first then shown_value.previous_value else shown_value.value end as previous_value,
    case when shown_value.is_first then shown_value.previous_status else shown_value.status end as previous_status,
    case when shown_value.is_first then shown_value.previous_period else shown_value.period end as previous_period,
    case when shown_value.is_first then shown_value.previous_document_id else shown_value.document_id end
        as previous_document_id,
    case when shown_value.is_first then shown_value.change_note end as change_note
from shown_value

union all by name

select
    without_value.edition,
    measure.measure_id,
    measure.measure_name,
    measure.unit,
    without_value.status,
    case without_value.status
        when 'planned' then 'listed as planned, and no value known at this edition'
        when 'in_parts' then 'its figures are those of ' || without_value.parts
        when 'not_in_this_edition' then 'listed, and ' || without_value.version_id || ' has no figures for it'
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
