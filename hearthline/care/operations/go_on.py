"""Run what can be run without the person: for browsers that can't ask for each step."""

import time
from datetime import datetime, timedelta

from hearthline.care.models import Diagnosis
from hearthline.care.operations.advance_diagnosis import advance_diagnosis

BUDGET_S = 12.0
"""Nobody waits longer for a page; what is left is run by the next press."""


def go_on(*, account_id: int, user_id: int, token: str, now: datetime) -> None:
    """Advance until something is asked, waited for or over, or for about twelve seconds.

    Raises:
        UnableToDiagnose: `not_found` or `not_allowed`.
    """
    begun = time.monotonic()
    while (spent := time.monotonic() - begun) < BUDGET_S:
        found = Diagnosis.objects.filter(account_id=account_id, token=token).first()
        position = found.steps.exclude(result="").count() if found else 0
        moment = now + timedelta(seconds=spent)
        if not advance_diagnosis(
            account_id=account_id, user_id=user_id, token=token, position=position, now=moment
        ):
            return
