-- Which releases were due, and which came late or never?
SELECT
    product,
    edition,
    state,
    arrived_on,
    days_late,
    note
FROM marts.release_calendar
ORDER BY product, due_on;
