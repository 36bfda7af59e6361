-- The one current value for each organisation, measure and period: what every other mart counts.
--
-- Where documents disagree, the one that came out last is current, and the others are told in `conflict`; a cell that
-- says nothing (not_available, not_applicable, not_published) is current only where no other source has a figure. A value
-- whose period was inferred is never a restatement of one whose period is printed, so the two stand side by side.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, period_inferred, org_type, org_code
--   org_type VARCHAR -- Kind of organisation: ccg, national, region, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   org_name_published VARCHAR -- Its name as the current document prints it
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day that the value is about: that of the period or, as core.measure_window says, an earlier one
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
--   counts_rounded_to BIGINT? [counted in the measure] -- Multiple to which the source rounds both; NULL where it is not known to
--   published_on DATE -- Last day on which the current document can have been published
--   document_id VARCHAR -- Current document
--   line_no BIGINT? [line] -- Its line, from 1; NULL in a workbook or feed
--   locator VARCHAR? -- Sheet and cell, or row and column, of a workbook or feed; NULL in a text
--   correction VARCHAR? -- What of the printed row was corrected; NULL when nothing
--   conflict VARCHAR? -- What other documents say instead; NULL when none disagrees
with disagreement as (
    select
        latest.measure_id,
        latest.period,
        latest.period_inferred,
        latest.org_type,
        latest.org_code,
        string_agg(
            other.document_id || ' ' || other.place || ': ' || coalesce(other.value::varchar, other.status), '; '
            order by other.document_id
        ) as conflict
    from steps.repeated_value as latest
    inner join steps.repeated_value as other
        on latest.measure_id = other.measure_id
        and latest.period = other.period
        and latest.period_inferred = other.period_inferred
        and latest.org_type = other.org_type
        and latest.org_code = other.org_code
    where latest.current_no = 1
        and other.current_no > 1
        and (other.says_something or other.source_id = latest.source_id)
        and (other.value is distinct from latest.value or other.status <> latest.status)
    group by all
),

in_force as (
    select
        measure_value.*,
        measure_value.period_note is not null as period_inferred,
        document.published_on
    from core.measure_value as measure_value
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
    anti join (
        from steps.repeated_value
        where current_no > 1
    ) as superseded
        on measure_value.document_id = superseded.document_id
        and measure_value.measure_id = superseded.measure_id
        and measure_value.period = superseded.period
        and measure_value.org_type = superseded.org_type
        and measure_value.org_code = superseded.org_code
)

select
    in_force.org_type,
    in_force.org_code,
    in_force.org_name_published,
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
    in_force.counts_rounded_to,
    in_force.published_on,
    in_force.document_id,
    in_force.line_no,
    in_force.locator,
    corrected.correction,
    disagreement.conflict
from in_force
left join marts.corrected_cell as corrected
    on corrected.about = 'measure_value'
    and in_force.document_id = corrected.document_id
    and in_force.char_start = corrected.char_start
left join disagreement
    on in_force.measure_id = disagreement.measure_id
    and in_force.period = disagreement.period
    and in_force.period_inferred = disagreement.period_inferred
    and in_force.org_type = disagreement.org_type
    and in_force.org_code = disagreement.org_code
