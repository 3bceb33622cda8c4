"""Staff keep the catalog; what they changed stays written down."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hearthline.billing.operations import run_bills
from hearthline.catalog.models import Plan, PlanRule
from hearthline.catalog.operations import (
    PlanValues,
    UnableToEditCatalog,
    add_plan,
    change_plan,
    save_channel,
    values_of,
)
from hearthline.catalog.queries import edits_of, plan_by_code
from hearthline.subscriptions.queries import holders_of_plan
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PACK = PlanValues(
    name="Night pack",
    description="",
    price_minor=995,
    tax_category="tv",
    is_offered=True,
    goes_with="tv",
    access_group="",
    download_mbps=None,
    upload_mbps=None,
    allowance_gb=None,
)


@pytest.fixture
def pack(cast: Any) -> Plan:
    add_plan(code="night", kind="addon", currency="USD", values=PACK, user_id=cast.sam.pk, now=NOW)
    return Plan.objects.get(code="night")


def _change(cast: Any, **changes: Any) -> None:
    values = replace(PACK, **changes)
    change_plan(code="night", values=values, user_id=cast.sam.pk, now=NOW)


def test_channels_and_rules_are_replaced(pack: Plan, cast: Any):
    for number, code in enumerate(("owl", "bat", "fox"), start=1):
        save_channel(code=code, number=number, name=code.title(), genre="nature")
    factories.make_plan("large", kind="tv")
    _change(cast, channels=("owl", "bat"), requires=("large",))
    _change(cast, channels=("bat", "fox"), excludes=("large",))
    assert values_of(plan=pack).channels == ("bat", "fox")
    assert list(PlanRule.objects.values_list("kind", flat=True)) == ["excludes"]
    found = plan_by_code(code="night")
    assert found is not None
    assert found.channel_count == 2


def test_each_edit_says_what_it_was_and_became(pack: Plan, cast: Any):
    _change(cast, price_minor=1_095)
    _change(cast, price_minor=1_095)  # changes nothing, so nothing is written down
    newest, first = edits_of(subject="plan", code="night")
    assert newest.username == "sam"
    assert newest.changes == {"price_minor": [995, 1_095]}
    assert first.changes["name"] == [None, "Night pack"]


@pytest.mark.parametrize("statement", ["UPDATE {} SET code = 'x'", "DELETE FROM {}"])
def test_edits_never_change(pack: Plan, statement: str):
    with (
        pytest.raises((IntegrityError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("catalog_catalogedit"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channels": ("no-such",)}, "channels"),
        ({"requires": ("no-such",)}, "requires"),
        ({"excludes": ("night",)}, "excludes"),
    ],
)
def test_what_is_refused_changes_nothing(pack: Plan, cast: Any, changes: Any, field: str):
    with pytest.raises(UnableToEditCatalog) as refusal:
        _change(cast, price_minor=1, **changes)
    assert refusal.value.field == field
    pack.refresh_from_db()
    assert pack.price_minor == 995


def test_a_code_is_there_once(pack: Plan, cast: Any):
    with pytest.raises(UnableToEditCatalog, match="code_taken"):
        add_plan(code="night", kind="tv", currency="USD", values=PACK, user_id=cast.sam.pk, now=NOW)
    save_channel(code="owl", number=1, name="Owl", genre="nature")
    with pytest.raises(UnableToEditCatalog, match="number_taken"):
        save_channel(code="bat", number=1, name="Bat", genre="nature")


def test_a_new_price_is_everybodys_but_theirs_who_have_their_own(
    pack: Plan, cast: Any, books_are_right: None
):
    factories.make_subscription(cast.home, pack)
    factories.make_subscription(cast.other, pack, price_override_minor=500)
    holders = holders_of_plan(code="night", now=NOW)
    assert (holders.accounts, holders.at_own_price) == (2, 1)
    _change(cast, price_minor=1_095)
    run_bills(bill_date=date(2026, 3, 1), now=NOW)
    totals = {
        account.number: list(account.bills.values_list("total_minor", flat=True))
        for account in (cast.home, cast.other)
    }
    # Days before today keep their price: 15 of 31 at 9.95 = 4.81, 16 at 10.95 = 5.65
    assert totals == {"ALICE-1": [1_046], "MALLORY-1": [500]}
