-- Which documents speak of my CCG, in a row of a table or list or by its name in prose, and how often?
WITH mine AS (
    SELECT org_code FROM find_organisation('stoke on trent')
),

said AS (
    SELECT document_id, org_code, line_no, 'rating' AS how FROM core.rating
    UNION ALL
    SELECT document_id, org_code, line_no, 'value' FROM core.measure_value WHERE org_type = 'ccg'
    UNION ALL
    SELECT document_id, org_code, line_no, 'named in prose' FROM core.mention
)

SELECT
    said.document_id,
    document.publisher,
    document.published_on,
    organisation.org_name,
    string_agg(DISTINCT said.how, ', ' ORDER BY said.how) AS how,
    count(*) AS times,
    min(said.line_no) AS first_line
FROM said
INNER JOIN mine ON said.org_code = mine.org_code
INNER JOIN core.document AS document ON said.document_id = document.document_id
INNER JOIN core.organisation AS organisation ON said.org_code = organisation.org_code
GROUP BY said.document_id, document.publisher, document.published_on, organisation.org_name
ORDER BY document.published_on, said.document_id, organisation.org_name;
