-- Which of the claims in the documents hold, and what decided each?
select
    verdict,
    document_id,
    line_no,
    quote,
    found,
    decided_by,
    evidence
from marts.claim_check
order by verdict, document_id, line_no, claim_id;
