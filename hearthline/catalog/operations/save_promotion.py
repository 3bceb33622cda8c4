"""Staff add a promotion or change one."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthline.catalog.models import Plan, Promotion
from hearthline.catalog.operations.edit_log import note_edit
from hearthline.catalog.operations.errors import UnableToEditCatalog

WHOLE = 1_000_000
"""Millionths in a whole."""


@dataclass(frozen=True, slots=True)
class PromotionValues:
    """Everything about a promotion that may change; plans by their codes, empty asks nothing."""

    title: str
    title_es: str
    text: str
    text_es: str
    plan: str
    starts_date: date
    ends_date: date
    has_kind: str = ""
    has_plan: str = ""
    lacks_kind: str = ""
    lacks_plan: str = ""
    region: str = ""
    gives: str = ""
    rate_ppm: int = 0
    amount_minor: int = 0
    for_months: int | None = None
    until_date: date | None = None
    with_kind: str = ""
    rank: int = 1
    is_kept: bool = False


def save_promotion(
    *, code: str, values: PromotionValues, is_new: bool, user_id: int, now: datetime
) -> None:
    """Add a promotion, or change it.

    Raises:
        UnableToEditCatalog: `code_taken`, `no_such_promotion`, `ends_before_start`, `unknown_code`,
            or what it gives makes no sense: `gives_nothing`, `gives_to_nobody`, `ends_twice`.
    """
    _check_gift(values)
    if values.ends_date <= values.starts_date:
        raise UnableToEditCatalog("ends_before_start", field="ends_date")
    with transaction.atomic():
        found = Promotion.objects.select_for_update(of=("self",)).filter(code=code).first()
        if is_new and found is not None:
            raise UnableToEditCatalog("code_taken", field="code")
        if not is_new and found is None:
            raise UnableToEditCatalog("no_such_promotion")
        before = _known(promotion_values(promotion=found)) if found else {}
        Promotion.objects.update_or_create(code=code, defaults=_columns(values))
        note_edit(
            subject="promotion",
            code=code,
            before=before,
            after=_known(values),
            user_id=user_id,
            now=now,
        )


def _check_gift(values: PromotionValues) -> None:
    if not values.gives:
        return
    given = values.rate_ppm if values.gives == Promotion.Gives.PERCENT else values.amount_minor
    if given <= 0 or values.rate_ppm > WHOLE:
        raise UnableToEditCatalog("gives_nothing", field="gives")
    if not (values.plan or values.has_plan or values.has_kind):
        raise UnableToEditCatalog("gives_to_nobody", field="plan")
    if values.for_months is not None and values.until_date is not None:
        raise UnableToEditCatalog("ends_twice", field="until_date")


def promotion_values(*, promotion: Promotion) -> PromotionValues:
    """A promotion as it is."""
    plans = {
        name: plan.code if (plan := getattr(promotion, name)) else ""
        for name in ("plan", "has_plan", "lacks_plan")
    }
    return PromotionValues(
        title=promotion.title,
        title_es=promotion.title_es,
        text=promotion.text,
        text_es=promotion.text_es,
        starts_date=promotion.starts_date,
        ends_date=promotion.ends_date,
        has_kind=promotion.has_kind,
        lacks_kind=promotion.lacks_kind,
        region=promotion.region,
        gives=promotion.gives,
        rate_ppm=promotion.rate_ppm,
        amount_minor=promotion.amount_minor,
        for_months=promotion.for_months,
        until_date=promotion.until_date,
        with_kind=promotion.with_kind,
        rank=promotion.rank,
        is_kept=promotion.is_kept,
        **plans,
    )


def _known(values: PromotionValues) -> dict[str, Any]:
    """As JSON has it."""
    return {
        name: str(value) if isinstance(value, date) else value
        for name, value in asdict(values).items()
    }


def _columns(values: PromotionValues) -> dict[str, Any]:
    found: dict[str, Any] = asdict(values)
    for name in ("plan", "has_plan", "lacks_plan"):
        code = found[name]
        plan = Plan.objects.filter(code=code).first() if code else None
        if code and plan is None:
            raise UnableToEditCatalog("unknown_code", field=name)
        found[name] = plan
    return found
