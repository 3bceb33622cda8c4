"""How much was used: by month, day by day. Bytes; a day is one of the provider's calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hearthline.kernel.clock import provider_date, provider_zone, start_of_day
from hearthline.kernel.sql import select
from hearthline.network.queries.connections import connection_of


@dataclass(frozen=True, slots=True)
class DayUsage:
    """What was received and sent on one day."""

    day: date
    down_bytes: int
    up_bytes: int

    @property
    def bytes(self) -> int:
        """Both directions."""
        return self.down_bytes + self.up_bytes


@dataclass(frozen=True, slots=True)
class MonthUsage:
    """A month's usage; every day of it until today has a row, used or not."""

    month: date
    days: tuple[DayUsage, ...]
    down_bytes: int
    up_bytes: int
    allowance_bytes: int | None

    @property
    def bytes(self) -> int:
        """Both directions."""
        return self.down_bytes + self.up_bytes

    @property
    def is_over(self) -> bool:
        """Whether more was used than the plan includes."""
        return self.allowance_bytes is not None and self.bytes > self.allowance_bytes


def usage_of_month(account_id: int, connection_id: int, month: date, now: datetime) -> MonthUsage:
    """What a connection used in the calendar month that `month` lies in.

    Raises:
        UnableToFindConnection: the account has no such connection.
    """
    line = connection_of(account_id, connection_id)
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    rows = select(
        """SELECT (hour_at AT TIME ZONE %(zone)s)::date AS day,
                  sum(down_bytes)::bigint AS down_bytes, sum(up_bytes)::bigint AS up_bytes
             FROM network_usagehour
            WHERE connection_id = %(connection_id)s
              AND hour_at >= %(since)s AND hour_at < %(until)s
            GROUP BY 1""",
        {
            "connection_id": connection_id,
            "since": start_of_day(first),
            "until": start_of_day(following),
            "zone": provider_zone().key,
        },
    )
    used = {row["day"]: DayUsage(**row) for row in rows}
    last = min(following - timedelta(days=1), max(provider_date(now), first))
    days = tuple(
        used.get(day, DayUsage(day, 0, 0))
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )
    return MonthUsage(
        month=first,
        days=days,
        down_bytes=sum(day.down_bytes for day in used.values()),
        up_bytes=sum(day.up_bytes for day in used.values()),
        allowance_bytes=line.allowance_bytes,
    )


def first_month_of(connection_id: int) -> date | None:
    """The earliest month with usage, or None if there is none at all."""
    rows = select(
        "SELECT min(hour_at) AS hour_at FROM network_usagehour WHERE connection_id = %(id)s",
        {"id": connection_id},
    )
    hour_at = rows[0]["hour_at"]
    return provider_date(hour_at).replace(day=1) if hour_at else None
