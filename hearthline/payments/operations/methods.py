"""Cards that a gateway keeps for an account."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Account
from hearthline.customers.queries import permissions_of
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


def remove_payment_method(*, account_id: int, method_id: int, user_id: int, now: datetime) -> None:
    """Take a card off an account; if it was the default, the newest other one becomes it.

    Args:
        account_id: whose card it must be.
        method_id: which.
        user_id: who wants it, a member who may pay.
        now: when.

    Raises:
        UnableToRemoveMethod: the account has no such method (any more), or this member may not pay.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_pay:
        raise UnableToRemoveMethod
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
