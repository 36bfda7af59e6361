-- What several marts and the macros for readers ask in the same words: loaded before either.

-- Where a document stands among all: the greater came out later. Of one day the last by name is the later one, and the
-- number after the last point of a version's name (source_2024-01-31.10) counts as a number.
-- The same in Python: pipeline/base/publication_order.py.
CREATE MACRO publication_order(published_on, document_id) AS {
    'published_on': published_on,
    'document': regexp_replace(document_id, '\.[0-9]{1,9}$', ''),
    'number': coalesce(nullif(regexp_extract(document_id, '\.([0-9]{1,9})$', 1), '')::INTEGER, 1)
};

-- Whether an organisation was open on a day: from its first day to its last, or to now where none is known.
CREATE MACRO was_open(opened_on, closed_on, day) AS day BETWEEN opened_on AND coalesce(closed_on, 'infinity'::DATE);

-- Whether a figure stands to a threshold as a comparator says; NULL for a comparator that sets no threshold.
CREATE MACRO meets(figure, comparator, threshold) AS CASE comparator
    WHEN 'at least' THEN figure >= threshold
    WHEN 'more than' THEN figure > threshold
    WHEN 'at most' THEN figure <= threshold
    WHEN 'fewer than' THEN figure < threshold
    WHEN '=' THEN figure = threshold
END;

-- How far a value lies from its standard; what binary fractions leave behind is cut off.
CREATE MACRO distance(figure, threshold) AS round(figure - threshold, 9);

-- Where a fact stands in its document: a line of a text, a cell or row of another file.
CREATE MACRO place(line_no, locator) AS coalesce('line ' || line_no, locator);

-- What organisations are missing from a set, in words; NULL when none is.
CREATE MACRO missing_note(listed, organisations_open) AS CASE
    WHEN listed < organisations_open
        THEN listed || ' of the ' || organisations_open || ' organisations open then have a row'
END;

-- An organisation by name and code, as lists of organisations have it.
CREATE MACRO name_and_code(org_name, org_code) AS org_name || ' (' || org_code || ')';

-- What was put right in a document, in words.
CREATE MACRO put_right_note(printed, right_value, reason, authority) AS
    'printed ' || printed || ', put right to ' || right_value || ': ' || reason || ' (' || authority || ')';

-- A text as SQL writes it, for a query that is shown.
CREATE MACRO as_literal(text) AS '''' || replace(text, '''', '''''') || '''';
