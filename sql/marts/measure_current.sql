-- The one value in force for each organisation, measure and period: what every other mart counts.
--
-- Where documents disagree, the one published last is in force, and the others are told in `conflict`. A value whose
-- period was inferred is never a restatement of one whose period is printed, so the two stand side by side.
--
-- key: measure_id, period, period_inferred, org_code
--   org_code VARCHAR -- NHS ODS code of the CCG
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day of the period
--   period_end DATE -- Last day of the period
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   decimals BIGINT? [decimals] -- Decimals that the value is true to
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published
--   reason VARCHAR? -- Why there is no value; NULL when published
--   lower DOUBLE? [the measure's unit] -- Least that a withheld value can be; NULL when no rule is known
--   upper DOUBLE? [the measure's unit] -- Most that a withheld value can be; NULL when no rule is known
--   numerator DOUBLE? [counted in the measure] -- Numerator where it is published
--   denominator DOUBLE? [counted in the measure] -- Denominator where it is published
--   published_on DATE -- Last day on which the document in force can have been published
--   document_id VARCHAR -- Document in force
--   line_no BIGINT [line] -- Its line, from 1
--   correction VARCHAR? -- What of the printed row was put right; NULL when nothing
--   conflict VARCHAR? -- What other documents say instead; NULL when none disagrees
with put_right as (
    select
        stated.document_id,
        stated.char_start,
        string_agg(
            'printed ' || correction.printed || ', put right to ' || correction.right_value || ': '
                || correction.reason || ' (' || correction.authority || ')',
            '; ' order by correction.char_start
        ) as correction
    from core.correction as correction
    inner join core.measure_value as stated
        on correction.document_id = stated.document_id
        and correction.line_no = stated.line_no
        and (correction.about = 'organisation' or correction.char_start = stated.char_start)
    where correction.about in ('organisation', 'measure_value')
    group by all
),

stated as (
    select
        measure_value.*,
        measure_value.period_note is not null as period_inferred,
        document.published_on,
        row_number() over same_fact as recency,
        count(*) over (
            partition by measure_value.measure_id, measure_value.period, period_inferred, measure_value.org_code
        ) as statements
    from core.measure_value as measure_value
    inner join core.document as document
        on measure_value.document_id = document.document_id
    window same_fact as (
        partition by measure_value.measure_id, measure_value.period, period_inferred, measure_value.org_code
        order by document.published_on desc, document.document_id
    )
),

in_force as (
    select *
    from stated
    where recency = 1
),

disagreement as (
    select
        in_force.measure_id,
        in_force.period,
        in_force.period_inferred,
        in_force.org_code,
        string_agg(
            other.document_id || ' line ' || other.line_no || ': ' || coalesce(other.value::varchar, other.status), '; '
            order by other.document_id
        ) as conflict
    from in_force
    inner join stated as other
        on in_force.measure_id = other.measure_id
        and in_force.period = other.period
        and in_force.period_inferred = other.period_inferred
        and in_force.org_code = other.org_code
    where other.statements > 1
        and other.recency > 1
        and (other.value is distinct from in_force.value or other.status <> in_force.status)
    group by all
)

select
    in_force.org_code,
    in_force.measure_id,
    in_force.period,
    in_force.period_start,
    in_force.period_end,
    in_force.period_inferred,
    in_force.value,
    in_force.decimals,
    in_force.status,
    in_force.reason,
    in_force.lower,
    in_force.upper,
    in_force.numerator,
    in_force.denominator,
    in_force.published_on,
    in_force.document_id,
    in_force.line_no,
    put_right.correction,
    disagreement.conflict
from in_force
left join put_right
    on in_force.document_id = put_right.document_id
    and in_force.char_start = put_right.char_start
left join disagreement
    on in_force.measure_id = disagreement.measure_id
    and in_force.period = disagreement.period
    and in_force.period_inferred = disagreement.period_inferred
    and in_force.org_code = disagreement.org_code
