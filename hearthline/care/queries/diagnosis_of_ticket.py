"""What a ticket's page shows of the guided troubleshooting that led to it."""

from hearthline.care.queries.diagnoses import DiagnosisReport, diagnosis_report


def diagnosis_of_ticket(*, diagnosis_id: int | None) -> DiagnosisReport | None:
    """The report that `care/_diagnosis_results.html` draws, or None."""
    return None if diagnosis_id is None else diagnosis_report(diagnosis_id=diagnosis_id)
