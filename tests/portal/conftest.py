"""A household with services and bills made by the real bill run, as pages show them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.operations import run_bills
from hearthline.kernel.clock import provider_date
from hearthline.payments.operations import record_payment
from tests import factories


@dataclass
class Portal:
    """The cast, alice's two latest bills, and browsers without a browser."""

    cast: Any
    today: date
    bill_dates: tuple[date, date]

    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def pay(self, amount_minor: int, key: str = "counter") -> None:
        at = datetime.now(tz=UTC)
        record_payment(
            account_id=self.cast.home.pk,
            amount_minor=amount_minor,
            channel="cash",
            reference="",
            received_at=at,
            idempotency_key=key,
            staff_user_id=self.cast.sam.pk,
            now=at,
        )


@pytest.fixture
def portal(cast: Any) -> Portal:
    """alice has internet at $80.00 with 6.25 % tax, billed two months running: $85.00 each."""
    now = datetime.now(tz=UTC)
    today = provider_date(now)
    billing_day = min(today.day, 28)
    this_month = today.replace(day=billing_day)
    last_month = (this_month.replace(day=1) - timedelta(days=1)).replace(day=billing_day)
    plan = factories.make_plan(
        "fiber-500", price_minor=8000, name="Fiber 500", download_mbps=500, upload_mbps=500
    )
    factories.make_tax("state", name="State tax")
    for account in (cast.home, cast.other):
        account.billing_day = billing_day
        account.save()
        factories.make_subscription(
            account, plan, started=last_month, service_identifier=f"ONT-{account.number}"
        )
    for day in (last_month, this_month):
        run_bills(bill_date=day, now=now)
    return Portal(cast, today, (last_month, this_month))
