"""What staff put into the catalog, and what alice ordered from it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hearthline.billing.operations import order_at_quote, quote_order
from hearthline.catalog.operations import (
    PlanValues,
    PromotionValues,
    change_plan,
    save_channel,
    save_promotion,
)
from hearthline.catalog.queries import PlanLine, all_plans
from hearthline.cli.demo.channels import BRINGS, CHANNELS, EXCLUDES, REQUIRES
from hearthline.subscriptions.operations import Wish, follow_orders
from hearthline.subscriptions.queries import services_of

PAUSABLE = ("internet", "tv")


def fill_catalog(*, user_id: int, today: date, now: datetime) -> None:
    """Channels, what brings which, what goes with what, what may be paused, and promotions."""
    for code, number, name, genre in CHANNELS:
        save_channel(code=code, number=number, name=name, genre=genre)
    for plan in all_plans():
        may_pause = plan.kind in PAUSABLE
        if plan.code in BRINGS or may_pause:
            values = replace(
                _values(plan),
                may_pause=may_pause,
                channels=BRINGS.get(plan.code, ()),
                requires=REQUIRES.get(plan.code, ()),
                excludes=EXCLUDES.get(plan.code, ()),
            )
            change_plan(code=plan.code, values=values, user_id=user_id, now=now)
    for code, promotion in _promotions(today).items():
        save_promotion(code=code, values=promotion, is_new=True, user_id=user_id, now=now)


def _values(plan: PlanLine) -> PlanValues:
    return PlanValues(
        name=plan.name,
        description=plan.description,
        price_minor=plan.price.amount_minor,
        tax_category=plan.tax_category,
        is_offered=plan.is_offered,
        goes_with=plan.goes_with,
        access_group=plan.access_group,
        download_mbps=plan.download_mbps,
        upload_mbps=plan.upload_mbps,
        allowance_gb=plan.allowance_gb,
    )


def _promotions(today: date) -> dict[str, PromotionValues]:
    month = timedelta(days=30)
    return {
        "sports-season": PromotionValues(
            title="The season begins: Sports pack",
            title_es="Empieza la temporada: Sports pack",
            text="Eight sports channels with your TV. Add them on the channels page and end them"
            " any day.",
            text_es="Ocho canales de deportes con su TV. Agréguelos en la página de canales y"
            " termínelos cualquier día.",
            plan="pack-sports",
            starts_date=today - month,
            ends_date=today + 2 * month,
            has_kind="tv",
        ),
        "tv-for-neighbors": PromotionValues(
            title="TV over your fiber",
            title_es="TV por su fibra",
            text="Your line carries TV too: nobody needs to come by. It begins the day you"
            " order it.",
            text_es="Su línea también lleva TV: nadie tiene que ir a su casa. Empieza el día en que"
            " la pide.",
            plan="tv-local",
            starts_date=today - month,
            ends_date=today + month,
            has_kind="internet",
            lacks_kind="tv",
            region="IL",
        ),
        "phone-and-fiber": PromotionValues(
            title="Phone and fiber together",
            title_es="Teléfono y fibra juntos",
            text="Your phone costs $5.00 a month less for a year, while you have fiber too.",
            text_es="Su teléfono cuesta $5.00 menos al mes durante un año, mientras también tenga"
            " fibra.",
            plan="",
            starts_date=today - month,
            ends_date=today + 2 * month,
            has_kind="phone",
            gives="amount",
            amount_minor=500,
            for_months=12,
            with_kind="internet",
            is_kept=True,
        ),
    }


def order_wifi(*, account_id: int, user_id: int, now: datetime) -> None:
    """Some weeks ago: Wi-Fi in every room, at once."""
    _order([Wish("add", plan_code="wifi-everywhere")], "now", account_id, user_id, now)
    follow_orders(now=now + timedelta(minutes=1))


def order_gigabit(*, account_id: int, user_id: int, today: date, now: datetime) -> None:
    """This morning: a faster line, from the next bill on."""
    line = services_of(account_id=account_id, on=today)[0]
    wish = Wish("change", line.number, "home-1000")
    _order([wish], "next_bill", account_id, user_id, now)


def _order(
    wishes: list[Wish], effective: str, account_id: int, user_id: int, now: datetime
) -> None:
    quote = quote_order(
        account_id=account_id,
        user_id=user_id,
        wishes=wishes,
        effective=effective,
        on_date=None,
        now=now,
    )
    order_at_quote(
        account_id=account_id,
        user_id=user_id,
        wishes=wishes,
        effective=effective,
        on_date=None,
        seen=quote.seen,
        idempotency_key=f"demo-{wishes[0].plan_code}",
        now=now,
    )
