-- What do the articles say of how many groups needed improvement, each with its line?
select
    document_id,
    line_no,
    statistic,
    comparator,
    value,
    whole,
    bands,
    quote
from core.claim
where area = 'mental_health'
    and period = '2016/17'
order by document_id, line_no, claim_id;
