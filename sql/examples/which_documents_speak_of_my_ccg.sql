-- Which documents speak of my CCG, in a row of a table or list or by its name in prose, and how often?
with mine as (
    select org_code from find_organisation('stoke on trent')
),

statement as (
    select
        document_id,
        org_code,
        line_no,
        'rating' as how
    from core.rating
    union all
    select
        document_id,
        org_code,
        line_no,
        'value'
    from core.measure_value
    where org_type = 'ccg'
    union all
    select
        document_id,
        org_code,
        line_no,
        'named in prose'
    from core.mention
)

select
    statement.document_id,
    document.publisher,
    document.published_on,
    organisation.org_name,
    string_agg(distinct statement.how, ', ' order by statement.how) as how,
    count(*) as times,
    min(statement.line_no) as first_line
from statement
inner join mine on statement.org_code = mine.org_code
inner join core.document as document on statement.document_id = document.document_id
inner join core.organisation as organisation on statement.org_code = organisation.org_code
group by statement.document_id, document.publisher, document.published_on, organisation.org_name
order by document.published_on, statement.document_id, organisation.org_name;
