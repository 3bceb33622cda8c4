"""What the page of a bill tells of its correction."""

from collections.abc import Callable
from typing import Any

from hearthline.billing.models import Correction
from hearthline.billing.queries import BillSummary


def correction_values(
    summary: BillSummary, *, account_id: int, address_of: Callable[[str], str]
) -> dict[str, Any]:
    """Why a bill was corrected, and where the bills it is about are (`_corrections.html`)."""
    wrong = summary.number if summary.is_corrected else summary.corrects
    reason = (
        Correction.objects.filter(account_id=account_id, bill__number=wrong)
        .values_list("reason", flat=True)
        .first()
        if wrong
        else ""
    )
    others = {
        "corrects": summary.corrects,
        "credit_note": summary.credit_note,
        "rebill": summary.rebill,
    }
    return {
        "correction_reason": reason or "",
        "hrefs": {name: [address_of(number)] for name, number in others.items() if number},
    }
