"""Why a bill isn't the same as the one before, to the cent.

One statement puts every line of both bills into one cause each (`sql/explain_bill.sql`); what is
left, for bills whose lines don't tell all, is a cause of its own. So the causes always sum to the
difference.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from hearthline.kernel.money import Money, minor_digits
from hearthline.kernel.sql import run

_EXPLAIN = Path(__file__).parent / "sql" / "explain_bill.sql"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, with what it came to on both bills.

    Kinds: `price_change`, `promotion_ended`, `promotion_started`, `discount_ended`,
    `discount_started`, `discount` (of another amount), `discount_days` (taken back, or given for
    days billed before), `plan_change` (from `other_name`), `service_started`, `service_ended`,
    `service_billed`, `partial` (more or fewer days of a period), `suspended`, `resumed`, `period`
    (paid every few months), `proration` (of the days shown), `usage`, `minimum`, `one_off`,
    `deposit`, `credit`, `fee`, `tax`; `charge` for a line of an imported bill, and `unlisted` where
    a bill doesn't say what it was for. `event` is what led to it: what a charge gave as its reason,
    such as `outage:17`, or `order:…`, `price:…`, `promotion:…`, `discount:…`, `suspension:…`. Steps
    lead from `begins_at` to `ends_at`, from the bill before to this one.
    """

    kind: str
    name: str
    other_name: str
    before: Money
    now: Money
    period_start: date | None
    period_end: date | None
    event: str
    subscription_number: str
    begins_at: Money
    ends_at: Money

    @property
    def change(self) -> Money:
        """How much more (or, below zero, less) this bill is because of it."""
        return self.now - self.before

    @property
    def is_new(self) -> bool:
        """Whether only this bill has it."""
        return not self.before

    @property
    def is_gone(self) -> bool:
        """Whether only the bill before had it."""
        return not self.now

    @property
    def is_higher(self) -> bool:
        """Whether this bill is more because of it."""
        return self.change.amount_minor > 0

    @property
    def is_given_back(self) -> bool:
        """Whether it gives money back on the bill that has it."""
        return (self.now + self.before).amount_minor < 0

    @property
    def last_date(self) -> date | None:
        """The last of its days, as people write it."""
        return None if self.period_end is None else self.period_end - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The bill before, this bill, and what lies between them."""

    before_number: str
    before_date: date
    before_total: Money
    total: Money
    causes: tuple[Cause, ...]

    @property
    def change(self) -> Money:
        """The sum of the causes."""
        return self.total - self.before_total

    @property
    def is_higher(self) -> bool:
        return self.change.amount_minor > 0

    @property
    def distance(self) -> Money:
        """How much higher or lower, without a sign."""
        return self.change if self.is_higher else -self.change

    @property
    def scale_least(self) -> int:
        """Where a picture of the steps begins, in minor units: close to them, on a round amount."""
        levels = self._levels()
        low = 2 * min(levels) - max(levels)
        unit = 10 * 10 ** minor_digits(self.total.currency)
        return low // unit * unit if low > unit else min(0, *levels)

    @property
    def scale_most(self) -> int:
        """Where a picture of the steps ends, in minor units."""
        return max(0, *self._levels())

    @property
    def bars_begin_at(self) -> Money | None:
        """The amount at which the picture begins, unless that is nothing."""
        least = self.scale_least
        return Money(least, self.total.currency) if least > 0 else None

    def _levels(self) -> list[int]:
        ends = (cause.ends_at.amount_minor for cause in self.causes)
        return [self.before_total.amount_minor, *ends]


def explain_bill(
    *, account_id: int, number: str, before_number: str | None = None
) -> Explanation | None:
    """Compare a bill with the one issued before it, or with the one named.

    Returns:
        None if there is no such bill of the account, or none to compare it with.
    """
    rows = run(_EXPLAIN, {"account_id": account_id, "number": number, "before": before_number})
    if not rows:
        return None
    first = rows[0]
    found = [row for row in rows if row["kind"] is not None]
    told = sum(row["now_minor"] - row["before_minor"] for row in found)
    if rest := first["total_minor"] - first["before_total_minor"] - told:
        found.append(_unlisted(rest))
    return Explanation(
        before_number=first["before_number"],
        before_date=first["before_date"],
        before_total=Money(first["before_total_minor"], first["currency"]),
        total=Money(first["total_minor"], first["currency"]),
        causes=_in_steps(found, first["before_total_minor"], first["currency"]),
    )


def _in_steps(rows: list[dict[str, Any]], begin_minor: int, currency: str) -> tuple[Cause, ...]:
    changes = (row["now_minor"] - row["before_minor"] for row in rows)
    levels = [Money(minor, currency) for minor in accumulate(changes, initial=begin_minor)]
    return tuple(
        Cause(
            kind=row["kind"],
            name=row["name"],
            other_name=row["other_name"],
            before=Money(row["before_minor"], currency),
            now=Money(row["now_minor"], currency),
            period_start=row["period_start"],
            period_end=row["period_end"],
            event=row["event"],
            subscription_number=row["subscription_number"],
            begins_at=begins_at,
            ends_at=ends_at,
        )
        for row, begins_at, ends_at in zip(rows, levels, levels[1:], strict=False)
    )


def _unlisted(change_minor: int) -> dict[str, Any]:
    return {
        "kind": "unlisted",
        "name": "",
        "other_name": "",
        "before_minor": 0,
        "now_minor": change_minor,
        "period_start": None,
        "period_end": None,
        "event": "",
        "subscription_number": "",
    }
