-- Each printed cell that was corrected, with what of its row is an error, in words: what the current tables show.
--
-- An organisation that is printed wrong concerns every cell of its row.
--
-- changes with: rows
--
-- group: evidence
-- key: about, document_id, char_start
--   about VARCHAR -- Table that holds the cell: rating or measure_value
--   document_id VARCHAR -- Document that prints it
--   char_start BIGINT [code point] -- Offset of the cell in the document, from 0
--   correction VARCHAR -- The printed and the right value, the reason and the authority
with cell as (
    select
        'rating' as about,
        document_id,
        line_no,
        char_start
    from core.rating
    union all
    select
        'measure_value',
        document_id,
        line_no,
        char_start
    from core.measure_value
)

select
    cell.about,
    cell.document_id,
    cell.char_start,
    string_agg(
        correction_note(correction.printed, correction.right_value, correction.reason, correction.authority),
        '; ' order by correction.char_start
    ) as correction
from core.correction as correction
inner join cell
    on correction.document_id = cell.document_id
    and correction.line_no = cell.line_no
    and (
        correction.about = 'organisation'
        or (correction.about = cell.about and correction.char_start = cell.char_start)
    )
group by all
