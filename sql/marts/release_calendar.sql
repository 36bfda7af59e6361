-- Every due release of a product, up to the next one after the day of this file: what arrived, and whether in time.
--
-- Due dates are those that a document states: its first due date, and then by its cadence. Where several documents
-- state one, the one published last is followed from its own first due date on, and until then the one before; of two
-- of one day the one that starts later, then the last by name. No due date lies before the publication of the document
-- that states it: nobody is late for a promise not yet given.
--
-- What arrives is a document that is declared a release of the product, by its sidecar or as a version of its source,
-- and has ratings, or values for the dashboard: a board paper or a briefing that prints some of them is none. It was
-- published after the first document that states a cadence: that one announces releases. It fills the last due date
-- before its day, if nothing has, and otherwise the next one, which it may do early. So a release is late when it came after its due
-- date and before the next. 'due' is said of a due date that has come and whose release has not, while it still may:
-- it is neither late, which is said of a release that is there, nor missing. No document takes the cadence of the
-- ratings back, but CCGs were abolished (Health and Care Act 2022; SI 2022/634): from then on it has ended.
--
-- A source that is fetched for its measures alone is a product of its own: its cadence is that of raw/sources.yml, and
-- its first due date comes one step after its first version, for what came before that was never waited for.
--
-- group: editions
-- key: product, due_on
--   product VARCHAR -- What is refreshed: dashboard, rating or a source of measures
--   due_on DATE -- Day on which it is due
--   edition VARCHAR -- Name of the edition: its due date
--   next_due_on DATE -- The due date after this one
--   cadence VARCHAR -- How often it is due, as the current document on the due date states it
--   state VARCHAR -- published (on the due date or before), late, missing (the next was due first), due, not_yet_due or ended
--   arrived_on DATE? -- Day on which the release was published; NULL when nothing has arrived
--   days_late BIGINT? [days] -- Days from the due date to the arrival, 0 when it came by then; NULL when nothing has arrived
--   document_ids VARCHAR? -- Documents that arrived for it, in order; NULL when nothing has
--   restated BIGINT? [values] -- Values that these documents state otherwise than those before; NULL when nothing has arrived
--   policy_document_id VARCHAR -- Current document that states the cadence, or a source's first version
--   policy_line_no BIGINT? [line] -- Its line, from 1; NULL of a version
--   note VARCHAR? -- The same for people; NULL when there is nothing to say of it yet
with cadence (cadence, months) as (
    values ('monthly', 1), ('quarterly', 3), ('half-yearly', 6), ('annual', 12)
),

stated as (
    select
        stated.product,
        stated.cadence,
        stated.starts,
        stated.document_id,
        stated.line_no,
        document.published_on
    from core.refresh_policy as stated
    inner join core.document as document
        on stated.document_id = document.document_id
    union all
    select
        source.source_id as product,
        source.cadence,
        (min(document.published_on) + to_months(any_value(cadence.months)))::date as starts,
        arg_min(
            document.document_id, publication_order(document.published_on, document.document_id)
        ) as document_id,
        null as line_no,
        min(document.published_on) as published_on
    from core.source as source
    inner join cadence
        on source.cadence = cadence.cadence
    inner join core.document as document
        on source.source_id = document.source_id
    where source.product is null
    group by all
),

policy as (
    select
        stated.*,
        release.as_at,
        greatest(stated.starts, stated.published_on) as holds_from,
        cadence.months,
        row_number() over (
            partition by stated.product
            order by
                stated.published_on desc,
                stated.starts desc,
                publication_order(stated.published_on, stated.document_id) desc,
                stated.line_no,
                stated.cadence
        ) as precedence
    from stated
    inner join cadence
        on stated.cadence = cadence.cadence
    inner join meta.release as release
        on stated.published_on <= release.as_at
),

-- Two years beyond the day of this file, or beyond the start, hold the next due date and the one after it.
policy_step as (
    select
        policy.*,
        -- counted from the start each time, for a step from 28 February would not come back to the 31st
        (starts + to_months((months * unnest(range(
            date_diff('month', starts, greatest(starts, as_at)) // months + 24 // months + 1
        )))::integer))::date as due_on
    from policy
),

due as (
    select
        policy_step.*,
        lag(policy_step.due_on) over each_product as previous_due_on,
        lead(policy_step.due_on) over each_product as next_due_on
    from policy_step
    where policy_step.due_on >= policy_step.holds_from
        and not exists (
            select 1
            from policy as stronger
            where stronger.product = policy_step.product
                and stronger.precedence < policy_step.precedence
                and stronger.holds_from <= policy_step.due_on
        )
    window each_product as (partition by policy_step.product order by policy_step.due_on)
),

release_due as (
    select *
    from due
    where due_on <= as_at
        or coalesce(previous_due_on, as_at) <= as_at
),

