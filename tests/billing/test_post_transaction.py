"""The ledger takes whole transactions, once each, and never changes."""

from typing import Any

import pytest
from django.db import IntegrityError

from hearthline.billing import queries
from hearthline.billing.models import LedgerTransaction, Posting
from hearthline.billing.operations import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def account(db):
    return factories.make_account()


def post(account, *, key="1", amount=5000, **changes: Any):
    legs = [Leg("receivable", account.pk, amount), Leg("revenue", None, -amount)]
    values = {
        "account_id": account.pk,
        "kind": "adjustment",
        "legs": legs,
        "currency": "USD",
        "scope": "test",
        "idempotency_key": key,
        "description": "A test",
        "occurred_at": NOW,
        "now": NOW,
    }
    return post_transaction(**(values | changes))


def test_a_balance_is_the_sum_of_postings(account):
    post(account, key="1", amount=5000)
    post(account, key="2", amount=-1200)
    assert queries.balance(account_id=account.pk).amount_minor == 3800


def test_the_same_key_again_changes_nothing(account):
    first = post(account)
    assert post(account, description="told again") == first
    assert Posting.objects.count() == 2


def test_a_key_used_for_something_else_is_refused(account):
    post(account)
    with pytest.raises(UnableToPost, match="differently"):
        post(account, amount=1)


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        ([("receivable", 5)], "two legs"),
        ([("receivable", 5), ("revenue", -4)], "sum to 1"),
        ([("receivable", 0), ("revenue", 0)], "moves"),
        ([("biscuits", 5), ("revenue", -5)], "no book"),
    ],
)
def test_what_is_no_transaction_is_refused(account, legs, why):
    with pytest.raises(UnableToPost, match=why):
        post(account, legs=[Leg(book, account.pk, amount) for book, amount in legs])
    assert not LedgerTransaction.objects.exists()


def test_a_reversal_takes_it_back_once(account):
    first = post(account)
    reversal = reverse_transaction(transaction_id=first, description="Oops", now=NOW)
    assert reverse_transaction(transaction_id=first, description="Again", now=NOW) == reversal
    assert queries.balance(account_id=account.pk).amount_minor == 0
    with pytest.raises(UnableToPost, match="not reversed"):
        reverse_transaction(transaction_id=reversal, description="Back", now=NOW)


def test_another_currency_than_the_accounts_is_refused(account):
    with pytest.raises(IntegrityError):
        post(account, currency="EUR")
