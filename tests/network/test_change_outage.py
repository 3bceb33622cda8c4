"""Updating, ending, taking back: each tells those reached, and nobody overwrites another."""

from datetime import timedelta
from typing import Any

import pytest

from hearthline.network.models import Outage, OutageReach
from hearthline.network.operations import (
    ChangeRefusal,
    OutageNews,
    UnableToChangeOutage,
    end_outage,
    tell_outage,
    update_outage,
    withdraw_outage,
)
from hearthline.network.queries import outage_of, outages_at, status_now
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW
from tests.network.posting import newest, post

LATER = NOW + timedelta(hours=1)
NEWS = OutageNews("A cable was cut.", "Cortaron un cable.", cause="fiber_cut")
pytestmark = pytest.mark.django_db


def change(operation, number, cast, now=LATER, seen=None, **fields: Any):
    operation(
        number=number,
        news=NEWS,
        seen_update_id=newest(number) if seen is None else seen,
        user_id=cast.sam.pk,
        now=now,
        **fields,
    )
    tell_outage(update_id=newest(number), now=now)


def subjects():
    mine = Message.objects.filter(user_id__isnull=False).order_by("pk")
    return sorted(set(mine.values_list("subject", flat=True)))


def test_an_update_is_told_and_shown(cast):
    number = post(told=True)
    change(update_outage, number, cast, estimate_at=LATER + timedelta(hours=2))
    (line,) = outages_at(account_id=cast.home.pk, now=LATER)
    assert (line.cause, str(line.latest)) == ("A cut fiber", "A cable was cut.")
    assert line.estimate_at == LATER + timedelta(hours=2)
    assert [update.step for update in line.updates] == ["updated", "posted"]
    assert not line.is_late
    (late,) = outages_at(account_id=cast.home.pk, now=LATER + timedelta(hours=2))
    assert late.is_late
    assert subjects() == ["Internet is down", "Update: Internet is down"]


def test_who_came_since_is_told_too(cast):
    number = post(told=True)
    new = factories.make_account(email="new@mail.example")
    change(update_outage, number, cast, estimate_at=None)
    assert OutageReach.objects.filter(account=new).exists()
    assert Message.objects.filter(account_id=new.pk).count() == 1


def test_the_end(cast):
    number = post(told=True)
    change(end_outage, number, cast)
    assert outages_at(account_id=cast.home.pk, now=LATER) == ()
    line = outage_of(account_id=cast.home.pk, number=number, now=LATER)
    assert line is not None
    assert (line.state, line.ended_at) == ("ended", LATER)
    assert status_now(postal_code="", now=LATER).is_well
    assert [one.number for one in status_now(postal_code="", now=LATER).over] == [number]
    assert subjects() == ["Internet is down", "Over: Internet is down"]


def test_taken_back(cast):
    number = post(told=True)
    change(withdraw_outage, number, cast)
    found = status_now(postal_code="", now=LATER)
    assert found.is_well
    assert found.over == ()
    assert outages_at(account_id=cast.home.pk, now=LATER) == ()
    assert subjects() == ["Internet is down", "Taken back: Internet is down"]


@pytest.mark.parametrize("operation", [end_outage, withdraw_outage])
def test_what_is_over_stays_over(cast, operation):
    number = post()
    change(operation, number, cast)
    for again, fields in ((update_outage, {"estimate_at": None}), (end_outage, {})):
        with pytest.raises(UnableToChangeOutage) as refused:
            change(again, number, cast, **fields)
        assert refused.value.reason is ChangeRefusal.OVER
    assert Outage.objects.get().updates.count() == 2


def test_two_at_once_the_second_reads_first(cast):
    number = post()
    seen = newest(number)
    change(update_outage, number, cast, seen=seen, estimate_at=None)
    with pytest.raises(UnableToChangeOutage) as refused:
        change(update_outage, number, cast, seen=seen, estimate_at=None)
    assert refused.value.reason is ChangeRefusal.CHANGED
    with pytest.raises(UnableToChangeOutage) as refused:
        change(end_outage, "000000000", cast, seen=seen)
    assert refused.value.reason is ChangeRefusal.UNKNOWN


def test_maintenance_moves_with_its_window_and_is_over_by_itself(cast):
    begins, ends = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=3)
    number = post(kind="maintenance", started_at=begins, estimate_at=ends)
    assert outages_at(account_id=cast.home.pk, now=NOW)[0].state == "scheduled"
    assert outages_at(account_id=cast.home.pk, now=begins)[0].state == "active"
    assert outages_at(account_id=cast.home.pk, now=ends) == ()
    with pytest.raises(UnableToChangeOutage) as refused:
        change(end_outage, number, cast)
    assert refused.value.reason is ChangeRefusal.OVER
    for wrong in (None, begins, NOW):
        with pytest.raises(UnableToChangeOutage) as refused:
            change(update_outage, number, cast, estimate_at=wrong)
        assert refused.value.reason is ChangeRefusal.ESTIMATE
    change(update_outage, number, cast, estimate_at=ends + timedelta(hours=1))
    assert outages_at(account_id=cast.home.pk, now=ends)[0].state == "active"


def test_who_was_kept_in_the_dark_by_quiet_hours_hears_the_newest_only(cast):
    from hearthline.notices.hours import Hours
    from hearthline.notices.operations import choose_how_told

    night = NOW + timedelta(hours=12)
    choose_how_told(user_id=cast.alice.pk, choices={}, hours=Hours(22, 7), now=NOW)
    number = post(told=True, started_at=night, now=night)
    change(end_outage, number, cast, now=night + timedelta(hours=2))
    hers = Message.objects.filter(user_id=cast.alice.pk).order_by("pk")
    assert list(hers.values_list("status", flat=True)) == ["dropped", "queued"]
    bobs = Message.objects.filter(user_id=cast.bob.pk)
    assert set(bobs.values_list("status", flat=True)) == {"queued"}
