"""What changes the catalog: plans and taxes, imported by the set."""

from collections.abc import Collection
from pathlib import Path

from hearthline.catalog.models import Plan
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging

SQL = Path(__file__).parent / "sql"

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
        "kind": "text",
        "rate_ppm": "bigint",
        "flat_minor": "bigint",
        "fee": "boolean",
        "starts_date": "date",
        "ends_date": "date",
    },
)


def refuse_bad_plans(*, absent: Collection[str] = ()) -> None:
    """Mark staged plans that can't be imported; columns the file lacks keep what they hold."""
    kept = ("description", "tax_category", "download_mbps", "upload_mbps")
    STAGED_PLANS.refuse_repeated("code")
    STAGED_PLANS.keep(
        absent,
        {column: f"plan.{column}" for column in kept},
        "FROM catalog_plan AS plan WHERE plan.code = staged.code",
    )


def import_plans(*, currency: str) -> Outcome:
    """Create and change plans as staged, in the caller's transaction; touch only what differs."""
    return Outcome(**run(SQL / "merge_plans.sql", {"currency": currency})[0])


def refuse_bad_taxes(*, absent: Collection[str] = ()) -> None:
    """Mark staged taxes that can't be imported; columns the file lacks keep what they hold."""
    STAGED_TAXES.refuse_repeated("code")
    STAGED_TAXES.keep(
        absent,
        {"region": "tax.region", "fee": "tax.is_fee", "ends_date": "tax.ends_date"},
        "FROM catalog_tax AS tax WHERE tax.code = staged.code",
    )


def import_taxes(*, currency: str) -> Outcome:
    """Create and change taxes as staged, in the caller's transaction; touch only what differs."""
    return Outcome(**run(SQL / "merge_taxes.sql", {"currency": currency})[0])


def set_plan_access(*, code: str, access_group: str, allowance_gb: int | None) -> None:
    """Say what a plan means to the access network: its speed profile, and data included a month."""
    Plan.objects.filter(code=code).update(access_group=access_group, allowance_gb=allowance_gb)
