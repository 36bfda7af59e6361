-- Where does it say that NHS Dudley CCG had insufficient data for dementia?
SELECT
    rating.quote,
    rating.document_id,
    rating.line_no,
    source_line.text,
    document.publisher,
    document.published_on
FROM core.rating AS rating
INNER JOIN core.source_line AS source_line USING (document_id, line_no)
INNER JOIN core.document AS document USING (document_id)
WHERE rating.org_name_published ILIKE '%dudley%'
    AND rating.area = 'dementia';
