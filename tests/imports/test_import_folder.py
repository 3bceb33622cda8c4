"""What an import brings, that it can be repeated, and that changed rows change."""

# ruff: noqa: ISC004 - sentences stand as people read them
from datetime import UTC, date, datetime, timedelta

import pytest

from hearthline.catalog.models import Plan, Tax
from hearthline.customers.models import Account, Address, ContactOfRecord
from hearthline.subscriptions.models import Subscription
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def test_brings_what_the_files_say(provider: Provider):
    report = provider.bring()

    assert outcome(report) == {
        "plans.csv": (2, 0, 0),
        "accounts.csv": (2, 0, 0),
        "subscriptions.csv": (2, 0, 0),
        "balances": (2, 0, 0),
    }
    plan = Plan.objects.get(code="fiber-500")
    assert (plan.kind, plan.name, plan.description) == ("internet", "Fiber 500", "Fast, both ways")
    assert (plan.price_minor, plan.currency, plan.tax_category) == (6500, "USD", "data")
    assert (plan.download_mbps, plan.upload_mbps) == (500, 250)
    account = Account.objects.get(number="A1")
    assert (account.name, account.status, account.language) == ("Alice Example", "active", "en")
    assert (account.billing_day, account.currency, account.created_at) == (5, "USD", provider.now)
    address = Address.objects.get(account=account)
    assert (address.street, address.city, address.region) == ("1 Mill Road", "Mapleton", "IL")
    assert (address.postal_code, address.country) == ("62301", "US")
    contacts = ContactOfRecord.objects.filter(account=account).order_by("channel")
    assert [(each.channel, each.value, each.since_date) for each in contacts] == [
        ("email", "alice@mail.example", date(2020, 1, 31)),
        ("sms", "+13125550142", date(2020, 1, 31)),
    ]
    assert not ContactOfRecord.objects.filter(account__number="A2").exists()
    first, second = Subscription.objects.order_by("number")
    assert (first.account, first.plan, first.started_date) == (account, plan, date(2024, 5, 1))
    assert (first.ended_date, first.price_override_minor) == (None, 6000)
    assert first.service_identifier == "fiber-0001"
    assert (second.ended_date, second.price_override_minor) == (date(2026, 1, 31), None)


def test_importing_twice_changes_nothing(provider: Provider):
    provider.with_history().bring()
    again = provider.bring(now=provider.now + timedelta(days=3))

    assert outcome(again) == {
        "plans.csv": (0, 0, 2),
        "accounts.csv": (0, 0, 2),
        "subscriptions.csv": (0, 0, 2),
        "bills.csv": (0, 0, 2),
        "payments.csv": (0, 0, 1),
        "balances": (0, 0, 2),
    }


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("plans.csv", {"price": "66"}),
        ("plans.csv", {"description": "two\nlines"}),
        ("accounts.csv", {"name": "Alice Other"}),
        ("accounts.csv", {"street": "9 New Road"}),
        ("accounts.csv", {"email": "new@mail.example"}),
        ("accounts.csv", {"phone": ""}),
        ("accounts.csv", {"contact_since_date": "2021-01-01"}),
        ("subscriptions.csv", {"plan_code": "tv-basic"}),
        ("subscriptions.csv", {"ended_date": "2026-03-01"}),
        ("subscriptions.csv", {"price_override": ""}),
    ],
)
def test_a_changed_row_changes_that_row(provider: Provider, name: str, cells: dict[str, str]):
    provider.bring()
    provider.change(name, 0, **cells)
    later = provider.now + timedelta(days=1)

    assert outcome(provider.bring(now=later))[name] == (0, 1, 1)
    assert outcome(provider.bring(now=later))[name] == (0, 0, 2)


def test_rows_that_are_missing_later_are_left_alone(provider: Provider):
    provider.bring()
    provider.write("accounts.csv", provider.rows["accounts.csv"][:1])
    provider.write("subscriptions.csv", provider.rows["subscriptions.csv"][:1])

    assert outcome(provider.bring())["accounts.csv"] == (0, 0, 1)
    assert Account.objects.count() == 2
    assert Subscription.objects.count() == 2


def test_rows_may_refer_to_what_an_earlier_import_brought(provider: Provider):
    provider.bring()
    provider.write("plans.csv", [provider.rows["plans.csv"][1]])
    provider.write("accounts.csv", [provider.rows["accounts.csv"][1]])

    assert outcome(provider.bring())["subscriptions.csv"] == (0, 0, 2)


