"""Which days a bill run is still to come for."""

from datetime import date, datetime, timedelta

from hearthline.billing.models import BillRun
from hearthline.kernel.clock import provider_date


def missed_bill_dates(*, now: datetime) -> list[date]:
    """The days up to today whose bill run hasn't finished, oldest first.

    It looks back to the last day that has, or, on the very first, begins today. A run that was
    begun and never ended is missed however old it is.
    """
    today = provider_date(now)
    runs = BillRun.objects.filter(bill_date__lte=today)
    finished = runs.exclude(finished_at=None).order_by("-bill_date").first()
    since = finished.bill_date + timedelta(days=1) if finished else today
    days = {since + timedelta(days=n) for n in range((today - since).days + 1)}
    days.update(runs.filter(finished_at=None).values_list("bill_date", flat=True))
    return sorted(days)
