-- Where does it say that NHS Dudley CCG had insufficient data for dementia?
select
    rating.quote,
    rating.document_id,
    rating.line_no,
    source_line.text,
    document.publisher,
    document.published_on
from core.rating as rating
inner join core.source_line as source_line using (document_id, line_no)
inner join core.document as document using (document_id)
where rating.org_name_published ilike '%dudley%'
    and rating.area = 'dementia';
