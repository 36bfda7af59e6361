-- What do the articles say of how many groups needed improvement, each with its line?
SELECT
    document_id,
    line_no,
    statistic,
    comparator,
    value,
    whole,
    bands,
    quote
FROM core.claim
WHERE area = 'mental_health'
    AND period = '2016/17'
ORDER BY document_id, line_no, claim_id;
