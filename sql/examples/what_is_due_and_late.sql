-- Which releases were due, and which came late or never?
select
    product,
    edition,
    state,
    arrived_on,
    days_late,
    note
from marts.release_calendar
order by product, due_on;
