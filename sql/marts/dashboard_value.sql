-- Each value that a dashboard shows, once: what is shown of a measure and organisation from one edition to another.
--
-- An edition is a due date of the dashboard and knows what was published by the end of that day, in documents and in
-- versions of the dashboard; what other sources bring belongs to measures and not to the dashboard. Of one period the
-- document that came out last counts, as in marts.measure_current; a value whose period was inferred is of a series of
-- its own. Over periods the one that ends last is shown; of those that end on one day the one of the document that came
-- out last, then the shorter one. A cell that says nothing (not_available, not_applicable,
-- not_published) is shown only where nothing else is current, so it never stands before an older value.
--
-- group: editions
-- slices: measure_id
-- key: measure_id, org_type, org_code, period_inferred, first_edition
--   measure_id VARCHAR -- The measure
--   org_type VARCHAR -- Kind of organisation: ccg, national, region or stp
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   org_name_published VARCHAR -- Its name as printed
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   first_edition DATE -- First edition that shows this
--   last_edition DATE -- Last edition that shows this, of those that are due so far
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day that the value is about: of a rolling year, that of the year
--   period_end DATE -- Last day of the period
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   decimals BIGINT? [decimals] -- Decimals that the value is true to; NULL without a value
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published
--   reason VARCHAR? -- Why there is no value; NULL when published
--   document_id VARCHAR -- Document that states it
--   line_no BIGINT? [line] -- Its line, from 1; NULL in a workbook
--   locator VARCHAR? -- Sheet and cell of a workbook; NULL in a text
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
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
known_document as (
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

stated_kind as (
    select distinct
        known_document.document_id,
        known_document.edition_no,
        known_document.recency,
        measure_value.period,
        measure_value.period_start,
        measure_value.period_end,
        measure_value.status,
        measure_value.status in ('published', 'suppressed', 'insufficient_data') as says_something
    from core.measure_value as measure_value
    inner join known_document
        on measure_value.document_id = known_document.document_id
),

-- Which of two values is shown is decided by their documents, periods and statuses. Those are few, so they are put in
-- order once: of what is current for a measure and organisation the value of the greatest rank is shown.
ranked_kind as (
    select
        *,
        row_number() over (order by says_something, period_end, recency, period_start, period, status) as rank
    from stated_kind
),

-- Not materialized: there can be millions, of which each step below wants a few columns.
stated_value as not materialized (
    select
        measure_value.*,
        measure_value.period_note is not null as period_inferred,
        ranked_kind.says_something,
        ranked_kind.edition_no,
        ranked_kind.recency,
        ranked_kind.rank
    from core.measure_value as measure_value
    inner join ranked_kind
        on measure_value.document_id = ranked_kind.document_id
        and measure_value.period = ranked_kind.period
        and measure_value.period_start = ranked_kind.period_start
        and measure_value.status = ranked_kind.status
),

-- A value of whose period a later document says nothing is current until an edition knows that document.
withdrawn_value as (
    select
        earlier.measure_id,
        earlier.org_type,
        earlier.org_code,
        earlier.period_inferred,
        earlier.rank,
        min(blank.edition_no) as until_no
    from stated_value as earlier
    inner join stated_value as blank
        on earlier.measure_id = blank.measure_id
        and earlier.org_type = blank.org_type
        and earlier.org_code = blank.org_code
        and earlier.period_inferred = blank.period_inferred
        and earlier.period = blank.period
        and earlier.recency < blank.recency
    where earlier.says_something
        and not blank.says_something
    group by all
),

-- The best of what becomes known at an edition: of what lasts, and of what is withdrawn at one and the same edition.
first_known as (
    select
        stated_value.measure_id,
        stated_value.org_type,
        stated_value.org_code,
        stated_value.period_inferred,
        stated_value.edition_no as from_no,
        withdrawn_value.until_no,
        max(stated_value.rank) as rank
    from stated_value
    left join withdrawn_value
        on stated_value.measure_id = withdrawn_value.measure_id
        and stated_value.org_type = withdrawn_value.org_type
        and stated_value.org_code = withdrawn_value.org_code
        and stated_value.period_inferred = withdrawn_value.period_inferred
        and stated_value.rank = withdrawn_value.rank
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
-- holds until the next that lasts, the rest until it is withdrawn, and of those the best is shown.
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

edition_in_force as (
    select
        *,
        unnest(range(from_no, until_no)) as edition_no
    from in_force
),

best_at_edition as (
    select
        measure_id,
        org_type,
        org_code,
        period_inferred,
        edition_no,
        max(rank) as rank
    from edition_in_force
    group by all
),

beside_edition_before as (
    select
        *,
        lag(rank) over (partition by measure_id, org_type, org_code, period_inferred order by edition_no)
            as rank_before
    from best_at_edition
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
    from beside_edition_before
    where rank is distinct from rank_before
),

shown_value as (
    select
        stated_value.*,
        turn.first_no,
        turn.last_no,
        coalesce(stated_value.value::varchar, stated_value.status) as now_shown,
        lag(now_shown) over edition_before as shown_before,
        lag(stated_value.value) over edition_before as previous_value,
        lag(stated_value.status) over edition_before as previous_status,
        lag(stated_value.period) over edition_before as previous_period,
        lag(stated_value.period_end) over edition_before as previous_period_end,
        lag(stated_value.document_id) over edition_before as previous_document_id,
        lag(stated_value.says_something) over edition_before as previous_says_something
    from turn
    inner join stated_value
        on turn.measure_id = stated_value.measure_id
        and turn.org_type = stated_value.org_type
        and turn.org_code = stated_value.org_code
        and turn.period_inferred = stated_value.period_inferred
        and turn.rank = stated_value.rank
    window edition_before as (
        partition by stated_value.measure_id, stated_value.org_type, stated_value.org_code, stated_value.period_inferred
        order by turn.first_no
    )
),

changed_value as (
    select
        *,
        status = previous_status and not (value is distinct from previous_value) as is_same_value,
        case
            when previous_status is null then 'new'
            when period = previous_period and is_same_value then 'unchanged'
            when period = previous_period then 'revised'
            when previous_says_something and (not says_something or period_end < previous_period_end) then 'withdrawn'
            else 'new period'
        end as change
    from shown_value
)

select
    changed_value.measure_id,
    changed_value.org_type,
    changed_value.org_code,
    changed_value.org_name_published,
    changed_value.period_inferred,
    first_shown.due_on as first_edition,
    last_shown.due_on as last_edition,
    changed_value.period,
    changed_value.period_start,
    changed_value.period_end,
    changed_value.value,
    changed_value.decimals,
    changed_value.status,
    changed_value.reason,
    changed_value.document_id,
    changed_value.line_no,
    changed_value.locator,
    corrected.correction,
    changed_value.change,
    changed_value.previous_value,
    changed_value.previous_status,
    changed_value.previous_period,
    changed_value.previous_document_id,
    case changed_value.change
        when 'new' then 'nothing known at the edition before'
        when 'revised'
            then format(
                    'was {} ({}), is {} ({})', shown_before, previous_document_id, now_shown, changed_value.document_id
                )
        when 'new period' then format('was {} for {}, is {} for {}', shown_before, previous_period, now_shown, period)
        when 'withdrawn'
            then format(
                    'was {} for {}, no longer stated; is {} for {}', shown_before, previous_period, now_shown, period
                )
    end as change_note
from changed_value
inner join edition as first_shown
    on changed_value.first_no = first_shown.edition_no
inner join edition as last_shown
    on changed_value.last_no = last_shown.edition_no
left join marts.corrected_cell as corrected
    on corrected.about = 'measure_value'
    and changed_value.document_id = corrected.document_id
    and changed_value.char_start = corrected.char_start
