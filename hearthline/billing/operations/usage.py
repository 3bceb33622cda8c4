"""What was used, as the network or a partner recorded it, written down to be billed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.operations.bill_run import keep_bill_runs_away
from hearthline.catalog.models import Tariff
from hearthline.kernel.clock import provider_date
from hearthline.kernel.sql import run
from hearthline.subscriptions.models import Subscription

_RECORD = Path(__file__).parents[1] / "sql" / "record_usage.sql"


class UnableToRecordUsage(Exception):
    """None of the records was taken; `position` is the first one that can't be, from 0."""

    def __init__(self, reason: str, *, position: int) -> None:
        """Keep both for whoever sent them."""
        super().__init__(f"record {position}: {reason}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """One thing used: `quantity` in seconds, megabytes or pieces, by the kind (`Tariff`)."""

    external_id: str
    subscription_number: str
    usage_kind: str
    quantity: int
    used_date: date
    description: str = ""


def record_usage(*, source: str, records: Sequence[UsageRecord], now: datetime) -> int:
    """Write usage down; what a source sent before, by its id, is left as it was.

    None of the accounts is billed meanwhile: usage is either on a bill or counts for the next one.
    What came late counts in the month that is still open.

    Args:
        source: who recorded it, such as `switch-1`.
        records: what was used.
        now: when it came.

    Returns:
        How many were new.

    Raises:
        UnableToRecordUsage: `unknown_kind`, `nothing_used`, `no_id`, `in_the_future`,
            `unknown_subscription` or `not_running`.
    """
    today = provider_date(now)
    for position, record in enumerate(records):
        _check(record, today, position)
    with transaction.atomic():
        numbers = {each.subscription_number for each in records}
        accounts = Subscription.objects.filter(number__in=numbers).values_list(
            "account_id", flat=True
        )
        keep_bill_runs_away(account_ids=sorted(set(accounts)))
        _check_subscriptions(records)
        return len(
            run(
                _RECORD,
                {
                    "source": source,
                    "now": now,
                    "numbers": [each.subscription_number for each in records],
                    "usage_kinds": [each.usage_kind for each in records],
                    "quantities": [each.quantity for each in records],
                    "descriptions": [each.description for each in records],
                    "used_dates": [each.used_date for each in records],
                    "external_ids": [each.external_id for each in records],
                },
            )
        )


def _check(record: UsageRecord, today: date, position: int) -> None:
    reason = (
        "unknown_kind"
        if record.usage_kind not in Tariff.UsageKind.values
        else "nothing_used"
        if record.quantity <= 0
        else "no_id"
        if not record.external_id
        else "in_the_future"
        if record.used_date > today
        else ""
    )
    if reason:
        raise UnableToRecordUsage(reason, position=position)


def _check_subscriptions(records: Sequence[UsageRecord]) -> None:
    numbers = {each.subscription_number for each in records}
    known = {
        number: (started, ended)
        for number, started, ended in Subscription.objects.filter(number__in=numbers).values_list(
            "number", "started_date", "ended_date"
        )
    }
    for position, record in enumerate(records):
        if record.subscription_number not in known:
            raise UnableToRecordUsage("unknown_subscription", position=position)
        started, ended = known[record.subscription_number]
        if record.used_date < started or (ended is not None and record.used_date > ended):
            raise UnableToRecordUsage("not_running", position=position)
