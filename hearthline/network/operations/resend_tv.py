"""Send an account's entitlements to the TV system once more."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from hearthline.customers.models import Account
from hearthline.network.models import ProvisioningStep, TvService
from hearthline.network.operations.want import want


def resend_tv(*, account_id: int, reference: str, now: datetime) -> int | None:
    """Have the TV system hold what the account is entitled to, as a revision of its own.

    The newest revision sent again would be ignored as known.

    Args:
        account_id: whose.
        reference: what the step belongs to.
        now: when.

    Returns:
        The step's id, or None if the account has no TV.
    """
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        service = TvService.objects.filter(account_id=account_id).first()
        if service is None:
            return None
        TvService.objects.filter(pk=service.pk).update(revision=F("revision") + 1)
        return want(
            account_id=account_id,
            kind=ProvisioningStep.Kind.TV_ENTITLEMENTS,
            subject_id=service.pk,
            reference=reference,
            now=now,
        )
