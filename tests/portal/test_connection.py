"""The connection's pages: what is known, what isn't, and what each person may do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.network.adapters.access.simulated import happen
from hearthline.network.models import Connection, UsageHour
from hearthline.network.operations import sample_usage
from tests import factories
from tests.network.access.conftest import make_line
from tests.portal.test_overview import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(cast: Any) -> Connection:
    """alice's connection in the pretend network, on for a month."""
    factories.make_plan(
        name="Home 600",
        download_mbps=600,
        upload_mbps=300,
        access_group="home-600",
        allowance_gb=500,
    )
    begun = datetime.now(tz=UTC) - timedelta(days=30)
    return make_line(cast.home, created_at=begun)


def get(user: Any, address: str, **more: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(address, **more)


def post(user: Any, address: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(address)


def sample() -> None:
    sample_usage(now=datetime.now(tz=UTC))


def test_on_with_its_speed_and_what_was_used(cast: Any, line: Connection):
    sample()
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "Your connection is on" in page
    assert "600 Mbps down, 300 Mbps up" in page
    assert "of 500 GB" in page
    assert "Restart the connection" in page


def test_one_connection_is_shown_at_once_several_as_a_list(cast: Any, line: Connection):
    assert get(cast.alice, "/connection/").headers["Location"] == f"/connection/{line.pk}/"
    make_line(cast.home, username="second")
    page = text_of(get(cast.alice, "/connection/"))
    assert "ONT-second" in page
    assert "No internet connection" in text_of(get(cast.mallory, "/connection/"))


def test_what_we_never_heard_of_is_not_known(cast: Any, line: Connection):
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "We don't know whether your connection is on" in page
    assert "We have never heard of it" in page
    assert "We know nothing of the last 7 days." in page
    assert "We counted no data in this month." in page


def test_three_intervals_of_silence_are_not_known(cast: Any, line: Connection):
    happen("silent", [line.username], at=datetime.now(tz=UTC) - timedelta(minutes=21))
    sample()
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "We don't know whether your connection is on" in page
    assert "nothing has told us since" in page


def test_off_in_an_outage(cast: Any, line: Connection):
    happen("outage", ["MAPLETON-1"], at=datetime.now(tz=UTC) - timedelta(hours=2))
    sample()
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "Your connection is off" in page
    assert "Restart the connection" not in page, "there is nothing to restart"


def test_a_suspended_account_sees_why_and_where_to_pay(cast: Any, line: Connection):
    cast.home.status = "suspended"
    cast.home.save()
    line.is_restricted = True
    line.save()
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "Your service is suspended" in page
    assert 'href="/pay/"' in page
    assert "Limited to the pay page" in page


def test_more_than_the_plan_includes_is_said(cast: Any, line: Connection):
    now = datetime.now(tz=UTC)
    UsageHour.objects.create(
        account=cast.home,
        connection=line,
        hour_at=now.replace(minute=0, second=0, microsecond=0),
        down_bytes=600 * 10**9,
        up_bytes=0,
    )
    page = text_of(get(cast.alice, f"/connection/{line.pk}/"))
    assert "600 GB of 500 GB" in page
    assert "meter-warn" in page


@pytest.mark.parametrize(
    "month",
    [
        "",
        "2026-13",
        "1999-01",
        "9999-12",
        "2026-1",
        "x" * 999,
        "2026-02\n",
        "\u0662\u0660\u0662\u0666-\u0660\u0661",
    ],
)
def test_nonsense_for_a_month_is_this_month(month: str, cast: Any, line: Connection):
    answer = get(cast.alice, f"/connection/{line.pk}/", data={"month": month})
    assert answer.status_code == 200


def test_a_restart_gives_a_new_session(cast: Any, line: Connection):
    sample()
    answer = post(cast.alice, f"/connection/{line.pk}/restart/")
    address = answer.headers["Location"]
    assert "Waiting for your router" in text_of(get(cast.alice, address))
    assert get(cast.alice, f"{address}?shown=1", headers={"HX-Request": "true"}).status_code == 204
    part = text_of(get(cast.alice, f"{address}?shown=0", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "hx-get" in part


def test_the_fourth_restart_in_an_hour_is_refused(cast: Any, line: Connection):
    happen("outage", ["MAPLETON-1"], at=datetime.now(tz=UTC) - timedelta(hours=2))
    sample()
    address = f"/connection/{line.pk}/restart/"
    answers = [post(cast.alice, address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert "Three restarts in an hour are enough" in text_of(answers[-1])


@pytest.mark.parametrize("role", ["viewer", "technician"])
def test_who_may_restart(role: str, cast: Any, line: Connection):
    pat = factories.make_user("pat")
    factories.make_member(cast.home, pat, role=role)
    sample()
    may = role == "technician"
    page = text_of(get(pat, f"/connection/{line.pk}/"))
    assert ("Restart the connection" in page) is may
    answer = post(pat, f"/connection/{line.pk}/restart/")
    assert answer.status_code == (302 if may else 422)
    if not may:
        assert "You can look at this connection only" in text_of(answer)


def test_mallory_cannot_tell_it_from_nothing(cast: Any, line: Connection):
    sample()
    restart = post(cast.alice, f"/connection/{line.pk}/restart/").headers["Location"]
    for address in (f"/connection/{line.pk}/", f"/connection/{line.pk}/restart/", restart):
        assert get(cast.mallory, address).status_code == 404
    assert post(cast.mallory, f"/connection/{line.pk}/restart/").status_code == 404
