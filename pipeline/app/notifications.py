"""Which events are worth an alert, and its text: a run that failed, a claim that the rows newly contradict."""

from __future__ import annotations

from pipeline.app.outcomes import Outcome
from pipeline.base import memory_database
from pipeline.base.sql_text import parquet
from pipeline.publish.warehouse import Warehouse


def notify_failure(job: str, run_id: str, message: str, webhook: str | None) -> str | None:
    """Sends an alert that a run failed; gives what went wrong with sending it, if anything."""
    from pipeline.app.alerts import send_alert

    text = f"ccg-ratings: {job} failed. What is published stays as it was. {message}".strip()
    return send_alert(webhook, text, {"event": "run_failed", "job": job, "run_id": run_id})


def notify_contradictions(warehouse: Warehouse, outcome: Outcome, webhook: str | None) -> str | None:
    """Sends an alert of the claims that a new release contradicts and the one before did not; gives what went wrong."""
    if not webhook:
        return None
    from pipeline.app.alerts import send_alert

    now = _contradicted(warehouse, outcome.release_id)
    before = _contradicted(warehouse, outcome.previous_id) if outcome.previous_id else {}
    new = [text for claim_id, text in now.items() if before.get(claim_id) != text]
    if not new:
        return None
    text = f"ccg-ratings: release {outcome.release_id} contradicts {len(new)} claim(s). " + " ".join(new)
    return send_alert(webhook, text, {"event": "claims_contradicted", "release_id": outcome.release_id, "claims": new})


def _contradicted(warehouse: Warehouse, release_id: str) -> dict[str, str]:
    path = warehouse.releases_dir / release_id / "parquet" / "marts" / "claim_check.parquet"
    if not path.is_file():
        return {}
    query = f"""SELECT claim_id, format('{{}} line {{}}, {{}}: {{}}', document_id, line_no, quote, evidence)
        FROM {parquet(path)} WHERE verdict = 'contradicts' ORDER BY claim_id"""
    with memory_database.cursor() as con:
        return dict(con.execute(query).fetchall())
