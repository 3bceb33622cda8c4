"""What an account has used in the month that is still open, and what it costs so far."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.rating import rate
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SUM = Path(__file__).parent / "sql" / "sum_usage_so_far.sql"


@dataclass(frozen=True, slots=True)
class UsageSoFar:
    """One kind of use on one service: seconds, megabytes or pieces, as its tariff counts.

    `cost` is before taxes, as the next bill would have it today.
    """

    subscription_number: str
    plan_name: str
    name: str
    usage_kind: str
    used: int
    included: int
    cost: Money
    last_date: date | None

    @property
    def left(self) -> int:
        """How much is included and not used yet."""
        return max(self.included - self.used, 0)


def usage_so_far(*, account_id: int, now: datetime) -> tuple[UsageSoFar, ...]:
    """Everything that an account's tariffs count, with the costs of the engine that bills."""
    bill_date = next_bill_date(account_id=account_id, now=now)
    given = {"account_id": account_id, "bill_date": bill_date, "today": provider_date(now)}
    found = run(_SUM, given)
    if not found:
        return ()
    costs: defaultdict[tuple[int, int], int] = defaultdict(int)
    for line in rate(account_ids=[account_id], bill_date=bill_date, ending="list_rated_lines.sql"):
        if line["kind"] == "usage":
            costs[line["subscription_id"], line["tariff_id"]] += line["amount_minor"]
    return tuple(
        UsageSoFar(
            subscription_number=row["number"],
            plan_name=row["plan_name"],
            name=row["name"],
            usage_kind=row["usage_kind"],
            used=row["quantity"],
            included=row["included_quantity"],
            cost=Money(costs[row["subscription_id"], row["tariff_id"]], row["currency"]),
            last_date=row["last_date"],
        )
        for row in found
    )
