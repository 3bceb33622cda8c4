"""The thirteen months that end today, month by billing day."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 13
BILLING_DAYS = (1, 8, 15, 22)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Thirteen months before `today`, the provider's calendar day."""

    today: date

    def bill_dates(self, billing_day: int) -> list[date]:
        """The last thirteen billing dates of a billing day, oldest first, today's included."""
        newest = self.today.replace(day=billing_day)
        if newest > self.today:
            newest = _month_before(newest)
        dates = [newest]
        while len(dates) < MONTHS:
            dates.append(_month_before(dates[-1]))
        return dates[::-1]

    def all_bill_dates(self) -> list[date]:
        """Every billing date of every billing day, in the order in which they come."""
        return sorted(day for billing_day in BILLING_DAYS for day in self.bill_dates(billing_day))

    @property
    def start(self) -> date:
        """The day before the first bill."""
        return self.all_bill_dates()[0] - timedelta(days=1)

    def newest_first(self, *, at_least_days_ago: int) -> list[int]:
        """Billing days by how lately they came, those too late left out."""
        ages = {day: (self.today - self.bill_dates(day)[-1]).days for day in BILLING_DAYS}
        return sorted((day for day in ages if ages[day] >= at_least_days_ago), key=ages.__getitem__)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=day.day)
