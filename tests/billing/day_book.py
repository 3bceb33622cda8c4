"""What bills should be, a day at a time in plain Python: which day is owed, at what price."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hearthline.billing.models import BillLine
from hearthline.catalog.models import PlanPrice
from hearthline.kernel.money import round_half_up
from hearthline.subscriptions.models import Discount, Subscription, Suspension

DAY = timedelta(days=1)
FAR = date(2030, 1, 1)


def rounded(amount: Fraction) -> int:
    return round_half_up(Decimal(amount.numerator) / Decimal(amount.denominator))


def span(start: date, end: date | None) -> set[date]:
    return {start + n * DAY for n in range(max(((end or FAR) - start).days, 0))}


def month(index: int, day: int) -> date:
    return date(index // 12, index % 12 + 1, day)


def period_of(subscription: Subscription, day: date, billing_day: int) -> tuple[date, date]:
    """The plan's period that holds a day: they begin on the first billing date of the service."""
    started, months = subscription.started_date, subscription.plan.period_months
    first = started.year * 12 + started.month - 1 + (started.day > billing_day)
    index = day.year * 12 + day.month - 1 - (day.day < billing_day)
    begin = first + (index - first) // months * months
    return month(begin, billing_day), month(begin + months, billing_day)


class DayBook:
    """Which day of each subscription and discount was billed by which line of one account."""

    def __init__(self, account: Any) -> None:
        self.account = account
        self.billed: dict[Any, dict[date, Any]] = {}
        self.given: dict[Any, dict[date, Any]] = {}

    def enter(self, bill_date: date) -> None:
        """Take in a bill, and hold each of its lines and each day against what should be."""
        subscriptions: dict[Any, Subscription] = {
            each.pk: each
            for each in Subscription.objects.filter(account=self.account).select_related("plan")
        }
        offered = Discount.objects.filter(account=self.account)
        discounts: dict[Any, Discount] = {each.pk: each for each in offered}
        expected = {
            pk: self._owed(each, bill_date)
            | (set(self.billed.setdefault(pk, {})) & self._deserved(each))
            for pk, each in subscriptions.items()
        }
        lines = BillLine.objects.filter(
            account_id=self.account.pk, bill__period_start=bill_date, bill__source="run"
        )
        for line in lines.order_by("position"):
            if line.kind == "credit" and line.subscription_id:
                self._give_back(self.billed[line.subscription_id], line)
            elif line.kind == "discount" and line.amount_minor > 0:
                self._give_back(self.given[line.discount_id], line)
        for line in lines.filter(kind__in=["recurring", "proration"]).order_by("position"):
            self._charge(subscriptions[line.subscription_id], line)
        for line in lines.filter(kind="discount", amount_minor__lt=0).order_by("position"):
            self._discount(discounts[line.discount_id], line)
        for pk in subscriptions:
            assert set(self.billed[pk]) == expected[pk], "other days are billed than are owed"
        for pk, discount in discounts.items():
            days = set(self.billed[discount.subscription_id]) & self._promised(discount)
            assert set(self.given.setdefault(pk, {})) == days, "other days are discounted"

    def _deserved(self, subscription: Subscription) -> set[date]:
        days = span(subscription.started_date, subscription.ended_date)
        for off in Suspension.objects.filter(subscription=subscription):
            days -= span(off.starts_date, off.ends_date)
        return days

    def _owed(self, subscription: Subscription, bill_date: date) -> set[date]:
        begin, end = period_of(subscription, bill_date, self.account.billing_day)
        ended = subscription.ended_date
        if subscription.plan.is_in_arrears:
            end = ended if ended and ended <= bill_date else begin
        return {day for day in self._deserved(subscription) if day < end}

    def _promised(self, discount: Discount) -> set[date]:
        days = span(discount.starts_date, discount.ends_date)
        if discount.with_kind:
            partners: set[date] = set()
            for other in Subscription.objects.filter(
                account=self.account, plan__kind=discount.with_kind
            ).exclude(pk=discount.subscription_id):
                partners |= span(other.started_date, other.ended_date)
            days &= partners
        return days

    def _give_back(self, book: dict[date, Any], line: Any) -> None:
        (by,) = {book.pop(day) for day in span(line.period_start, line.period_end)}
        days = (line.period_end - line.period_start).days
        assert line.amount_minor == -rounded(Fraction(by.amount_minor * days, days_of(by)))

    def _charge(self, subscription: Subscription, line: Any) -> None:
        begin, end = period_of(subscription, line.period_start, self.account.billing_day)
        assert line.period_end <= end
        prices = {
            self._price(subscription, day) for day in span(line.period_start, line.period_end)
        }
        (price,) = prices
        assert (line.price_minor, line.of_days) == (price, (end - begin).days)
        assert line.amount_minor == rounded(Fraction(price * days_of(line), line.of_days))
        self._enter(self.billed[subscription.pk], line)

    def _price(self, subscription: Subscription, day: date) -> int:
        if subscription.price_override_minor is not None:
            return subscription.price_override_minor
        prices = PlanPrice.objects.filter(plan=subscription.plan, starts_date__lte=day)
        last = prices.order_by("starts_date").last()
        return last.price_minor if last else subscription.plan.price_minor

    def _discount(self, discount: Discount, line: Any) -> None:
        book = self.billed[discount.subscription_id]
        (by,) = {book[day] for day in span(line.period_start, line.period_end)}
        full = (
            Fraction(by.price_minor * discount.rate_ppm, 1_000_000)
            if discount.kind == "percent"
            else Fraction(discount.amount_minor * discount.subscription.plan.period_months)
        )
        assert -line.amount_minor == rounded(full * days_of(line) / by.of_days)
        self._enter(self.given.setdefault(discount.pk, {}), line)

    def _enter(self, book: dict[date, Any], line: Any) -> None:
        for day in span(line.period_start, line.period_end):
            assert day not in book, f"{day} is billed twice"
            book[day] = line


def days_of(line: Any) -> int:
    days: int = (line.period_end - line.period_start).days
    return days
