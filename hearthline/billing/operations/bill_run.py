"""The bill run: every account whose billing day it is gets its bill, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from hearthline.billing.models import BillRun
from hearthline.billing.operations.outside_taxes import assess_outside_taxes
from hearthline.billing.rating import rate
from hearthline.kernel.clock import provider_date, start_of_day
from hearthline.kernel.sql import select

BATCH_SIZE = 5000
BILLS_TAKE_TURNS = 0x62696C6C
"""Bill runs take turns, a batch each: the word "bill" as the number of an advisory lock."""
_NUMBER_TRIES = 1000

Progress = Callable[[int, int], None]
"""Told how many accounts are done, of how many."""


class UnableToRunBills(Exception):
    """The bill run can't start; the message says why."""


@dataclass(frozen=True, slots=True)
class BillRunResult:
    """What this call did: other calls for the same day may have done the rest."""

    bill_date: date
    accounts: int
    bills_issued: int


def run_bills(
    *,
    bill_date: date,
    now: datetime,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
) -> BillRunResult:
    """Bill the accounts whose billing day is that of `bill_date`.

    Each batch is one statement in one transaction. Whatever ends a run, at any moment, running it
    again issues what is missing and nothing else; several at once share the work. An account with
    nothing to bill gets no bill.

    Args:
        bill_date: the first day of the period billed in advance, and the bills' issue date.
        now: the time; nothing is billed before its day has come at the provider's place.
        progress: told after each batch.
        batch_size: accounts a statement.

    Raises:
        UnableToRunBills: the day is yet to come.
        UnableToAssessTaxes: the tax service is down; whoever isn't billed yet waits.
    """
    today = provider_date(now)
    if bill_date > today:
        raise UnableToRunBills(f"{bill_date} is yet to come: today is {today}")
    total = _count_unbilled(bill_date)
    run = _begin(bill_date, total, now)
    done = issued = last_id = 0
    while True:
        # Before the turn: nobody waits for another company's server in a transaction.
        coming = _next_batch(bill_date, last_id, batch_size)
        assess_outside_taxes(account_ids=coming, bill_date=bill_date, now=now)
        with transaction.atomic():
            _take_turn()
            batch = _next_batch(bill_date, last_id, batch_size)
            if not batch:
                BillRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=now)
                return BillRunResult(bill_date=bill_date, accounts=done, bills_issued=issued)
            issued += _issue(batch, bill_date, run, now)
        done, last_id = done + len(batch), batch[-1]
        if progress:
            progress(done, max(total, done))


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


def _begin(bill_date: date, total: int, now: datetime) -> BillRun:
    run, _ = BillRun.objects.get_or_create(
        bill_date=bill_date, defaults={"started_at": now, "accounts_total": total}
    )
    return run


def _take_turn() -> None:
    """Wait until no other batch is being billed; what it issued is seen after this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BILLS_TAKE_TURNS])
        # Compiling a statement that runs for seconds costs more of them than it saves.
        cursor.execute("SET LOCAL jit = off")


_UNBILLED = """
  FROM customers_account AS account
 WHERE account.billing_day = extract(day FROM %(bill_date)s::date) AND account.id > %(after)s
   AND NOT EXISTS (SELECT FROM billing_bill AS bill
                    WHERE bill.account_id = account.id AND bill.source = 'run'
                      AND bill.period_start = %(bill_date)s)
"""


def _count_unbilled(bill_date: date) -> int:
    found = select(
        f"SELECT count(*) AS accounts {_UNBILLED}",
        {"bill_date": bill_date, "after": 0},
    )
    return int(found[0]["accounts"])


def _next_batch(bill_date: date, after: int, size: int) -> list[int]:
    found = select(
        f"SELECT account.id {_UNBILLED} ORDER BY account.id LIMIT %(size)s",
        {"bill_date": bill_date, "after": after, "size": size},
    )
    return [row["id"] for row in found]


def _issue(account_ids: list[int], bill_date: date, run: BillRun, now: datetime) -> int:
    """Issue a batch's bills; on numbers that imported bills took already, with the next ones."""
    for _ in range(_NUMBER_TRIES):
        try:
            with transaction.atomic():
                found = rate(
                    account_ids=account_ids,
                    bill_date=bill_date,
                    ending="issue_bills.sql",
                    bill_run_id=run.pk,
                    term_days=settings.PAYMENT_TERM_DAYS,
                    occurred_at=start_of_day(bill_date),
                    now=now,
                )
        except IntegrityError as error:
            if "billing_bill_number" not in str(error):
                raise
        else:
            return int(found[0]["bills"])
    raise UnableToRunBills("imported bills have taken too many of the numbers to come")
