"""What a ticket's page shows of the guided troubleshooting that led to it."""

from typing import Any

from hearthline.care import queries


def diagnosis_of_ticket(*, diagnosis_id: int | None) -> Any | None:
    """The report that `care/_diagnosis_results.html` draws, or None."""
    report = getattr(queries, "diagnosis_report", None)
    if diagnosis_id is None or report is None:
        return None
    return report(diagnosis_id)
