-- Percentages that documents print, held against the counts of the publisher's own source: does the sum print so.
--
-- Held against are the sources that state counts for the measure; numerators and denominators are summed over the
-- months of the period. A value is corroborated where 100 n / d lies in the interval of what prints as it does, both
-- ends included. A source without counts is another extract, which neither corroborates nor contradicts. A measure that
-- no source states is in no row.
--
-- group: evidence
-- key: document_id, char_start, primary_document_id
--   document_id VARCHAR -- Document that prints the value
--   char_start BIGINT [character] -- Where the cell begins in it
--   place VARCHAR -- Its line
--   primary_document_id VARCHAR -- Document of the source that it is held against
--   org_code VARCHAR -- NHS ODS code of the CCG
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   printed DOUBLE [percent] -- The value as printed
--   decimals BIGINT [decimals] -- Decimals that it is true to
--   lower DOUBLE [percent] -- Least percentage that prints so
--   upper DOUBLE [percent] -- Greatest percentage that prints so
--   numerator DOUBLE? [counted in the measure] -- Sum of the source's numerators; NULL with the reason in note
--   denominator DOUBLE? [counted in the measure] -- Sum of the source's denominators; NULL with the reason in note
--   primary_value DOUBLE? [percent] -- 100 times the one over the other; of another extract its value; NULL with the reason in note
--   verdict VARCHAR -- corroborated, contradicted or not_checkable
--   organisations_alike BIGINT? [organisations] -- CCGs whose percentage of the source prints the same, which says how telling a match is; NULL unless held against counts
--   organisations_held BIGINT? [organisations] -- CCGs that have a percentage there; NULL unless held against counts
--   note VARCHAR? -- Why it is not checkable: organisation not open then, period not covered, no row, denominator 0, other extract; NULL otherwise
with printed_period as (
    select distinct
        measure_id,
        period_start,
        period_end
    from steps.printed_percentage
),

source_document as (
    select
        document_id,
        measure_id,
        bool_or(has_counts) as has_counts
    from steps.primary_count
    group by all
),

held_document as (
    select *
    from source_document
    qualify has_counts = bool_or(has_counts) over (partition by measure_id)
),

-- A row of the very period, or else those of its months.
in_period as (
    select
        printed_period.measure_id,
        printed_period.period_start,
        printed_period.period_end,
        counted.document_id,
        counted.org_code,
        counted.period_start = printed_period.period_start and counted.period_end = printed_period.period_end
            as is_whole,
        counted.value,
        counted.numerator as row_numerator,
        counted.denominator as row_denominator,
        counted.has_counts,
        counted.period_start as month_start
    from printed_period
    inner join steps.primary_count as counted
        on printed_period.measure_id = counted.measure_id
        and printed_period.period_start <= counted.period_start
        and printed_period.period_end >= counted.period_end
    where counted.is_month
        or is_whole
    qualify
        is_whole = bool_or(is_whole) over (
            partition by
                printed_period.measure_id, printed_period.period_start, printed_period.period_end, counted.document_id
        )
),

coverage as (
    select
        document_id,
        measure_id,
        period_start,
        period_end,
        bool_or(is_whole)
        or count(distinct month_start) = date_diff('month', period_start, period_end) + 1 as is_covered
    from in_period
    group by document_id, measure_id, period_start, period_end
),

summed as (
    select
        document_id,
        measure_id,
        period_start,
        period_end,
        org_code,
        sum(row_numerator) filter (where has_counts) as numerator,
        sum(row_denominator) filter (where has_counts) as denominator,
        any_value(value) filter (where is_whole) as stated,
        bool_and(coalesce(has_counts, false)) as is_counted,
        case when is_counted and denominator > 0 then 100 * numerator / denominator end as percentage
    from in_period
    group by document_id, measure_id, period_start, period_end, org_code
),

alike as (
    select
        printed.document_id,
        printed.char_start,
        summed.document_id as primary_document_id,
        count(*) filter (where summed.percentage between printed.lower - 1e-9 and printed.upper + 1e-9) as alike,
        count(summed.percentage) as held
    from steps.printed_percentage as printed
    inner join summed
        on printed.measure_id = summed.measure_id
        and printed.period_start = summed.period_start
        and printed.period_end = summed.period_end
    inner join core.organisation as organisation
        on summed.org_code = organisation.org_code
    group by all
),

held as (
    select
        printed.*,
        held_document.document_id as primary_document_id,
        summed.numerator,
        summed.denominator,
        summed.percentage,
        summed.stated,
        alike.alike,
        alike.held,
        case
            when not was_open(organisation.opened_on, organisation.closed_on, printed.period_end)
                then 'organisation not open then'
            when not coalesce(coverage.is_covered, false) then 'period not covered'
            when summed.org_code is null then 'no row'
            when not held_document.has_counts or not summed.is_counted then 'other extract'
            when summed.denominator = 0 then 'denominator 0'
        end as note
    from steps.printed_percentage as printed
    inner join held_document
        on printed.measure_id = held_document.measure_id
    inner join core.organisation as organisation
        on printed.org_code = organisation.org_code
    left join coverage
        on held_document.document_id = coverage.document_id
        and printed.measure_id = coverage.measure_id
        and printed.period_start = coverage.period_start
        and printed.period_end = coverage.period_end
    left join summed
        on held_document.document_id = summed.document_id
        and printed.measure_id = summed.measure_id
        and printed.period_start = summed.period_start
        and printed.period_end = summed.period_end
        and printed.org_code = summed.org_code
    left join alike
        on printed.document_id = alike.document_id
        and printed.char_start = alike.char_start
        and held_document.document_id = alike.primary_document_id
)

select
    document_id,
    char_start,
    place,
    primary_document_id,
    org_code,
    measure_id,
    period,
    period_inferred,
    printed,
    decimals,
    lower,
    upper,
    if(note is null, numerator, null) as numerator,
    if(note is null, denominator, null) as denominator,
    case when note is null then percentage when note = 'other extract' then stated end as primary_value,
    case
        when note is not null then 'not_checkable'
        when percentage between lower - 1e-9 and upper + 1e-9 then 'corroborated'
        else 'contradicted'
    end as verdict,
    if(note is null, alike, null) as organisations_alike,
    if(note is null, held, null) as organisations_held,
    note
from held
