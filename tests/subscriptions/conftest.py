"""A catalog with rules, and an account that has internet and TV."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from hearthline.billing.operations import order_at_quote, quote_order
from hearthline.catalog.models import Channel, PlanChannel, PlanRule
from hearthline.subscriptions.operations import Wish
from tests import factories
from tests.conftest import NOW

STARTED = date(2025, 1, 1)


@dataclass
class Shop:
    """The account, its payer, and what it can order."""

    account: Any
    user: Any
    internet: Any
    tv: Any
    plans: dict[str, Any]

    def quote(self, *wishes: Wish, effective: str = "next_bill", **more: Any) -> Any:
        asked = {"user_id": self.user.pk, "on_date": None, "now": NOW} | more
        return quote_order(account_id=self.account.pk, wishes=wishes, effective=effective, **asked)

    def order(
        self, *wishes: Wish, effective: str = "next_bill", key: str = "form", **more: Any
    ) -> str:
        asked = {"user_id": self.user.pk, "on_date": None, "now": NOW} | more
        seen = asked.pop("seen", None) or self.quote(*wishes, effective=effective, **asked).seen
        return order_at_quote(
            account_id=self.account.pk,
            wishes=wishes,
            effective=effective,
            seen=seen,
            idempotency_key=key,
            **asked,
        )

    def faster(self) -> Wish:
        return Wish("change", self.internet.number, "fast")


def furnish_shop(cast: Any) -> Shop:
    plans: dict[str, Any] = {}
    catalog: list[tuple[str, str, int, dict[str, Any]]] = [
        ("slow", "internet", 4_000, {"access_group": "slow-group", "download_mbps": 100}),
        ("fast", "internet", 6_000, {"access_group": "fast-group", "download_mbps": 500}),
        ("gone", "internet", 5_000, {"is_offered": False}),
        ("tv-small", "tv", 2_000, {}),
        ("tv-large", "tv", 5_000, {}),
        ("sports", "addon", 1_000, {"goes_with": "tv"}),
        ("films", "addon", 1_500, {"goes_with": "tv"}),
        ("films-lite", "addon", 700, {"goes_with": "tv"}),
        ("mesh", "addon", 900, {"goes_with": "internet"}),
        ("box", "equipment", 500, {"goes_with": "tv", "is_offered": False}),
    ]
    for code, kind, price, more in catalog:
        fields = {"kind": kind, "name": code.title(), "is_offered": True, **more}
        plans[code] = factories.make_plan(code, price_minor=price, **fields)
    PlanRule.objects.create(plan=plans["sports"], kind="requires", other=plans["tv-large"])
    PlanRule.objects.create(plan=plans["films"], kind="excludes", other=plans["films-lite"])
    for number, (code, plan) in enumerate(
        [("news", "tv-small"), ("arena", "sports"), ("reel", "films"), ("lite", "films-lite")],
        start=1,
    ):
        channel = Channel.objects.create(code=code, number=number, name=code.title(), genre="news")
        PlanChannel.objects.create(plan=plans[plan], channel=channel)
    internet = factories.make_subscription(
        cast.home, plans["slow"], started=STARTED, service_identifier="ONT-1"
    )
    tv = factories.make_subscription(cast.home, plans["tv-small"], started=STARTED)
    return Shop(cast.home, cast.alice, internet, tv, plans)


@pytest.fixture
def shop(cast: Any) -> Shop:
    factories.make_tax()
    return furnish_shop(cast)
