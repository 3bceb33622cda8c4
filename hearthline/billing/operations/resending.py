"""A bill once more, for who can't find it."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from hearthline.billing.queries import bill_id
from hearthline.customers.queries import recipients_of
from hearthline.notices.operations import send_to_many


class UnableToResend(Exception):
    """There is no such bill, or nobody whom to write to."""


def resend_bill(*, account_id: int, number: str, idempotency_key: str, now: datetime) -> int:
    """Send the members who see bills a link to one of them; the same key again sends nothing.

    The link takes a sign-in: a message is no way around it.

    Returns:
        How many people were written to.

    Raises:
        UnableToResend: see there.
    """
    found = bill_id(account_id=account_id, number=number)
    if found is None:
        raise UnableToResend("there is no such bill")
    recipients = recipients_of(account_ids=[account_id], with_amounts=True)
    if not recipients:
        raise UnableToResend("there is nobody to write to")
    with transaction.atomic():
        send_to_many(
            kind="bill_again",
            recipients=recipients,
            context={"number": number, "bill_url": f"{settings.SITE_URL}/bills/{quote(number)}/"},
            about=f"bill_again:{found}:{idempotency_key}",
            now=now,
        )
    return len(recipients)
