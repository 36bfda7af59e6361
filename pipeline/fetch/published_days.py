"""On which day a fetched file was surely out, as its server says and as is known of its address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

# CCGs began on this day. A file about them that says it is older comes from a server without a clock.
EARLIEST = date(2013, 4, 1)


def day_of(fetched_at: datetime, last_modified: str | None, last_seen: date | None) -> tuple[date, str]:
    """A day on which the content was out, and in a sentence how that is known."""
    fetched_on = fetched_at.date()
    modified_at = _http_date(last_modified)
    if modified_at is None:
        return fetched_on, "the day of fetching; the server gives no day of its own"
    if modified_at > fetched_at:
        return fetched_on, "the day of fetching; the server's Last-Modified lies after it"
    day = modified_at.date()
    if day < EARLIEST:
        return fetched_on, f"the day of fetching; the server's Last-Modified is {day}, before there were CCGs"
    if last_seen is None or day >= last_seen:
        return day, "the day of the server's Last-Modified"
    if last_seen > fetched_on:
        return fetched_on, "the day of fetching; the server's Last-Modified lies before an earlier fetching"
    return last_seen, f"the last day on which this address held other content; the server's Last-Modified is {day}"


def _http_date(text: str | None) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text) if text else None
        # '-0000' says that the zone is not known.
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC) if parsed else None
    except (ValueError, OverflowError):
        return None
