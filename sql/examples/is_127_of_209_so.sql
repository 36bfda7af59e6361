-- An article says that 127 of 209 groups need to improve. Is that so, and where does it say it?
SELECT
    claim_check.verdict,
    claim_check.evidence,
    claim_check.agrees_with,
    claim_check.document_id || ' line ' || claim_check.line_no AS says_it,
    source_line.text
FROM marts.claim_check AS claim_check
INNER JOIN core.source_line AS source_line
    ON claim_check.document_id = source_line.document_id
    AND claim_check.line_no = source_line.line_no
WHERE claim_check.claimed = 127
    AND claim_check.period = '2016/17';
