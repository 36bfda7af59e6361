-- Each value that a dashboard shows, once: what is shown of a measure and organisation from one edition to another.
--
-- An edition is a due date of the dashboard and knows what was published by the end of that day, in documents and in
-- versions of the dashboard; what other sources bring belongs to measures and not to the dashboard. Of one period the
-- document that came out last counts, as in marts.measure_current; a value whose period was inferred is of a series of
-- its own. Over periods the one that ends last is shown; of those that end on one day the one of the document that came
-- out last, then the shorter one. A cell that says nothing (not_available, not_applicable,
-- not_published) is shown only where nothing else is in force, so it never stands before an older value.
--
-- key: measure_id, org_type, org_code, period_inferred, first_edition
--   measure_id VARCHAR -- The measure
--   org_type VARCHAR -- Kind of organisation: ccg, national, region or stp
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   org_name_published VARCHAR -- Its name as printed
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   first_edition DATE -- First edition that shows this
--   last_edition DATE -- Last edition that shows this, of those that are due so far
--   period VARCHAR -- Reporting period in normal form
--   period_end DATE -- Last day of the period
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   decimals BIGINT? [decimals] -- Decimals that the value is true to; NULL without a value
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published
--   reason VARCHAR? -- Why there is no value; NULL when published
--   document_id VARCHAR -- Document that states it
--   line_no BIGINT? [line] -- Its line, from 1; NULL in a workbook
--   locator VARCHAR? -- Sheet and cell of a workbook; NULL in a text
--   correction VARCHAR? -- What of the printed row was put right; NULL when nothing
--   change VARCHAR -- Against what was shown before: new, new period, revised (same period), withdrawn (a later document says nothing of it) or unchanged (stated again)
--   previous_value DOUBLE? [the measure's unit] -- Value shown before; NULL when new, and when there was none
--   previous_status VARCHAR? -- Status shown before; NULL when new
--   previous_period VARCHAR? -- Period shown before; NULL when new
--   previous_document_id VARCHAR? -- Document shown before; NULL when new
--   change_note VARCHAR? -- The change for people; NULL when unchanged
with edition as (
    select
        calendar.due_on,
        row_number() over (order by calendar.due_on) as edition_no
    from marts.release_calendar as calendar
    inner join meta.release as release
        on calendar.due_on <= release.as_at
    where calendar.product = 'dashboard'
),

-- Documents with the first edition that knows them, and with their place among all: the greater one is the later.
known as (
    select
        document.document_id,
        edition.edition_no,
        row_number() over (order by publication_order(document.published_on, document.document_id)) as recency
    from core.document as document
    asof inner join edition
        on document.published_on <= edition.due_on
    where document.source_id is null
        or document.product = 'dashboard'
),

kind as (
    select distinct
        known.document_id,
        known.edition_no,
        known.recency,
        measure_value.period,
        measure_value.period_start,
        measure_value.period_end,
        measure_value.status,
        measure_value.status in ('published', 'suppressed', 'insufficient_data') as says_something
    from core.measure_value as measure_value
    inner join known
        on measure_value.document_id = known.document_id
),

-- Which of two values is shown is decided by their documents, periods and statuses. Those are few, so they are put in
-- order once: of what is in force for a measure and organisation the value of the greatest rank is shown.
ranked as (
    select
        *,
        row_number() over (order by says_something, period_end, recency, period_start, period, status) as rank
    from kind
),

-- Not materialized: there can be millions, of which each step below wants a few columns.
stated as not materialized (
    select
        measure_value.*,
        measure_value.period_note is not null as period_inferred,
        ranked.says_something,
        ranked.edition_no,
        ranked.recency,
        ranked.rank
    from core.measure_value as measure_value
    inner join ranked
        on measure_value.document_id = ranked.document_id
        and measure_value.period = ranked.period
        and measure_value.status = ranked.status
),

-- A value of whose period a later document says nothing is in force until an edition knows that document.
withdrawn as (
    select
        spoken.measure_id,
        spoken.org_type,
        spoken.org_code,
        spoken.period_inferred,
        spoken.rank,
        min(silent.edition_no) as until_no
    from stated as spoken
    inner join stated as silent
        on spoken.measure_id = silent.measure_id
        and spoken.org_type = silent.org_type
        and spoken.org_code = silent.org_code
        and spoken.period_inferred = silent.period_inferred
        and spoken.period = silent.period
        and spoken.recency < silent.recency
    where spoken.says_something
        and not silent.says_something
    group by all
),

-- The best of what becomes known at an edition: of what lasts, and of what is withdrawn at one and the same edition.
first_known as (
    select
        stated.measure_id,
        stated.org_type,
        stated.org_code,
        stated.period_inferred,
        stated.edition_no as from_no,
        withdrawn.until_no,
        max(stated.rank) as rank
    from stated
    left join withdrawn
        on stated.measure_id = withdrawn.measure_id
        and stated.org_type = withdrawn.org_type
        and stated.org_code = withdrawn.org_code
        and stated.period_inferred = withdrawn.period_inferred
        and stated.rank = withdrawn.rank
    group by all
),

beside_lasting as (
    select
        *,
        max(rank) filter (where until_no is null) over (
            partition by measure_id, org_type, org_code, period_inferred
            order by from_no
            range between unbounded preceding and current row
        ) as lasting_rank
    from first_known
),

-- What ranks below something that is known by then and lasts is never shown. So what is left is little: what lasts is
-- in force until the next that lasts, the rest until it is withdrawn, and of those the best is shown.
in_force as (
    select
        measure_id,
        org_type,
        org_code,
        period_inferred,
        rank,
        from_no,
        coalesce(
            until_no,
            lead(from_no) over (
                partition by measure_id, org_type, org_code, period_inferred, until_no is null
                order by from_no
            ),
            (select count(*) + 1 from edition)
        ) as until_no
    from beside_lasting
    where lasting_rank is null
        or rank >= lasting_rank
),

at_edition as (
    select
        measure_id,
        org_type,
        org_code,
        period_inferred,
        edition_no,
        max(rank) as rank
    from (
        select
            *,
            unnest(range(from_no, until_no)) as edition_no
        from in_force
    )
    group by all
),

-- The editions that show something else than the one before.
turn as (
    select
        measure_id,
        org_type,
        org_code,
        period_inferred,
        rank,
        edition_no as first_no,
        coalesce(
            lead(edition_no) over (partition by measure_id, org_type, org_code, period_inferred order by edition_no),
            (select count(*) + 1 from edition)
        ) - 1 as last_no
    from (
        from at_edition
        qualify rank is distinct from
            lag(rank) over (partition by measure_id, org_type, org_code, period_inferred order by edition_no)
    )
),

shown as (
    select
        stated.*,
        turn.first_no,
        turn.last_no,
        lag(stated.value) over before as previous_value,
        lag(stated.status) over before as previous_status,
        lag(stated.period) over before as previous_period,
        lag(stated.period_end) over before as previous_period_end,
        lag(stated.document_id) over before as previous_document_id,
        lag(stated.says_something) over before as previous_says_something
    from turn
    inner join stated
        on turn.measure_id = stated.measure_id
        and turn.org_type = stated.org_type
        and turn.org_code = stated.org_code
        and turn.period_inferred = stated.period_inferred
        and turn.rank = stated.rank
    window before as (
        partition by stated.measure_id, stated.org_type, stated.org_code, stated.period_inferred
        order by turn.first_no
    )
),

told as (
    select
        *,
        case
            when previous_status is null then 'new'
            when period = previous_period and status = previous_status and value is not distinct from previous_value
                then 'unchanged'
            when period = previous_period then 'revised'
            when previous_says_something and (not says_something or period_end < previous_period_end) then 'withdrawn'
            else 'new period'
        end as change,
        coalesce(value::varchar, status) as says,
        coalesce(previous_value::varchar, previous_status) as said
    from shown
)

select
    told.measure_id,
    told.org_type,
    told.org_code,
    told.org_name_published,
    told.period_inferred,
    first_shown.due_on as first_edition,
    last_shown.due_on as last_edition,
    told.period,
    told.period_end,
    told.value,
    told.decimals,
    told.status,
    told.reason,
    told.document_id,
    told.line_no,
    told.locator,
    put_right.correction,
    told.change,
    told.previous_value,
    told.previous_status,
    told.previous_period,
    told.previous_document_id,
    case told.change
        when 'new' then 'nothing known at the edition before'
        when 'revised' then format('was {} ({}), is {} ({})', said, previous_document_id, says, told.document_id)
        when 'new period' then format('was {} for {}, is {} for {}', said, previous_period, says, period)
        when 'withdrawn'
            then format('was {} for {}, no longer stated; is {} for {}', said, previous_period, says, period)
    end as change_note
from told
inner join edition as first_shown
    on told.first_no = first_shown.edition_no
inner join edition as last_shown
    on told.last_no = last_shown.edition_no
left join marts.corrected_cell as put_right
    on put_right.about = 'measure_value'
    and told.document_id = put_right.document_id
    and told.char_start = put_right.char_start
