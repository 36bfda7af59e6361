-- What each version of a source brought of each measure against the version before: a measure can be new or lost.
--
-- The first version of a source is held against nothing, and all its measures are new. A sheet that is only renamed
-- holds the same measure and is neither. Of a measure that is kept some organisations can be lost: those that merged or
-- closed, but also rows whose kind has another word in this version, which core.rejected_row then lists as a group.
--
-- group: editions
-- slices: measure_id
-- key: document_id, measure_id
--   source_id VARCHAR -- The source
--   document_id VARCHAR -- The version
--   published_on DATE -- Last day on which it can have been published
--   previous_document_id VARCHAR? -- The version before; NULL for the first one
--   measure_id VARCHAR -- The measure
--   state VARCHAR -- new (the version before had no figures for it), kept or lost (this version has none)
--   part VARCHAR? -- The sheet, or the code in the feed; NULL when lost
--   previous_part VARCHAR? -- The same of the version before; NULL when new
--   published BIGINT [cells] -- Cells with a value in this version
--   previous_published BIGINT [cells] -- Cells with a value in the version before
--   restated BIGINT [values] -- Values of the measure that this version states otherwise than the document before it
--   organisations_lost BIGINT [organisations] -- Those with a value in the version before that have no row in this one
--   lost_of VARCHAR? -- These by kind, with how many of it had a value before: 'ccg: 3 of 191'; NULL when none is lost
with version as (
    select
        source_id,
        document_id,
        published_on,
        lag(document_id) over (
            partition by source_id
            order by publication_order(published_on, document_id)
        ) as previous_document_id
    from core.document
    where source_id is not null
),

version_measure as (
    select
        document_id,
        measure_id,
        string_agg(part, ', ' order by part_no) as part,
        sum(published)::bigint as published
    from core.document_part
    where state = 'read'
        and measure_id is not null
    group by all
),

measure_restatement as (
    select
        document_id,
        measure_id,
        count(*) as values_restated
    from marts.restatement
    group by all
),

organisation as (
    select
        version_measure.document_id,
        version_measure.measure_id,
        value.org_type,
        value.org_code,
        bool_or(value.value is not null) as has_value
    from version_measure
    inner join version
        on version_measure.document_id = version.document_id
    inner join core.measure_value as value
        on version_measure.document_id = value.document_id
        and version_measure.measure_id = value.measure_id
    group by all
),

kind_change as (
    select
        version.document_id,
        before.measure_id,
        before.org_type,
        count(*) as organisations,
        count(*) filter (now.org_code is null) as lost
    from version
    inner join organisation as before
        on version.previous_document_id = before.document_id
        and before.has_value
    left join organisation as now
        on version.document_id = now.document_id
        and before.measure_id = now.measure_id
        and before.org_type = now.org_type
        and before.org_code = now.org_code
    group by all
),

lost as (
    select
        document_id,
        measure_id,
        sum(lost)::bigint as organisations_lost,
        string_agg(org_type || ': ' || lost || ' of ' || organisations, ', ' order by org_type) filter (lost > 0)
            as lost_of
    from kind_change
    group by all
),

compared as (
    select
        version.source_id,
        version.document_id,
        version.published_on,
        version.previous_document_id,
        version_measure.measure_id
    from version
    inner join version_measure
        on version.document_id = version_measure.document_id
    union
    select
        version.source_id,
        version.document_id,
        version.published_on,
        version.previous_document_id,
        version_measure.measure_id
    from version
    inner join version_measure
        on version.previous_document_id = version_measure.document_id
)

select
    compared.source_id,
    compared.document_id,
    compared.published_on,
    compared.previous_document_id,
    compared.measure_id,
    case
        when now.measure_id is null then 'lost'
        when before.measure_id is null then 'new'
        else 'kept'
    end as state,
    now.part,
    before.part as previous_part,
    coalesce(now.published, 0) as published,
    coalesce(before.published, 0) as previous_published,
    coalesce(measure_restatement.values_restated, 0) as restated,
    coalesce(lost.organisations_lost, 0) as organisations_lost,
    lost.lost_of
from compared
left join version_measure as now
    on compared.document_id = now.document_id
    and compared.measure_id = now.measure_id
left join version_measure as before
    on compared.previous_document_id = before.document_id
    and compared.measure_id = before.measure_id
left join measure_restatement
    on compared.document_id = measure_restatement.document_id
    and compared.measure_id = measure_restatement.measure_id
left join lost
    on compared.document_id = lost.document_id
    and compared.measure_id = lost.measure_id
