"""Begin guided troubleshooting, or go on with what was begun."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthline.care.flows import current_flow
from hearthline.care.models import Diagnosis
from hearthline.care.operations.diagnosing import (
    UnableToDiagnose,
    arrive,
    check_may_diagnose,
    store_flow,
)
from hearthline.care.queries.troubles import troubles_of
from hearthline.kernel.numbers import new_token

HOUR = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""What was begun and not touched since yesterday is no longer about today's trouble."""


def start_diagnosis(
    *, account_id: int, user_id: int, kind: str, subject_id: int = 0, now: datetime
) -> str:
    """Begin a diagnosis; one that is open for the same thing is gone on with instead.

    Args:
        account_id: whose trouble.
        user_id: the member who has it.
        kind: internet, tv or phone.
        subject_id: the connection or phone line; 0 for TV.
        now: when.

    Returns:
        The diagnosis's token.

    Raises:
        UnableToDiagnose: `not_allowed`, `not_there` or `too_many`.
    """
    check_may_diagnose(account_id=account_id, user_id=user_id)
    if (kind, subject_id) not in {
        (trouble.kind, trouble.subject_id)
        for trouble in troubles_of(account_id=account_id, now=now)
    }:
        raise UnableToDiagnose("not_there")
    flow, text = current_flow(kind=kind)
    same = Diagnosis.objects.filter(
        account_id=account_id, kind=kind, subject_id=subject_id, state__in=Diagnosis.OPEN
    )
    same.filter(started_at__lt=now - FORGOTTEN).update(state=Diagnosis.State.LEFT, ended_at=now)
    token = same.values_list("token", flat=True).first()
    if token is not None:
        return token
    lately = Diagnosis.objects.filter(account_id=account_id, started_at__gt=now - HOUR).count()
    if lately >= settings.DIAGNOSES_PER_HOUR:
        raise UnableToDiagnose("too_many")
    diagnosis = Diagnosis(
        token=new_token(),
        account_id=account_id,
        user_id=user_id,
        kind=kind,
        subject_id=subject_id,
        started_at=now,
    )
    try:
        with transaction.atomic():
            diagnosis.flow = store_flow(flow=flow, text=text, now=now)
            arrive(diagnosis=diagnosis, flow=flow, name=flow.start, now=now)
    except IntegrityError:  # the same finger twice, or two of a household at once
        return same.values_list("token", flat=True).get()
    return diagnosis.token
