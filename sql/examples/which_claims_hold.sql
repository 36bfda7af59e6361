-- Which of the claims in the documents hold, and what decided each?
SELECT
    verdict,
    document_id,
    line_no,
    quote,
    found,
    decided_by,
    evidence
FROM marts.claim_check
ORDER BY verdict, document_id, line_no, claim_id;
