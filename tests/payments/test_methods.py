"""Saved cards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.operations import (
    UnableToRemoveMethod,
    keep_card,
    remove_payment_method,
)
from hearthline.payments.queries import saved_methods
from tests import factories
from tests.conftest import NOW

CARD = SavedCard("card-1", "Card", "4242", 3, 2026)


def _keep(account: Any, name: str = "card-1") -> int:
    card = replace(CARD, token=name)
    return keep_card(account_id=account.pk, gateway="simulated", card=card, now=NOW).pk


def _ids(account: Any) -> list[int]:
    return [method.id for method in saved_methods(account_id=account.pk, now=NOW)]


def test_the_first_card_is_the_default_and_the_same_one_is_kept_once(cast: Any):
    first, second = _keep(cast.home), _keep(cast.home, "card-2")
    assert _keep(cast.home) == first
    methods = saved_methods(account_id=cast.home.pk, now=NOW)
    assert [(method.id, method.is_default) for method in methods] == [
        (first, True),
        (second, False),
    ]


def test_removing_the_default_hands_it_to_the_newest_other(cast: Any):
    first = _keep(cast.home)
    _keep(cast.home, "card-2")
    third = _keep(cast.home, "card-3")
    remove_payment_method(account_id=cast.home.pk, method_id=first, user_id=cast.bob.pk, now=NOW)
    methods = saved_methods(account_id=cast.home.pk, now=NOW)
    assert [method.id for method in methods if method.is_default] == [third]
    assert first not in _ids(cast.home)


def test_the_last_card_can_go_too_and_stays_gone(cast: Any):
    only = _keep(cast.home)
    remove_payment_method(account_id=cast.home.pk, method_id=only, user_id=cast.alice.pk, now=NOW)
    assert _ids(cast.home) == []
    with pytest.raises(UnableToRemoveMethod):
        remove_payment_method(
            account_id=cast.home.pk, method_id=only, user_id=cast.alice.pk, now=NOW
        )
    _keep(cast.home)  # the gateway's event told once more
    assert _ids(cast.home) == []


def test_mallory_can_neither_see_nor_remove_it(cast: Any):
    card = _keep(cast.home)
    assert _ids(cast.other) == []
    with pytest.raises(UnableToRemoveMethod):
        remove_payment_method(
            account_id=cast.other.pk, method_id=card, user_id=cast.mallory.pk, now=NOW
        )
    viewer = factories.make_user("vera")
    factories.make_member(cast.home, viewer, role="viewer")
    for stranger in (cast.mallory, viewer):
        with pytest.raises(UnableToRemoveMethod):
            remove_payment_method(
                account_id=cast.home.pk, method_id=card, user_id=stranger.pk, now=NOW
            )
    assert _ids(cast.home) == [card]


def test_a_card_expires_with_the_last_day_of_its_month_where_the_provider_is(cast: Any):
    _keep(cast.home)
    last_evening = datetime(2026, 4, 1, 4, 59, tzinfo=UTC)  # 23:59 on 31 March in Chicago
    for now, is_expired in [(last_evening, False), (last_evening + timedelta(minutes=1), True)]:
        methods = saved_methods(account_id=cast.home.pk, now=now)
        assert [method.is_expired for method in methods] == [is_expired]
