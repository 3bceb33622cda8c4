"""Plans and taxes as the provider's files have them: checked and merged by the set."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import minor_digits
from hearthline.kernel.queue import enqueue
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging

SQL = Path(__file__).parents[1] / "sql"

STAGED_PLANS = Staging(
    "staged_plan",
    "plans.csv",
    {
        "code": "text",
        "kind": "text",
        "name": "text",
        "description": "text",
        "price": "bigint",
        "tax_category": "text",
        "download_mbps": "integer",
        "upload_mbps": "integer",
        "offered": "boolean",
        "goes_with": "text",
        "access_group": "text",
        "allowance_gb": "integer",
        "period_months": "smallint",
        "in_arrears": "boolean",
    },
)
STAGED_TAXES = Staging(
    "staged_tax",
    "taxes.csv",
    {
        "code": "text",
        "name": "text",
        "tax_category": "text",
        "region": "text",
        "locality": "text",
        "included": "boolean",
        "kind": "text",
        "rate_ppm": "bigint",
        "flat_minor": "bigint",
        "fee": "boolean",
        "starts_date": "date",
        "ends_date": "date",
    },
)

STAGED_TARIFFS = Staging(
    "staged_tariff",
    "tariffs.csv",
    {
        "plan_code": "text",
        "usage_kind": "text",
        "name": "text",
        "included": "bigint",
        "block": "bigint",
        # Millionths of a minor unit.
        "price": "bigint",
        "minimum": "bigint",
        "itemized": "boolean",
        "tax_category": "text",
    },
)


def refuse_bad_plans(*, absent: Collection[str] = ()) -> None:
    """Mark staged plans that can't be imported; columns the file lacks keep what they hold."""
    kept = (
        "description",
        "tax_category",
        "download_mbps",
        "upload_mbps",
        "goes_with",
        "access_group",
        "allowance_gb",
        "period_months",
    )
    STAGED_PLANS.refuse_repeated("code")
    STAGED_PLANS.keep(
        absent,
        {column: f"plan.{column}" for column in kept}
        | {"offered": "plan.is_offered", "in_arrears": "plan.is_in_arrears"},
        "FROM catalog_plan AS plan WHERE plan.code = staged.code",
    )


def import_plans(*, currency: str, now: datetime) -> Outcome:
    """Create and change plans as staged, in the caller's transaction; touch only what differs.

    Another price holds for the days from today on.
    """
    given = {"currency": currency, "today": provider_date(now), "now": now}
    return Outcome(**run(SQL / "merge_plans.sql", given)[0])


def refuse_bad_taxes(*, absent: Collection[str] = ()) -> None:
    """Mark staged taxes that can't be imported; columns the file lacks keep what they hold."""
    STAGED_TAXES.refuse_repeated("code")
    STAGED_TAXES.keep(
        absent,
        {
            "region": "tax.region",
            "locality": "tax.locality",
            "included": "tax.is_included",
            "fee": "tax.is_fee",
            "ends_date": "tax.ends_date",
        },
        "FROM catalog_tax AS tax WHERE tax.code = staged.code",
    )


def import_taxes(*, currency: str) -> Outcome:
    """Create and change taxes as staged, in the caller's transaction; touch only what differs."""
    return Outcome(**run(SQL / "merge_taxes.sql", {"currency": currency})[0])


def refuse_bad_tariffs(*, today: date, absent: Collection[str] = ()) -> None:
    """Mark staged tariffs that can't be imported; plans are staged before."""
    STAGED_TARIFFS.refuse_repeated("plan_code", "usage_kind")
    STAGED_TARIFFS.refuse_unknown(
        "plan_code",
        STAGED_PLANS,
        "code",
        known="catalog_plan.code",
        advice="Add the plan to plans.csv or correct the code",
    )
    STAGED_TARIFFS.keep(
        absent,
        {
            "included": "tariff.included_quantity",
            "block": "tariff.block_quantity",
            "minimum": "tariff.minimum_minor",
            "itemized": "tariff.is_itemized",
            "tax_category": "tariff.tax_category",
        },
        "FROM catalog_tariff AS tariff JOIN catalog_plan AS plan ON plan.id = tariff.plan_id"
        " WHERE plan.code = staged.plan_code AND tariff.usage_kind = staged.usage_kind"
        f" AND daterange(tariff.starts_date, tariff.ends_date) @> '{today.isoformat()}'::date",
    )


def import_tariffs(*, today: date) -> Outcome:
    """Create and change tariffs as staged, in the caller's transaction; touch what differs.

    Another tariff holds for months that begin today or later.
    """
    return Outcome(**run(SQL / "merge_tariffs.sql", {"today": today})[0])


STAGED_PRICES = Staging(
    "staged_price",
    "plan_prices.csv",
    {
        "plan_code": "text",
        "starts_date": "date",
        "price": "bigint",
        "told": "boolean",
    },
)


def refuse_bad_prices(*, currency: str, today: date) -> None:
    """Mark staged prices that can't be imported; plans are staged before."""
    STAGED_PRICES.refuse_repeated("plan_code", "starts_date")
    STAGED_PRICES.refuse_unknown(
        "plan_code",
        STAGED_PLANS,
        "code",
        known="catalog_plan.code",
        advice="Add the plan to plans.csv or correct the code",
    )
    notice = settings.PRICE_NOTICE_DAYS
    given = {"today": today, "digits": minor_digits(currency), "notice_days": notice}
    run(SQL / "refuse_prices_that_are_not_to_change.sql", given)
    run(SQL / "refuse_prices_unlike_plans.sql", given)
    run(SQL / "refuse_prices_nobody_knows_of.sql", given)


def import_prices(*, now: datetime) -> Outcome:
    """Create and change prices as staged, in the caller's transaction. Plans are imported before.

    Who has a plan is told of a price to come by a job, unless the file says that they were.
    """
    given = {"today": provider_date(now), "now": now}
    outcome = Outcome(**run(SQL / "merge_prices.sql", given)[0])
    run(SQL / "follow_prices_before.sql", {"today": given["today"]})
    if outcome.created or outcome.changed:
        enqueue("tell_new_prices")
    return outcome
