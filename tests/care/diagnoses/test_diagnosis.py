"""Diagnoses from start to end: what each kind checks, asks, does, and where it ends."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from hearthline.care.queries import diagnosis_report
from tests import factories
from tests.conftest import NOW


def outage(**more: Any) -> Any:
    values = {
        "number": "OUT-1",
        "kind": "outage",
        "title": "Kettle Creek is off",
        "started_at": NOW - timedelta(hours=1),
        "ended_at": None,
    }
    return SimpleNamespace(**(values | more))


@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
def test_a_known_outage_ends_it_at_once(desk, network, kind):
    network.outages.append(outage())
    token = desk.start(kind)
    seen = desk.run(token)
    assert (seen.state, seen.leads_to, seen.outage_number) == ("explained", "outage", "OUT-1")
    assert "Kettle Creek" in seen.steps[0].words
    assert network.asked == [], "nobody waits for systems when the cause is known"


def test_an_outage_to_come_or_over_is_no_cause(desk, network):
    network.outages += [
        outage(started_at=NOW + timedelta(hours=1)),
        outage(ended_at=NOW - timedelta(minutes=1)),
    ]
    assert desk.run(desk.start("internet")).state == "asking"


@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_a_suspended_account_leads_to_paying(desk, cast, network, kind, status):
    cast.home.status = status
    cast.home.save()
    seen = desk.run(desk.start(kind))
    assert (seen.state, seen.leads_to) == ("explained", "pay")
    assert network.asked == []


def test_a_restart_that_helps(desk, network):
    token = desk.start("internet")
    assert desk.run(token, "all", "same").is_action, "it asks before it restarts"
    assert network.restarts == []
    seen = desk.run(token, "yes", "yes")
    assert (seen.state, network.restarts) == ("fixed", [1])
    assert [line.words for line in seen.steps][-2:] == [
        "Your connection has restarted and is online again.",
        "You said: Yes, it works",
    ]
    assert network.tickets == []


def test_nobody_restarts_what_a_person_declines(desk, network):
    token = desk.start("internet")
    seen = desk.run(token, "slow", "cant", "no")
    assert (seen.state, network.restarts) == ("ticket", [])
    assert seen.steps[-1].words == "You didn't want that."


@pytest.mark.parametrize("reason", ["too_often", "not_allowed"])
def test_a_restart_refused_ends_in_a_ticket(desk, network, reason):
    network.refuses_restart = reason
    token = desk.start("internet")
    assert desk.run(token, "all", "same", "yes").state == "ticket"


def test_a_restart_that_never_ends_is_late(desk, network):
    network.restart_takes = 10_000
    token = desk.start("internet")
    seen = desk.run(token, "all", "same", "yes")
    assert seen.state == "ticket"
    assert seen.steps[-1].result == "late"


def test_an_offline_router_is_asked_about(desk, network):
    network.state = "offline"
    token = desk.start("internet")
    assert desk.run(token, "off").title == "The router's power"
    desk.answer(token, "lit")
    assert desk.look(token).state == "waiting"
    desk.now += timedelta(seconds=20)
    desk.advance(token)
    assert desk.look(token).state == "waiting", "offline still"
    network.state = "online"
    seen = desk.run(token, "yes")
    assert seen.state == "fixed"


def test_an_offline_router_that_stays_so(desk, network):
    network.state = "offline"
    seen = desk.run(desk.start("internet"), "on", "fine", "done")
    assert (seen.state, seen.title) == ("ticket", "Your connection is still offline")
    assert len(network.tickets) == 1


def test_a_refused_sign_in(desk, network):
    network.state, network.refusals = "offline", 7
    seen = desk.run(desk.start("internet"), "yes")
    assert seen.title == "Your router needs its sign-in set anew"
    assert "Times: 7" in network.tickets[0]["text"]


def test_used_up_data(desk, network):
    network.used_bytes, network.allowance_bytes = 10**12, 10**12
    seen = desk.run(desk.start("internet"))
    assert (seen.state, seen.leads_to) == ("explained", "usage")
    assert "1000 GB" in seen.steps[-1].words


def test_tv_that_lacks_channels_is_sent_them_again(desk, network):
    network.tv_in_step = False
    seen = desk.run(desk.start("tv"), "yes")
    assert (seen.state, network.sent) == ("fixed", 1)


def test_tv_that_is_paid_for_and_has_no_channels_is_ours_to_set_right(desk, network, cast):
    network.tvs.clear()
    factories.make_subscription(cast.home, factories.make_plan(kind="tv"))
    seen = desk.run(desk.start("tv"))
    assert (seen.state, seen.title) == ("ticket", "Your TV isn't set up as it should be")


def test_tv_without_internet_leads_to_it(desk, network):
    network.state = "offline"
    seen = desk.run(desk.start("tv"))
    assert (seen.state, seen.leads_to) == ("explained", "internet")


def test_a_forwarded_phone_is_set_right(desk, network, cast):
    network.phone_lines[cast.home.pk][0].forwarding = "always"
    token = desk.start("phone")
    assert desk.run(token).is_action
    assert desk.run(token, "yes", "yes").state == "fixed"
    assert network.phone_lines[cast.home.pk][0].forwarding == "off"


def test_a_phone_from_elsewhere(desk, network):
    network.from_right_place = False
    seen = desk.run(desk.start("phone"), "no")
    assert seen.title == "Somebody else may be using your number"


def test_a_place_not_known_is_not_taken_for_right(desk, network):
    network.from_right_place = None
    seen = desk.run(desk.start("phone"))
    place = next(line for line in seen.steps if line.title == "Where it is connected")
    assert (place.result, place.shown_as) == ("unknown", "info")


def test_the_ticket_carries_every_result(desk, network, cast):
    token = desk.start("internet")
    seen = desk.run(token, "all", "same", "yes", "no")
    (ticket,) = network.tickets
    assert seen.ticket_number == "700000001"
    assert (ticket["account_id"], ticket["user_id"]) == (cast.home.pk, cast.alice.pk)
    assert ticket["topic"] == "internet"
    for line in seen.steps:
        assert line.title in ticket["text"]
        assert line.words in ticket["text"]
    report = diagnosis_report(ticket["diagnosis_id"])
    assert report is not None
    assert report.steps == seen.steps
