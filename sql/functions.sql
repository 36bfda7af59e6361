-- What several marts and the macros for readers ask in the same words: loaded before either.

-- Where a document stands among all: the greater came out later. Of one day the last by name is the later one, and the
-- number after the last point of a version's name (source_2024-01-31.10) counts as a number.
-- The same in Python: pipeline/base/publication_order.py.
create macro publication_order(published_on, document_id) as {
    'published_on': published_on,
    'document': regexp_replace(document_id, '\.[0-9]{1,9}$', ''),
    'number': coalesce(nullif(regexp_extract(document_id, '\.([0-9]{1,9})$', 1), '')::integer, 1)
};

-- Whether an organisation was open on a day: from its first day to its last, or to now where none is known.
create macro was_open(opened_on, closed_on, day) as day between opened_on and coalesce(closed_on, 'infinity'::date);

-- Whether a figure stands to a threshold as a comparator says; NULL for a comparator that sets no threshold.
create macro meets(figure, comparator, threshold) as case comparator
    when 'at least' then figure >= threshold
    when 'more than' then figure > threshold
    when 'at most' then figure <= threshold
    when 'fewer than' then figure < threshold
    when '=' then figure = threshold
end;

-- How far a value lies from its standard; what binary fractions leave behind is cut off.
create macro distance(figure, threshold) as round(figure - threshold, 9);

-- Where a fact stands in its document: a line of a text, a cell or row of another file.
create macro place(line_no, locator) as coalesce('line ' || line_no, locator);

-- What organisations are missing from a set, in words; NULL when none is.
create macro missing_note(listed, organisations_open) as case
    when listed < organisations_open
        then listed || ' of the ' || organisations_open || ' organisations open then have a row'
end;

-- An organisation by name and code, as lists of organisations have it.
create macro name_and_code(org_name, org_code) as org_name || ' (' || org_code || ')';

-- What was corrected in a document, in words.
create macro correction_note(printed, right_value, reason, authority) as
'printed ' || printed || ', corrected to ' || right_value || ': ' || reason || ' (' || authority || ')';

-- A text as SQL writes it, for a query that is shown.
create macro as_literal(text) as '''' || replace(text, '''', '''''') || '''';

-- Half of the last digit that a number has, as it is written.
create macro half_a_digit(figure) as
0.5 / 10 ** coalesce(length(nullif(split_part(figure::varchar, '.', 2), '0')), 0);
-- The ends of the 95% interval around a proportion in per cent, which is Wilson's score; NULL without a whole.
create macro z_95() as 1.959963984540054::double;

create macro wilson_end(part, whole, side) as
100 * (part + z_95() ** 2 / 2 + side * z_95() * sqrt(part * (1 - part / whole) + z_95() ** 2 / 4))
/ (whole + z_95() ** 2);

create macro wilson_lower(part, whole) as case
    when whole > 0 then greatest(wilson_end(part, whole, -1), 0)
end;

create macro wilson_upper(part, whole) as case
    when whole > 0 then least(wilson_end(part, whole, 1), 100)
end;

-- A number as people write it: 5 and not 5.0.
create macro plain_number(figure) as regexp_replace(figure::varchar, '\.0$', '');

-- The source of a document: the publication that it is a version of, or the document itself.
create macro source_of(source_id, document_id) as coalesce(source_id, document_id);

-- Why a list of similar organisations says nothing of a day; NULL when it may be used. It may from the day before its
-- year begins to the year's end, and for two years more where all of a group are open and none has another area.
create macro similar_list_note(valid_from, all_open_until, has_other_area, day) as case
    when day < valid_from - 1 then 'the list is of a later time than the period'
    when day < valid_from + interval 1 year then null
    when day >= valid_from + interval 3 year then 'the list is more than two years older than the period'
    when
        day > all_open_until
        then 'one of the organisation and its ten is no longer open, and the list is of an earlier year'
    when
        has_other_area
        then 'the area of one of the organisation and its ten is another, or may be, than that of the list'
end;
