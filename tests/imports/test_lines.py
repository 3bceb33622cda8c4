"""Lines that the network has already come in with the subscriptions; nobody is told anything."""

# ruff: noqa: ISC004 - sentences stand as people read them
from datetime import timedelta

import pytest

from hearthline.catalog.models import Channel, Plan, PlanChannel
from hearthline.network.models import Connection, Node, PhoneLine, ProvisioningStep, TvService
from tests.imports.conftest import Provider, outcome

pytestmark = pytest.mark.django_db

CONNECTION = {
    "account_number": "A1",
    "service_identifier": "fiber-0001",
    "username": "alice@maple",
    "node_code": "OLT-1",
    "node_name": "Mill Road",
}


@pytest.fixture
def network(provider: Provider) -> Provider:
    """A1 has internet with a speed profile, a phone number and TV; A2 had TV once."""
    rows = provider.rows
    for index, row in enumerate(rows["plans.csv"]):
        row["access_group"] = "" if index else "home-500"
    provider.add("plans.csv", 1, code="phone-home", kind="phone", name="Home Phone")
    provider.change("subscriptions.csv", 1, service_identifier="")
    provider.add(
        "subscriptions.csv",
        0,
        subscription_id="S3",
        plan_code="phone-home",
        service_identifier="(312) 555-0199",
    )
    provider.add(
        "subscriptions.csv", 0, subscription_id="S4", plan_code="tv-basic", service_identifier="tv1"
    )
    return provider


def second_internet(provider: Provider, **cells: str) -> None:
    given = {"account_number": "A2", "subscription_id": "S5", "service_identifier": "fiber-0002"}
    provider.add("subscriptions.csv", 0, **(given | cells))


def with_channels() -> None:
    for number, code in enumerate(["news", "Arts"], start=1):
        channel = Channel.objects.create(code=code, number=number, name=code, genre="news")
        PlanChannel.objects.create(plan=Plan.objects.get(code="tv-basic"), channel=channel)


def lines(provider: Provider, **options: object) -> dict[str, tuple[int, int, int]]:
    """What became of the lines."""
    found = outcome(provider.bring(**options))
    kinds = ("connections", "connections.csv", "phone lines", "TV services")
    return {name: found[name] for name in kinds if name in found}


def test_lines_are_written_down_as_they_are(network: Provider):
    assert lines(network) == {"connections": (1, 0, 0), "phone lines": (1, 0, 0)}
    connection = Connection.objects.get()
    assert (connection.account.number, connection.service_identifier) == ("A1", "fiber-0001")
    assert (connection.username, connection.group) == ("fiber-0001", "home-500")
    assert (connection.node, connection.created_at) == (None, network.now)
    line = PhoneLine.objects.get()
    assert (line.number, line.service_identifier) == ("+13125550199", "(312) 555-0199")
    assert line.revision == line.confirmed_revision == 1
    assert not ProvisioningStep.objects.exists()


def test_a_second_import_changes_nothing(network: Provider):
    network.bring()
    with_channels()
    assert lines(network)["TV services"] == (1, 0, 0)
    again = lines(network, now=network.now + timedelta(days=1))
    assert again == {
        "connections": (0, 0, 1),
        "phone lines": (0, 0, 1),
        "TV services": (0, 0, 1),
    }


def test_tv_has_the_channels_of_its_plans(network: Provider):
    network.bring()
    with_channels()
    network.bring()
    service = TvService.objects.get()
    assert (service.account.number, service.subscriber) == ("A1", "tv1")
    assert (service.channels, service.revision) == (["Arts", "news"], 1)
    PlanChannel.objects.filter(channel__code="news").delete()
    assert lines(network)["TV services"] == (0, 1, 0)
    service.refresh_from_db()
    assert (service.channels, service.revision) == (["Arts"], 2)
    assert service.confirmed_revision == 2
    assert not ProvisioningStep.objects.exists()


