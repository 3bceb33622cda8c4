"""Promotions, and which accounts may have them."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hearthline.kernel.money import Money
from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """A promotion that an account is entitled to, in both languages. `ends_date` is no part of it.

    The plan's fields are empty where it offers none of the plans.
    """

    code: str
    title: str
    title_es: str
    text: str
    text_es: str
    starts_date: date
    ends_date: date
    plan_code: str
    plan_name: str
    plan_kind: str
    plan_goes_with: str
    plan_price: Money | None
    gives: str = ""

    @property
    def last_date(self) -> date:
        """The last day on which it runs."""
        return self.ends_date - timedelta(days=1)


def promotions_for(*, account_id: int, on: date) -> tuple[PromotionLine, ...]:
    """The promotions that run on a day and that an account is entitled to, ending soonest first."""
    found = run(_SQL / "find_entitled_promotions.sql", {"accounts": [account_id], "on": on})
    return tuple(
        PromotionLine(
            plan_price=None
            if row["plan_price_minor"] is None
            else Money(row["plan_price_minor"], row["currency"]),
            **{
                name: row[name]
                for name in (
                    "code",
                    "title",
                    "title_es",
                    "text",
                    "text_es",
                    "starts_date",
                    "ends_date",
                    "plan_code",
                    "plan_name",
                    "plan_kind",
                    "plan_goes_with",
                    "gives",
                )
            },
        )
        for row in found
    )


def entitled_count(
    *,
    on: date,
    has_kind: str,
    has_plan: str,
    lacks_kind: str,
    lacks_plan: str,
    region: str,
    offers_plan: str,
) -> int:
    """How many active accounts a promotion would reach; plans by code, empty asks nothing."""
    has = """EXISTS (SELECT FROM subscriptions_subscription AS subscription
                       JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
                      WHERE subscription.account_id = account.id
                        AND subscription.started_date <= %(on)s
                        AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s)
                        AND {})"""
    found = select(
        f"""SELECT count(*) AS accounts FROM customers_account AS account
             WHERE account.status = 'active'
               AND (%(region)s = '' OR EXISTS (
                   SELECT FROM customers_address AS address
                    WHERE address.account_id = account.id AND address.region = %(region)s))
               AND (%(has_kind)s = '' OR {has.format("plan.kind = %(has_kind)s")})
               AND (%(has_plan)s = '' OR {has.format("plan.code = %(has_plan)s")})
               AND (%(lacks_kind)s = '' OR NOT {has.format("plan.kind = %(lacks_kind)s")})
               AND (%(lacks_plan)s = '' OR NOT {has.format("plan.code = %(lacks_plan)s")})
               AND (%(offers_plan)s = '' OR NOT {has.format("plan.code = %(offers_plan)s")})""",  # noqa: S608 - fixed texts
        {
            "on": on,
            "has_kind": has_kind,
            "has_plan": has_plan,
            "lacks_kind": lacks_kind,
            "lacks_plan": lacks_plan,
            "offers_plan": offers_plan,
            "region": region,
        },
    )
    return int(found[0]["accounts"])
