"""What the network has against what we believe: differences are found, shown and repaired."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from hearthline.network.adapters.tv.simulated.behaviour import Behaviour
from hearthline.network.adapters.tv.simulated.books import Entry
from hearthline.network.adapters.voice import LineSettings
from hearthline.network.errors import NetworkUnavailable
from hearthline.network.models import NetworkDifference, ProvisioningStep
from hearthline.network.operations import (
    end_phone_line,
    reconcile_network,
    reconcile_tv,
    reconcile_voice,
)
from hearthline.network.queries import newest_differences
from tests.network.conftest import NUMBER

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settled(network: Any) -> Any:
    """alice has TV and a phone line, and both systems have it; a minute has passed."""
    network.run(network.give_tv("news", "sports"))
    network.run(network.give_phone())
    network.now += MINUTE
    return network


def _repair(network: Any) -> None:
    for step_id in ProvisioningStep.objects.filter(state="waiting").values_list("pk", flat=True):
        network.run(step_id)


def test_nothing_differs(settled: Any):
    assert reconcile_tv(now=settled.now) == 0
    assert reconcile_voice(now=settled.now) == 0
    assert newest_differences() == ()


@pytest.mark.parametrize(
    "found",
    [
        ("news",),
        ("news", "sports", "films"),
        (),
        None,
    ],
)
def test_tv_that_differs_is_repaired(settled: Any, found: tuple[str, ...] | None):
    subscriber = settled.service.subscriber
    if found is None:
        settled.tv.books.forget(subscriber)
    else:
        settled.tv.books.put(Entry(subscriber, 1, found))
    assert reconcile_tv(now=settled.now) == 1
    (shown,) = newest_differences()
    assert shown.wanted == "news sports"
    assert shown.found == (" ".join(sorted(found)) if found else "-")
    _repair(settled)
    assert settled.has().channels == ("news", "sports")
    assert newest_differences()[0].step_state == "done"
    settled.now += MINUTE
    assert reconcile_tv(now=settled.now) == 0


def test_tv_that_is_ahead_is_overtaken(settled: Any):
    settled.tv.books.put(Entry(settled.service.subscriber, 70, ("news", "sports")))
    assert reconcile_tv(now=settled.now) == 1
    _repair(settled)
    assert settled.has().revision == 71


def test_an_order_of_channels_is_no_difference(settled: Any):
    settled.tv.books.put(Entry(settled.service.subscriber, 1, ("sports", "news")))
    assert reconcile_tv(now=settled.now) == 0


def test_subscribers_of_others_are_left_alone(settled: Any):
    settled.tv.books.put(Entry("somebody-elses", 1, ("news",)))
    assert reconcile_tv(now=settled.now) == 0


def test_what_is_under_way_is_no_difference(settled: Any):
    settled.tv.books.forget(settled.service.subscriber)
    settled.tv.books.behave(Behaviour.FAILS)
    settled.run(settled.give_tv("films", reference="order:2"))
    settled.tv.books.behave(None)
    assert reconcile_tv(now=settled.now) == 0


def test_what_ended_while_we_compared_is_no_difference(settled: Any):
    began = settled.now
    settled.now += MINUTE
    settled.run(settled.give_tv("films", reference="order:2"))
    settled.tv.books.forget(settled.service.subscriber)
    assert reconcile_tv(now=began) == 0


def test_what_waits_for_staff_is_not_found_again(settled: Any):
    settled.tv.books.behave(Behaviour.REFUSES)
    settled.run(settled.give_tv("films", reference="order:2"))
    settled.tv.books.behave(None)
    settled.now += MINUTE
    assert reconcile_tv(now=settled.now) == 0


def test_an_export_that_breaks_off_compares_nothing(settled: Any):
    settled.tv.books.forget(settled.service.subscriber)
    settled.tv.books.behave(Behaviour.FAILS)
    with pytest.raises(NetworkUnavailable):
        reconcile_tv(now=settled.now)
    assert newest_differences() == ()


def test_repairs_are_bounded(settled: Any):
    from hearthline.network.operations import ExistingTv, take_over_tv
    from tests.factories import make_account

    take_over_tv(
        services=[
            ExistingTv(make_account().pk, f"sub-{n}", ["news"], settled.now - MINUTE)
            for n in range(5)
        ]
    )
    assert reconcile_tv(now=settled.now, most=3) == 3
    assert reconcile_tv(now=settled.now, most=3) == 2
    assert reconcile_tv(now=settled.now, most=3) == 0


@pytest.mark.parametrize(
    "found",
    [
        LineSettings(NUMBER, 1, is_in_service=False),
        LineSettings(NUMBER, 1, is_in_service=True, has_voicemail=True),
        LineSettings(
            NUMBER, 1, is_in_service=True, forwarding="always", forwarding_to="+12175550177"
        ),
        LineSettings(NUMBER, 30, is_in_service=True),
    ],
)
def test_phone_settings_that_differ_are_repaired(settled: Any, found: LineSettings):
    settled.voice.apply_settings(found)
    assert reconcile_voice(now=settled.now) == 1
    _repair(settled)
    has = settled.voice.settings_of([NUMBER])[NUMBER]
    assert (has.is_in_service, has.has_voicemail, has.forwarding) == (True, False, "off")
    assert has.revision > found.revision
    settled.now += MINUTE
    assert reconcile_voice(now=settled.now) == 0


def test_numbers_to_forward_to_are_not_shown(settled: Any):
    settled.voice.apply_settings(
        LineSettings(NUMBER, 1, is_in_service=True, forwarding="busy", forwarding_to="+12175550177")
    )
    reconcile_voice(now=settled.now)
    difference = NetworkDifference.objects.get()
    assert difference.found == "in service, forwards busy"
    assert difference.wanted == "in service"


def test_a_line_that_ended_and_still_works_is_a_difference(settled: Any):
    before = settled.voice.settings_of([NUMBER])[NUMBER]
    with transaction.atomic():
        step_id = end_phone_line(
            account_id=settled.home.pk,
            service_identifier=NUMBER,
            reference="order:3",
            now=settled.now,
        )
    settled.run(step_id)
    settled.now += MINUTE
    assert reconcile_voice(now=settled.now) == 0
    settled.voice.apply_settings(LineSettings(NUMBER, before.revision + 5, is_in_service=True))
    assert reconcile_voice(now=settled.now) == 1
    _repair(settled)
    assert not settled.voice.settings_of([NUMBER])[NUMBER].is_in_service


def test_one_system_down_does_not_keep_the_other_from_it(settled: Any):
    settled.tv.books.behave(Behaviour.FAILS)
    settled.voice.apply_settings(LineSettings(NUMBER, 1, is_in_service=False))
    reconcile_network(now=settled.now)
    assert [row.kind for row in newest_differences()] == ["voice_settings"]


def test_without_systems_nothing_is_compared(settled: Any, settings: Any):
    settings.TV_ADAPTER = settings.VOICE_ADAPTER = ""
    reconcile_network(now=settled.now)
    assert newest_differences() == ()


def test_ten_thousand_lines_are_compared_quickly(network: Any, settings: Any):
    import time

    from hearthline.customers.models import Account
    from hearthline.network.models import TvService
    from tests.conftest import NOW

    accounts = Account.objects.bulk_create(
        Account(
            number=f"N{n}", name="N", status="active", currency="USD", billing_day=1, created_at=NOW
        )
        for n in range(10_000)
    )
    TvService.objects.bulk_create(
        TvService(
            account=account,
            subscriber=f"sub-{account.pk:09}",
            channels=["films", "news"],
            revision=1,
            confirmed_revision=1,
            confirmed_at=NOW,
            created_at=NOW,
        )
        for account in accounts
    )
    with network.tv.books.transaction() as books:
        books.executemany(
            "INSERT INTO entitlements VALUES (?, 1, ?)",
            [
                (f"sub-{account.pk:09}", '["films", "news"]' if account.pk % 100 else '["news"]')
                for account in accounts
            ],
        )
    settings.TV_TIMEOUT_S = 10
    began = time.monotonic()
    found = reconcile_tv(now=NOW + MINUTE)
    assert found == sum(account.pk % 100 == 0 for account in accounts)
    assert time.monotonic() - began < 20
