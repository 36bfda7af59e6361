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

-- An end of Wilson's score interval around a proportion, from 0 to 1: the lower one for a negative z.
create macro wilson_end(part, whole, z) as
(part + z ** 2 / 2 + z * sqrt(greatest(part * (1 - part / whole), 0) + z ** 2 / 4)) / (whole + z ** 2);

-- The percentage of an angle whose sine is the root of its share, as far as there is one.
create macro percent_of_angle(angle) as
100 * sin(case when angle < 0 then 0 when angle > pi() / 2 then pi() / 2 else angle end) ** 2;

-- How far a value lies from its standard; what binary fractions leave behind is cut off.
create macro distance(figure, threshold) as round(figure - threshold, 9);

-- How far a figure may lie from what prints so to these decimals, both ends included.
create macro half_step(decimals) as 0.5 / 10 ** decimals;

-- Whether two statements of a figure say the same as far as the coarser of them is printed; what binary fractions leave
-- behind is allowed for. Without decimals only equal ones do.
create macro prints_alike(figure, decimals, other, other_decimals) as
coalesce(abs(figure - other) <= half_step(least(decimals, other_decimals)) + 1e-9, figure = other);

-- Where a fact stands in its document: a line of a text, a cell or row of another file.
create macro place(line_no, locator) as coalesce('line ' || line_no, locator);

-- What organisations are missing from a set, in words; NULL when none is.
create macro missing_note(listed, organisations_open) as case
    when listed < organisations_open
        then listed || ' of the ' || organisations_open || ' organisations open then have a row'
end;

-- Why none is ranked where most have no value, in words; NULL where at least half have one.
create macro too_few_note(ranked_share) as case
    when ranked_share < 0.5 then 'fewer than half of the organisations have a value'
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

create macro wilson_lower(part, whole) as case
    when whole > 0 then greatest(100 * wilson_end(part, whole, -z_95()), 0)
end;

create macro wilson_upper(part, whole) as case
    when whole > 0 then least(100 * wilson_end(part, whole, z_95()), 100)
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
