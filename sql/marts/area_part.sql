-- The counts that marts.area_value adds up: each organisation's row of a source that counts in the sums of its areas.
--
-- Of a sum of England these are all rows of its measure, period and source, of a region's or an ICB's those with its
-- code, and of a similar ten those of the organisations on the list. Where a sum is refused these are the counts that
-- there are.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, source_id, org_code
--   measure_id VARCHAR -- The measure, one in per cent
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- Its first day
--   period_end DATE -- Its last day
--   source_id VARCHAR -- The source that states the counts, or the document that is of no source
--   org_type VARCHAR -- ccg, or sub_icb after the CCGs' end
--   org_code VARCHAR -- NHS ODS code of the CCG, or of the sub-ICB location in its place
--   org_name VARCHAR -- The name of that CCG in the register
--   region_code VARCHAR? -- ODS code of the region in which it lies today; NULL when none is known
--   icb_code VARCHAR? -- ODS code of the ICB in which it lies today; NULL when none is known
--   numerator DOUBLE [counted in the measure] -- The numerator that is added
--   denominator DOUBLE [counted in the measure] -- The denominator that is added
--   is_doubtful BOOLEAN -- Whether marts.value_doubt doubts the percentage of these counts
--   document_id VARCHAR -- Document that states them, the latest of the source
--   line_no BIGINT? [line] -- Its line in a text; NULL in a workbook or feed
--   locator VARCHAR? -- Its place in a workbook or feed; NULL in a text
with doubted as (
    select distinct
        document_id,
        measure_id,
        period,
        org_type,
        org_code
    from marts.value_doubt
)

select
    cell.measure_id,
    cell.period,
    cell.period_start,
    cell.period_end,
    cell.source_id,
    cell.org_type,
    cell.org_code,
    cell.org_name,
    cell.region_code,
    cell.icb_code,
    cell.part as numerator,
    cell.whole as denominator,
    doubted.org_code is not null as is_doubtful,
    cell.document_id,
    cell.line_no,
    cell.locator
from steps.counted_cell as cell
left join doubted
    on cell.document_id = doubted.document_id
    and cell.measure_id = doubted.measure_id
    and cell.period = doubted.period
    and cell.org_type = doubted.org_type
    and cell.org_code = doubted.org_code
where cell.is_open and cell.has_counts
