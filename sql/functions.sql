-- What several marts and the macros for readers ask in the same words: loaded before either.

-- Where a document stands among all: the greater came out later. Of one day the last by name is the later one, and the
-- number after the last point of a version's name (source_2024-01-31.10) counts as a number.
-- The same in Python: pipeline/base/publication_order.py.
CREATE MACRO publication_order(published_on, document_id) AS {
    'published_on': published_on,
    'document': regexp_replace(document_id, '\.[0-9]{1,9}$', ''),
    'number': coalesce(nullif(regexp_extract(document_id, '\.([0-9]{1,9})$', 1), '')::INTEGER, 1)
};
