"""Accept a promotion that discounts what an account has: the next bill first, then agreeing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.queries import BillPreview, preview_bill
from hearthline.catalog.models import Promotion
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.trials import taken_back
from hearthline.subscriptions.models import Discount, Subscription
from hearthline.subscriptions.operations import (
    UnableToDiscount,
    UnableToOrder,
    check_orderer,
    gifts_for,
    give,
)
from hearthline.subscriptions.queries import DiscountLine, discount_line


@dataclass(frozen=True, slots=True)
class PromotionQuote:
    """The discount, and the next bill with it and without."""

    discount: DiscountLine
    bill_date: date
    bill: BillPreview | None
    total: Money
    total_without: Money


def quote_promotion(
    *, account_id: int, user_id: int | None, code: str, now: datetime
) -> PromotionQuote:
    """What accepting a promotion would do to the next bill. Nothing of it is left behind.

    Raises:
        UnableToOrder: this member may not order for this account.
        UnableToDiscount: `no_such_promotion`: it isn't for them, has nothing to discount, or they
            have had it.
    """
    with transaction.atomic():
        account = Account.objects.get(pk=account_id)
        check_orderer(account=account, user_id=user_id)
        bill_date = next_bill_date(account_id=account_id, now=now)
        without = preview_bill(account_id=account_id, bill_date=bill_date)
        with taken_back():
            discount = discount_line(_give(account, code, bill_date, now), account.currency)
            bill = preview_bill(account_id=account_id, bill_date=bill_date)
    nothing = Money(0, account.currency)
    return PromotionQuote(
        discount=discount,
        bill_date=bill_date,
        bill=bill,
        total=bill.total if bill else nothing,
        total_without=without.total if without else nothing,
    )


def accept_promotion(*, account_id: int, user_id: int | None, code: str, now: datetime) -> None:
    """Grant an account the discount of a promotion, from its next bill on; once an account.

    Raises:
        UnableToOrder, UnableToDiscount: as `quote_promotion`.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None:
            raise UnableToOrder("not_allowed")
        check_orderer(account=account, user_id=user_id)
        _give(account, code, next_bill_date(account_id=account_id, now=now), now)


def _give(account: Account, code: str, bill_date: date, now: datetime) -> Discount:
    today = provider_date(now)
    for promotion in gifts_for(account_id=account.pk, on=today):
        if promotion.code != code or promotion.plan_id is not None:
            continue
        subscription = _discounted(account, promotion, today)
        starts_date = max(bill_date, today)
        if subscription is not None and (
            given := give(
                promotion=promotion, subscription=subscription, starts_date=starts_date, now=now
            )
        ):
            return given
    raise UnableToDiscount("no_such_promotion")


def _discounted(account: Account, promotion: Promotion, today: date) -> Subscription | None:
    """What the account has of what the promotion names, the oldest first."""
    found = Subscription.objects.filter(
        account=account, started_date__lte=today, ended_date__isnull=True
    )
    if promotion.has_plan_id is not None:
        found = found.filter(plan_id=promotion.has_plan_id)
    elif promotion.has_kind:
        found = found.filter(plan__kind=promotion.has_kind)
    else:
        return None
    return found.select_related("plan").order_by("started_date", "pk").first()
