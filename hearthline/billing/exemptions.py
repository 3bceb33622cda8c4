"""Which taxes an account is exempt from, and which there are."""

from dataclasses import dataclass
from datetime import date, datetime

from hearthline.billing.models import TaxExemption
from hearthline.catalog.models import Tax


@dataclass(frozen=True, slots=True)
class Exemption:
    """From which taxes, why, and on which days (half-open): all taxes if both names are empty."""

    id: int
    tax_name: str
    tax_category: str
    certificate: str
    starts_date: date
    ends_date: date | None
    decided_at: datetime


def exemptions_of(*, account_id: int) -> tuple[Exemption, ...]:
    """An account's exemptions, newest first."""
    found = TaxExemption.objects.filter(account_id=account_id).select_related("tax")
    return tuple(
        Exemption(
            id=row.pk,
            tax_name=row.tax.name if row.tax else "",
            tax_category=row.tax_category,
            certificate=row.certificate,
            starts_date=row.starts_date,
            ends_date=row.ends_date,
            decided_at=row.decided_at,
        )
        for row in found.order_by("-starts_date", "-pk")
    )


def taxes_to_choose() -> tuple[tuple[str, str], ...]:
    """What an exemption can be from, as keys and names: `tax:…` or `category:…`."""
    taxes = Tax.objects.order_by("name", "code").values_list("code", "name", "tax_category")
    rows = list(taxes)
    categories = sorted({category for _, _, category in rows})
    return (
        *((f"category:{category}", category) for category in categories),
        *((f"tax:{code}", name) for code, name, _ in rows),
    )
