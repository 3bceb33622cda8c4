"""Contacts of record that their owner changed here, when the provider's next file comes in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hearthline.customers.models import Account, ContactOfRecord
from hearthline.customers.operations import (
    ask_to_change_contact_of_record,
    change_contact_of_record,
)
from hearthline.identity.models import Challenge
from hearthline.identity.operations import send_code
from tests import factories
from tests.conftest import NOW
from tests.identity.pages import latest_code
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


class TestOwnersContacts:
    """What the owner proved by a code isn't undone by a file that says what it said before."""

    later = datetime(2026, 4, 1, 12, tzinfo=UTC)

    @pytest.fixture(autouse=True)
    def changed(self, provider: Provider) -> None:
        provider.bring()
        account = Account.objects.get(number="A1")
        owner = factories.make_user("alice")
        factories.make_member(account, owner)
        asked: dict[str, Any] = {"account_id": account.pk, "user_id": owner.pk, "channel": "email"}
        ask_to_change_contact_of_record(**asked, value="own@mail.example", place="x", now=NOW)
        send_code(challenge_id=Challenge.objects.get().pk, now=NOW)
        code = latest_code("contact_change_code")
        change_contact_of_record(**asked, code=code, user_agent="", now=NOW)

    def on_file(self) -> tuple[str, date]:
        contact = ContactOfRecord.objects.get(account__number="A1", channel="email")
        return contact.value, contact.since_date

    def test_the_same_file_leaves_it(self, provider: Provider):
        assert outcome(provider.bring(now=self.later))["accounts.csv"] == (0, 0, 2)
        assert self.on_file() == ("own@mail.example", date(2026, 3, 16))

    def test_so_does_a_file_without_that_column(self, provider: Provider):
        provider.drop("accounts.csv", "email")
        provider.bring(now=self.later)
        assert self.on_file() == ("own@mail.example", date(2026, 3, 16))
        assert ContactOfRecord.objects.get(value="own@mail.example").imported_value

    def test_and_one_that_has_none(self, provider: Provider):
        provider.change("accounts.csv", 0, email="")
        provider.bring(now=self.later)
        assert self.on_file() == ("own@mail.example", date(2026, 3, 16))

    def test_another_address_in_the_file_counts_since_the_import(self, provider: Provider):
        provider.change("accounts.csv", 0, email="third@mail.example")
        provider.bring(now=self.later)
        assert self.on_file() == ("third@mail.example", date(2026, 4, 1))

    def test_a_date_after_the_change_counts(self, provider: Provider):
        provider.change("accounts.csv", 0, contact_since_date="2026-03-20")
        provider.bring(now=self.later)
        assert self.on_file() == ("alice@mail.example", date(2026, 3, 20))

    def test_once_it_has_reached_the_file_the_file_counts_again(self, provider: Provider):
        provider.change("accounts.csv", 0, email="own@mail.example")
        provider.bring(now=self.later)
        assert self.on_file() == ("own@mail.example", date(2026, 3, 16)), "as old as the change"
        provider.change("accounts.csv", 0, email="alice@mail.example")
        provider.bring(now=self.later)
        assert self.on_file() == ("alice@mail.example", date(2026, 4, 1))
