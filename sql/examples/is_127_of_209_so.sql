-- An article says that 127 of 209 groups need to improve. Is that so, and where does it say it?
select
    claim_check.verdict,
    claim_check.evidence,
    claim_check.agrees_with,
    claim_check.document_id || ' line ' || claim_check.line_no as says_it,
    source_line.text
from marts.claim_check as claim_check
inner join core.source_line as source_line
    on claim_check.document_id = source_line.document_id
    and claim_check.line_no = source_line.line_no
where claim_check.claimed = 127
    and claim_check.period = '2016/17';
