"""The picture of a year of bills."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hearthline.billing.year import MonthOfBills, year_of_bills
from hearthline.design.formats import day_text, money_text
from hearthline.design.templatetags.pictures import Bar
from hearthline.kernel.money import Money

LEAST_BILLED = 2
"""One month alone is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Year:
    """Thirteen months as bars, and in words for who doesn't see them."""

    months: tuple[MonthOfBills, ...]
    bars: list[Bar]
    label: str
    most: str
    total: Money


def year_shown(*, account_id: int, today: date) -> Year | None:
    """The year up to today, or None with too few bills for a picture."""
    months = year_of_bills(account_id=account_id, today=today)
    billed = [month for month in months if month.bills]
    if len(billed) < LEAST_BILLED:
        return None
    currency = months[0].total.currency
    lowest = min(month.total for month in billed)
    highest = max(month.total for month in billed)
    label = _("Bills from %(first)s to %(last)s, between %(lowest)s and %(highest)s a month") % {
        "first": day_text(months[0].month, "month"),
        "last": day_text(months[-1].month, "month"),
        "lowest": money_text(lowest),
        "highest": money_text(highest),
    }
    return Year(
        months=months,
        bars=[
            Bar(day_text(month.month, "initial"), max(month.total.amount_minor, 0))
            for month in months
        ],
        label=label,
        most=_("Highest: %(amount)s") % {"amount": money_text(highest)},
        total=Money(sum(month.total.amount_minor for month in months), currency),
    )