def test_connections_have_usernames_and_nodes_of_the_file(network: Provider):
    network.write("connections.csv", [CONNECTION])
    assert lines(network)["connections.csv"] == (1, 0, 0)
    connection = Connection.objects.get()
    assert connection.username == "alice@maple"
    assert connection.node == Node.objects.get(code="OLT-1", name="Mill Road")
    network.change("connections.csv", 0, username="alice@new", node_name="Mill Street")
    assert lines(network)["connections.csv"] == (0, 1, 0)
    connection.refresh_from_db()
    assert connection.username == "alice@new"
    assert Node.objects.get().name == "Mill Street"
    # A file that lacks the row, or isn't there, leaves it.
    (network.folder / "connections.csv").unlink()
    assert lines(network)["connections"] == (0, 0, 1)
    connection.refresh_from_db()
    assert connection.username == "alice@new"


def test_a_connection_may_come_alone(network: Provider):
    network.bring()
    network.write("subscriptions.csv", network.rows["subscriptions.csv"][1:2])
    network.write("connections.csv", [CONNECTION])
    assert lines(network)["connections.csv"] == (0, 1, 0)
    assert Connection.objects.get().username == "alice@maple"


def test_a_username_that_another_has_is_refused(network: Provider):
    network.bring()
    second_internet(network, service_identifier="fiber-0001")
    advice = "Give this one a username of its own in connections.csv"
    assert network.errors() == [
        'subscriptions.csv, line 6, column service_identifier: "fiber-0001" is the username of '
        f'service "fiber-0001" of account "A1" already. {advice}, or correct the other.'
    ]
    network.change("subscriptions.csv", 4, service_identifier="fiber-0002")
    row = {"account_number": "A2", "service_identifier": "fiber-0002", "username": "fiber-0001"}
    network.write("connections.csv", [CONNECTION | row])
    assert network.errors() == [
        'connections.csv, line 2, column username: "fiber-0001" is the username of service '
        f'"fiber-0001" of account "A1" already. {advice}, or correct the other.'
    ]
    assert lines(network, skip_bad_rows=True)["connections.csv"] == (0, 0, 1)
    network.change("connections.csv", 0, username="mallory")
    assert lines(network)["connections.csv"] == (1, 0, 1)


def test_a_username_that_two_ask_for_is_refused(network: Provider):
    second_internet(network, service_identifier="fiber-0001")
    assert network.errors() == [
        'subscriptions.csv, line 6, column service_identifier: "fiber-0001" is the username of '
        'service "fiber-0001" of account "A1" as well. Give this one a username of its own in '
        "connections.csv."
    ]


def test_a_connection_of_no_service_is_refused(network: Provider):
    network.write("connections.csv", [CONNECTION | {"service_identifier": "fiber-9"}])
    assert network.errors() == [
        'connections.csv, line 2, column service_identifier: "fiber-9" is unknown as an internet '
        'service of account "A1". Add it to subscriptions.csv or correct it.'
    ]


def test_a_number_that_another_has_is_refused_until_it_ends_there(network: Provider):
    network.bring()
    network.add(
        "subscriptions.csv",
        2,
        subscription_id="S6",
        account_number="A2",
        service_identifier="+13125550199",
    )
    assert network.errors() == [
        "subscriptions.csv, line 6, column service_identifier: the number +13125550199 is in use "
        'on account "A1". End it there, or correct the number.'
    ]
    network.change("subscriptions.csv", 2, ended_date="2026-01-31")
    assert lines(network)["phone lines"] == (1, 1, 0)
    old, new = PhoneLine.objects.order_by("pk")
    assert (old.ended_at, new.account.number) == (network.now, "A2")
    assert new.revision == new.confirmed_revision == old.revision + 1