def test_columns_that_a_file_lacks_keep_what_they_hold(provider: Provider):
    provider.bring()
    provider.drop("plans.csv", "description", "tax_category", "download_mbps", "upload_mbps")
    provider.drop(
        *("accounts.csv", "email", "phone", "language", "region", "country", "balance"),
        "contact_since_date",
    )
    provider.drop("subscriptions.csv", "ended_date", "price_override", "service_identifier")

    assert set(outcome(provider.bring()).values()) == {(0, 0, 2)}


def test_columns_that_a_first_file_lacks_are_empty(provider: Provider):
    provider.drop("accounts.csv", "email", "phone", "language", "region", "country", "balance")
    provider.bring()

    account = Account.objects.get(number="A2")
    assert account.language == "en"
    assert (account.address.region, account.address.country) == ("", "US")
    assert not account.contacts.exists()


def test_an_end_that_is_kept_still_comes_after_the_start(provider: Provider):
    provider.bring()
    provider.drop("subscriptions.csv", "ended_date")
    provider.change("subscriptions.csv", 1, started_date="2026-02-01")

    assert provider.errors() == [
        "subscriptions.csv, line 3, column ended_date: 2026-01-31 is before started_date, "
        "2026-02-01. Correct one of the two."
    ]


def test_taxes(provider: Provider):
    tax = {
        "code": "state",
        "name": "State tax",
        "tax_category": "data",
        "region": "IL",
        "kind": "percent",
        "rate": "6.25",
        "fee": "no",
        "starts_date": "2020-01-01",
        "ends_date": "",
    }
    flat = tax | {"code": "911", "kind": "flat", "rate": "1.50", "fee": "yes"}
    provider.write("taxes.csv", [tax, flat])

    assert outcome(provider.bring())["taxes.csv"] == (2, 0, 0)
    assert Tax.objects.get(code="state").rate_ppm == 62_500
    assert Tax.objects.get(code="911").flat_minor == 150
    assert Tax.objects.get(code="911").is_fee
    provider.change("taxes.csv", 0, rate="7")
    assert outcome(provider.bring())["taxes.csv"] == (0, 1, 1)


class TestContactsAge:
    """30 days on file is what makes a contact prove somebody: its age must be its own."""

    later = datetime(2026, 4, 1, 12, tzinfo=UTC)

    def since(self, channel: str = "email") -> date:
        return ContactOfRecord.objects.get(account__number="A1", channel=channel).since_date

    def test_without_a_date_it_is_on_file_since_the_import(self, provider: Provider):
        provider.change("accounts.csv", 0, contact_since_date="")
        provider.bring()
        provider.bring(now=self.later)
        assert self.since() == date(2026, 3, 16)

    def test_an_old_date_is_not_a_changed_contacts(self, provider: Provider):
        provider.bring()
        provider.change("accounts.csv", 0, email="new@mail.example")
        provider.bring(now=self.later)
        assert self.since() == date(2026, 4, 1)
        assert self.since("sms") == date(2020, 1, 31)
        provider.bring(now=self.later + timedelta(days=1))
        assert self.since() == date(2026, 4, 1)

    def test_a_changed_contact_that_comes_with_a_newer_date_has_that(self, provider: Provider):
        provider.bring()
        provider.change(
            "accounts.csv", 0, email="new@mail.example", contact_since_date="2026-03-20"
        )
        provider.bring(now=self.later)
        assert self.since() == date(2026, 3, 20)

    def test_an_old_date_is_not_that_of_a_contact_we_did_not_see_before(self, provider: Provider):
        provider.change("accounts.csv", 0, email="")
        provider.bring()
        provider.change("accounts.csv", 0, email="new@mail.example")
        provider.bring(now=self.later)
        assert self.since() == date(2026, 4, 1)

    def test_a_corrected_date_is_taken(self, provider: Provider):
        provider.bring()
        provider.change("accounts.csv", 0, contact_since_date="2019-01-31")
        provider.bring(now=self.later)
        assert self.since() == date(2019, 1, 31)


def test_an_empty_contact_is_removed(provider: Provider):
    provider.bring()
    provider.change("accounts.csv", 0, email="")
    provider.bring()
    assert [each.channel for each in ContactOfRecord.objects.all()] == ["sms"]
