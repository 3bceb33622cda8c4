"""Cards that a gateway keeps for an account."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Account
from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.models import PaymentMethod
from hearthline.payments.operations.errors import UnableToRemoveMethod


def keep_card(*, account_id: int, gateway: str, card: SavedCard, now: datetime) -> PaymentMethod:
    """Keep a card that the gateway saved; the first one becomes the default. Safe to repeat.

    One that the account removed meanwhile stays removed.
    """
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        known = PaymentMethod.objects.filter(
            account_id=account_id, gateway=gateway, token=card.token
        ).first()
        if known is not None:
            return known
        has_default = PaymentMethod.objects.filter(account_id=account_id, is_default=True).exists()
        return PaymentMethod.objects.create(
            account_id=account_id,
            gateway=gateway,
            token=card.token,
            label=card.label,
            last4=card.last4,
            exp_month=card.exp_month,
            exp_year=card.exp_year,
            is_default=not has_default,
            saved_at=now,
        )


def remove_payment_method(*, account_id: int, method_id: int, now: datetime) -> None:
    """Take a card off an account; if it was the default, the newest other one becomes it.

    Raises:
        UnableToRemoveMethod: the account has no such method (any more).
    """
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        methods = PaymentMethod.objects.filter(account_id=account_id, removed_at__isnull=True)
        method = methods.filter(pk=method_id).first()
        if method is None:
            raise UnableToRemoveMethod
        was_default = method.is_default
        method.removed_at, method.is_default = now, False
        method.save(update_fields=["removed_at", "is_default"])
        heir = methods.order_by("-saved_at", "-pk").first()
        if was_default and heir is not None:
            heir.is_default = True
            heir.save(update_fields=["is_default"])
