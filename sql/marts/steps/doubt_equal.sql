-- Percentages that are equal where they can hardly be: in many measures of one organisation, in several organisations.
-- Equal values: the candidates by a hash of what must be equal, which takes a fraction of the time, then by that itself.
with recursive
many_hash as (
    select hash(document_id, org_type, org_code, period, round(value, 6)) as hash
    from steps.doubt_cell
    where is_percentage
        and value > 0
        and value < 100
    group by all
    having count(*) >= 4
),

many_cell as (
    select
        cell.*,
        round(cell.value, 6) as same
    from steps.doubt_cell as cell
    semi join many_hash
        on hash(cell.document_id, cell.org_type, cell.org_code, cell.period, round(cell.value, 6)) = many_hash.hash
    where cell.is_percentage
),

many_doubt as (
    select
        *,
        'same_in_many_measures' as doubt,
        'strong' as strength,
        count(*) over same_value as alike,
        alike || ' percentages of this organisation and period are ' || value || ': '
        || string_agg(measure_id || ' (' || place || ')', ', ') over same_value as evidence,
        null::double as other_value,
        alike::double as score
    from many_cell
    window
        same_value as (
            partition by document_id, org_type, org_code, period, same
            order by measure_id
            rows between unbounded preceding and unbounded following
        )
    qualify alike >= 4
),

two_hash as (
    select hash(document_id, measure_id, period, round(value, 6)) as hash
    from steps.doubt_cell
    where is_percentage
        and org_type = 'ccg'
        and decimals >= 6
        and value > 0
        and value < 100
    group by all
    having count(*) > 1
),

two_cell as (
    select
        cell.*,
        round(cell.value, 6) as same,
        count(*) over same_in_set as alike,
        first_value(cell.value) over same_in_set as shown,
        max(greatest(5e-9, 0.5 / 10 ** cell.decimals)) over same_in_set as tolerance,
        list(cell.org_code || ' (' || cell.place || ')') over same_in_set as cells
    from steps.doubt_cell as cell
    semi join two_hash
        on hash(cell.document_id, cell.measure_id, cell.period, round(cell.value, 6)) = two_hash.hash
    where cell.is_percentage
        and cell.org_type = 'ccg'
        and cell.decimals >= 6
    window
        same_in_set as (
            partition by cell.document_id, cell.measure_id, cell.period, same
            order by cell.org_code
            rows between unbounded preceding and unbounded following
        )
    qualify alike > 1
),

-- A fraction as near as that is a convergent of the value's continued fraction.
convergent as (
    select distinct
        shown,
        tolerance,
        shown / 100 as rest,
        1::bigint as k,
        0::bigint as k_before,
        0::bigint as n,
        1::bigint as n_before,
        0 as step
    from two_cell
    union all
    select
        shown,
        tolerance,
        1 / nullif(rest - floor(rest), 0) as rest,
        floor(rest)::bigint * k + k_before as k,
        k as k_before,
        floor(rest)::bigint * n + n_before as n,
        n as n_before,
        step + 1 as step
    from convergent
    where rest < 1e6
        and n <= 2000
        and (step = 0 or abs(100 * k / n - shown) >= tolerance)
),

fraction as (
    select distinct
        shown,
        tolerance
    from convergent
    where n between 1 and 2000
        and abs(100 * k / n - shown) < tolerance
),

two_doubt as (
    select
        two_cell.*,
        'same_in_two_organisations' as doubt,
        'strong' as strength,
        two_cell.alike || ' CCGs have this value to 6 decimals: ' || array_to_string(two_cell.cells[1:10], ', ')
        || if(two_cell.alike > 10, ' and others', '') as evidence,
        two_cell.value as other_value,
        two_cell.alike::double as score
    from two_cell
    anti join fraction
        on two_cell.shown = fraction.shown
        and two_cell.tolerance = fraction.tolerance
)

select
    document_id,
    measure_id,
    period,
    org_type,
    org_code,
    doubt,
    strength,
    value,
    place,
    evidence,
    other_value,
    score
from many_doubt
union all
select
    document_id,
    measure_id,
    period,
    org_type,
    org_code,
    doubt,
    strength,
    value,
    place,
    evidence,
    other_value,
    score
from two_doubt