def test_what_ended_stays_ended(network: Provider):
    network.bring()
    with_channels()
    network.bring()
    for index in (0, 2, 3):
        network.change("subscriptions.csv", index, ended_date="2026-01-31")
    assert lines(network) == {
        "connections": (0, 1, 0),
        "phone lines": (0, 1, 0),
        "TV services": (0, 1, 0),
    }
    assert Connection.objects.get().ended_at == PhoneLine.objects.get().ended_at == network.now
    assert TvService.objects.get().channels == []
    assert lines(network) == {}
    for index in (0, 2):
        network.change("subscriptions.csv", index, ended_date="")
    assert lines(network) == {}
    assert Connection.objects.get().is_restricted
    # A service that begins anew brings its line back.
    later = network.now + timedelta(days=2)
    day = later.date().isoformat()
    network.add("subscriptions.csv", 0, subscription_id="S7", started_date=day)
    network.change("subscriptions.csv", 0, ended_date="2026-01-31")
    assert lines(network, now=later + timedelta(days=1))["connections"] == (0, 1, 0)
    connection = Connection.objects.get()
    assert (connection.ended_at, connection.is_restricted) == (None, False)


def test_a_dry_run_leaves_nothing(network: Provider):
    network.write("connections.csv", [CONNECTION])
    assert lines(network, dry_run=True)["connections.csv"] == (1, 0, 0)
    assert not Connection.objects.exists()
    assert not PhoneLine.objects.exists()
    assert not Node.objects.exists()


@pytest.mark.parametrize(
    "cells", [{"service_identifier": ""}, {"ended_date": "2026-01-31"}, {"plan_code": "tv-basic"}]
)
def test_without_a_running_service_no_connection(network: Provider, cells: dict[str, str]):
    network.change("subscriptions.csv", 0, **cells)
    network.bring()
    assert not Connection.objects.exists()


def test_without_access_group_no_connection(network: Provider):
    network.change("plans.csv", 0, access_group="")
    network.bring()
    assert not Connection.objects.exists()


def test_an_identifier_that_is_no_number_is_no_phone_line(network: Provider):
    network.change("subscriptions.csv", 2, service_identifier="box-17")
    network.bring()
    assert not PhoneLine.objects.exists()


def test_a_number_written_in_another_way_stays_with_its_account(network: Provider):
    network.bring()
    network.change("subscriptions.csv", 2, ended_date="2026-01-31")
    network.add(
        "subscriptions.csv",
        2,
        subscription_id="S8",
        ended_date="",
        started_date="2026-01-31",
        service_identifier="312-555-0199",
    )
    other = {"subscription_id": "S9", "account_number": "A2"}
    network.add("subscriptions.csv", 4, **other)
    assert network.errors() == [
        "subscriptions.csv, line 7, column service_identifier: the number +13125550199 is in use "
        'on account "A1". End it there, or correct the number.'
    ]
    network.write("subscriptions.csv", network.rows["subscriptions.csv"][:-1])
    assert lines(network)["phone lines"] == (0, 1, 0)
    line = PhoneLine.objects.get()
    assert (line.service_identifier, line.ended_at) == ("312-555-0199", None)


def test_a_name_that_the_tv_system_knows_another_by_is_refused(network: Provider):
    network.bring()
    with_channels()
    again = {"subscription_id": "S9", "account_number": "A2"}
    network.add("subscriptions.csv", 3, **again)
    advice = "Give this one an identifier of its own."
    assert network.errors() == [
        'subscriptions.csv, line 6, column service_identifier: "tv1" is the TV service of account '
        f'"A1" as well. {advice}'
    ]
    assert lines(network, skip_bad_rows=True)["TV services"] == (1, 0, 0)
    assert network.errors() == [
        'subscriptions.csv, line 6, column service_identifier: "tv1" is what the TV system calls '
        f'account "A1". {advice}'
    ]
    network.change("subscriptions.csv", 4, service_identifier="")
    assert lines(network)["TV services"] == (1, 0, 1)
    assert len(TvService.objects.exclude(subscriber="tv1").get().subscriber) == 32