bringing as (
    select
        product,
        document_id
    from core.document
    where (product = 'rating' and document_id in (select rating.document_id from core.rating as rating))
        or (product = 'dashboard' and document_id in (select cell.document_id from core.measure_value as cell))
    union all
    select
        source_id as product,
        document_id
    from core.document
    where source_id is not null
        and product is null
),

announced as (
    select
        product,
        min(published_on) as announced_on,
        any_value(as_at) as as_at
    from policy
    group by all
),

-- All of one day are one release.
arrival as (
    select
        bringing.product,
        document.published_on as arrived_on,
        string_agg(
            bringing.document_id, ', '
            order by publication_order(document.published_on, document.document_id)
        ) as document_ids
    from bringing
    inner join core.document as document
        on bringing.document_id = document.document_id
    inner join announced
        on bringing.product = announced.product
        and document.published_on > announced.announced_on
        and document.published_on <= announced.as_at
    group by all
),

-- Each arrival beside the first due date that is not before it.
placed as (
    select
        arrival.*,
        release_due.due_on,
        release_due.previous_due_on,
        row_number() over (partition by arrival.product, release_due.due_on order by arrival.arrived_on) as place
    from arrival
    asof inner join release_due
        on arrival.product = release_due.product
        and arrival.arrived_on <= release_due.due_on
),

-- Whether a due date is filled when its day is over. An arrival on the day fills it, and so does the second one of the
-- time before it. A single one fills it only if the due date before did not need it: then the answer is that date's.
decided as (
    select
        release_due.product,
        release_due.due_on,
        case
            when count(placed.arrived_on) = 0 then false
            when release_due.previous_due_on is null then true
            when count(placed.arrived_on) > 1 then true
            when max(placed.arrived_on) = release_due.due_on then true
        end as is_filled
    from release_due
    left join placed
        on release_due.product = placed.product
        and release_due.due_on = placed.due_on
    group by release_due.product, release_due.due_on, release_due.previous_due_on
),

filled_in_time as (
    select
        product,
        due_on,
        last_value(is_filled ignore nulls) over (partition by product order by due_on) as is_filled
    from decided
),

filled as (
    select
        placed.product,
        case
            when placed.place = 1 and placed.arrived_on < placed.due_on and not filled_in_time.is_filled
                then placed.previous_due_on
            else placed.due_on
        end as due_on,
        min(placed.arrived_on) as arrived_on,
        string_agg(placed.document_ids, ', ' order by placed.arrived_on) as document_ids
    from placed
    left join filled_in_time
        on placed.product = filled_in_time.product
        and placed.previous_due_on = filled_in_time.due_on
    group by all
),

restated as (
    select
        filled.product,
        filled.due_on,
        sum(restatement.restated)::bigint as restated
    from (
        select
            product,
            due_on,
            unnest(string_split(document_ids, ', ')) as document_id
        from filled
    ) as filled
    inner join (
        select
            document_id,
            count(*) as restated
        from marts.restatement
        group by document_id
    ) as restatement
        on filled.document_id = restatement.document_id
    group by all
),

abolition as (
    -- The day after the last one on which any was open, once the register knows of every one when it closed.
    select
        'rating' as product,
        (max(closed_on) + 1)::date as abolished_on
    from core.organisation
    having bool_and(closed_on is not null)
),

judged_release as (
    select
        release_due.*,
        abolition.abolished_on,
        filled.arrived_on,
        filled.document_ids,
        case when filled.arrived_on is not null then coalesce(restated.restated, 0) end as restated,
        case
            when filled.arrived_on <= release_due.due_on then 'published'
            when filled.arrived_on > release_due.due_on then 'late'
            when least(release_due.due_on, release_due.as_at) >= abolition.abolished_on then 'ended'
            when release_due.due_on > release_due.as_at then 'not_yet_due'
            when release_due.next_due_on > release_due.as_at then 'due'
            else 'missing'
        end as state
    from release_due
    left join filled
        on release_due.product = filled.product
        and release_due.due_on = filled.due_on
    left join restated
        on release_due.product = restated.product
        and release_due.due_on = restated.due_on
    left join abolition
        on release_due.product = abolition.product
)

select
    product,
    due_on,
    due_on::varchar as edition,
    next_due_on,
    cadence,
    state,
    arrived_on,
    case
        when arrived_on <= due_on then 0
        else arrived_on - due_on
    end as days_late,
    document_ids,
    restated,
    document_id as policy_document_id,
    line_no as policy_line_no,
    case
        when arrived_on = due_on then 'arrived on the due date'
        when state = 'published' then format('arrived on {}, {} days early', arrived_on, due_on - arrived_on)
        when state = 'late' then format('arrived on {}, {} days late', arrived_on, arrived_on - due_on)
        when state = 'ended' then format('no CCG is left to be rated; they were abolished on {}', abolished_on)
        when state = 'missing' then format('nothing had arrived when the next was due, on {}', next_due_on)
        when state = 'due' then format('nothing has arrived yet; missing if nothing arrives before {}', next_due_on)
    end as note
from judged_release
