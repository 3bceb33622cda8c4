"""What a bill run has done, would do, and what looks odd about it."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, Sum

from hearthline.billing.models import StatementBatch
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql" / "bill_run"
OUTLIERS_SHOWN = 100
RUNS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is.

    `state` is one of `new` (nothing was asked for yet), `previewing`, `to_approve`, `ready`
    (approved, waiting to be begun or for its day), `running`, `paused`, `finished`.
    """

    bill_date: date
    state: str
    started_at: datetime
    finished_at: datetime | None
    approved_at: datetime | None
    approved_as: str
    previewed_at: datetime | None
    accounts_total: int
    accounts_done: int
    bills: int
    shards_total: int
    shards_done: int
    preview_total: int
    preview_done: int

    @property
    def percent(self) -> int:
        """How far what is under way is."""
        done, total = (
            (self.preview_done, self.preview_total)
            if self.state == "previewing"
            else (self.accounts_done, self.accounts_total)
        )
        return 100 if done >= total else done * 100 // total

    @property
    def is_moving(self) -> bool:
        """Whether it changes while somebody looks."""
        return self.state in {"previewing", "running"}


@dataclass(frozen=True, slots=True)
class KindSum:
    """What all lines of a kind, or of a tax, come to."""

    kind: str
    name: str
    lines: int
    amount: Money
    included: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run would issue in one currency, and what was issued to the same accounts before."""

    currency: str
    bills: int
    total: Money
    before: Money
    changed: int
    zero: int
    negative: int
    first: int
    kinds: tuple[KindSum, ...]


@dataclass(frozen=True, slots=True)
class Outlier:
    """A bill to look at: `why` is `negative`, `zero`, `first`, `higher` or `lower`."""

    account_number: str
    why: str
    total: Money
    before: Money | None


@dataclass(frozen=True, slots=True)
class Difference:
    """An account whose bill isn't what was previewed."""

    account_number: str
    bill_number: str
    previewed: Money | None
    issued: Money | None


@dataclass(frozen=True, slots=True)
class StatementsState:
    """How many of a run's bills have their PDF made ahead; `failed` ones couldn't be made."""

    done: int
    total: int
    failed: int

    @property
    def is_moving(self) -> bool:
        """Whether it changes while somebody looks."""
        return self.done < self.total


def statements_state(*, bill_date: date) -> StatementsState | None:
    """How far the PDFs of a run are, or None if they are made when somebody asks."""
    batches = StatementBatch.objects.filter(run__bill_date=bill_date)
    found = batches.aggregate(
        done=Sum("bills", filter=Q(made_at__isnull=False), default=0),
        total=Sum("bills"),
        failed=Sum("failed"),
    )
    return None if found["total"] is None else StatementsState(**found)


def bill_run_state(*, bill_date: date) -> RunState | None:
    """How far the run of a day is, or None if there is none."""
    return next(iter(_states(bill_date, 1)), None)


def bill_run_states() -> tuple[RunState, ...]:
    """The latest runs, newest day first."""
    return _states(None, RUNS_SHOWN)


def preview_totals(*, bill_date: date, percent: int) -> tuple[Totals, ...]:
    """What a preview comes to, for each currency; none before one was begun.

    Args:
        bill_date: the run's day.
        percent: from which change against the bill before a bill counts as changed.
    """
    values = {"bill_date": bill_date, "percent": percent}
    kinds = run(_SQL / "sum_preview_by_kind.sql", values)
    return tuple(
        _totals(row, [each for each in kinds if each["currency"] == row["currency"]])
        for row in run(_SQL / "sum_preview.sql", values)
    )


def outliers(*, bill_date: date, percent: int, why: str = "") -> tuple[Outlier, ...]:
    """Bills of a preview to look at, the largest change first; at most `OUTLIERS_SHOWN`.

    Args:
        bill_date: the run's day.
        percent: the bound of a change.
        why: only those for one reason; all but first bills if empty.
    """
    values = {"bill_date": bill_date, "percent": percent, "why": why, "most": OUTLIERS_SHOWN}
    return tuple(
        Outlier(
            row["account_number"],
            row["why"],
            Money(row["total_minor"], row["currency"]),
            _optional(row["before_minor"], row["currency"]),
        )
        for row in run(_SQL / "list_outliers.sql", values)
    )


def unlike_preview(*, bill_date: date) -> tuple[Difference, ...]:
    """Accounts whose bill isn't what the preview said, because something changed in between."""
    values = {"bill_date": bill_date, "most": OUTLIERS_SHOWN}
    return tuple(
        Difference(
            row["account_number"],
            row["bill_number"] or "",
            _optional(row["previewed_minor"], row["currency"]),
            _optional(row["issued_minor"], row["currency"]),
        )
        for row in run(_SQL / "list_unlike_preview.sql", values)
    )


def _states(bill_date: date | None, most: int) -> tuple[RunState, ...]:
    rows = run(_SQL / "list_runs.sql", {"bill_date": bill_date, "most": most})
    return tuple(RunState(**{"state": _state(row), **_without(row)}) for row in rows)


def _state(row: dict[str, Any]) -> str:
    if row["preview_open"]:
        return "previewing"
    if row["approved_at"] is None:
        return "to_approve" if row["previewed_at"] else "new"
    if row["finished_at"]:
        return "finished"
    if row["paused_at"]:
        return "paused"
    return "running" if row["shards_total"] > row["shards_done"] else "ready"


def _without(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in {"paused_at", "preview_open"}}


def _totals(row: dict[str, Any], kinds: list[dict[str, Any]]) -> Totals:
    currency = row["currency"]
    return Totals(
        currency=currency,
        bills=row["bills"],
        total=Money(row["total_minor"], currency),
        before=Money(row["before_minor"], currency),
        changed=row["changed"],
        zero=row["zero"],
        negative=row["negative"],
        first=row["first"],
        kinds=tuple(
            KindSum(
                each["kind"],
                each["name"],
                each["lines"],
                Money(each["amount_minor"], currency),
                Money(each["included_minor"], currency),
            )
            for each in kinds
        ),
    )


def _optional(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
