-- Published values that are doubtful beside others, with the evidence: nothing is changed or left out by it.
--
-- A doubt is no verdict: the value stays as it was published, with its rank. Strong doubts are of cells that can hardly
-- be right, weak ones of values that somebody should look at. Of the same value in several versions of a source the
-- latest is judged. The doubts:
-- same_in_many_measures: one value between 0 and 100 in at least 4 percentages of the organisation and period;
-- other_than_its_area: the area of this one CCG has another value (percentages: beyond half a digit on both sides);
-- outside_its_parts: an area's percentage lies outside the range of its CCGs, all of which have one;
-- same_in_two_organisations: one unrounded percentage of several CCGs that is no fraction with a denominator to 2,000;
-- alone_before_the_series: fewer than 5 CCGs have a value, and England's begin later;
-- spike: farther from the median of its four neighbours in time than 8 usual deviations and 20 points;
-- level: farther than 6 usual deviations from the other CCGs and off the organisation's own level; of years, of which
-- there are few, the former alone.
--
-- group: evidence
-- key: document_id, measure_id, period, org_type, org_code, doubt
--   document_id VARCHAR -- Document with the value
--   source_id VARCHAR? -- Its source; NULL for a document that is of none
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   org_type VARCHAR -- Kind of organisation: ccg, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   doubt VARCHAR -- same_in_many_measures, other_than_its_area, outside_its_parts, same_in_two_organisations, alone_before_the_series, spike or level
--   strength VARCHAR -- strong or weak
--   value DOUBLE [the measure's unit] -- The value as published
--   place VARCHAR? -- Where it stands in its document
--   evidence VARCHAR -- What speaks against it, with the places of the other cells
--   other_value DOUBLE? [the measure's unit] -- The value that it is held against: the area's, the nearest part's, the neighbours' or the CCGs' median; NULL when there is none
--   score DOUBLE [as the doubt says] -- How far it is off: cells or organisations with the same value, CCGs that have one, difference (other_than_its_area, outside_its_parts, spike) or usual deviations (level)
--   note VARCHAR? -- What else is known of it, such as others of its area with the same doubt; NULL when nothing
with found as (
    from steps.doubt_series
    union all by name
    from steps.doubt_equal
    union all by name
    from steps.doubt_area
    union all by name
    from steps.doubt_alone
)

select
    found.document_id,
    document.source_id,
    found.measure_id,
    found.period,
    found.org_type,
    found.org_code,
    found.doubt,
    found.strength,
    found.value,
    found.place,
    found.evidence,
    found.other_value,
    found.score,
    nullif(concat_ws('; ', found.note, recovery.note), '') as note
from found
inner join steps.value_document as document
    on found.document_id = document.document_id
left join steps.doubt_recovery as recovery
    on found.document_id = recovery.document_id
    and found.measure_id = recovery.measure_id
    and found.period = recovery.period
    and found.org_code = recovery.org_code
    and found.doubt = recovery.doubt
