"""The real adapters, pointed at nothing: what can't be found out is said, and a ticket is made."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from hearthline.care.models import Ticket
from hearthline.care.operations import go_on, start_diagnosis
from hearthline.care.queries import diagnosis_now, ticket_for_staff, troubles_of
from hearthline.network.models import Connection, PhoneLine, TvService
from tests.conftest import NOW
from tests.network import slow

MOST_S = 15


@pytest.fixture(params=["closed", "silent"])
def nowhere(request: Any, settings: Any) -> Iterator[str]:
    """Every outside system at a port where nobody listens, or where nobody says anything."""
    settings.ACCESS_ADAPTER, settings.TV_ADAPTER = "radius", "webhook"
    settings.VOICE_ADAPTER = "kamailio"
    if request.param == "closed":
        _point(settings, slow.closed_port())
        yield request.param
    else:
        with slow.silent() as port:
            _point(settings, port)
            yield request.param


def _point(settings: Any, port: int) -> None:
    settings.RADIUS_DATABASE_URL = f"postgresql://radius@127.0.0.1:{port}/radius"
    settings.TV_URL = f"http://127.0.0.1:{port}"
    settings.KAMAILIO_RPC_URL = f"http://127.0.0.1:{port}/RPC"
    settings.KAMAILIO_DATABASE_URL = f"postgresql://kamailio@127.0.0.1:{port}/kamailio"


@pytest.fixture
def home(cast: Any) -> Any:
    """alice's household has internet, TV and a phone line."""
    account = cast.home
    Connection.objects.create(
        account=account, service_identifier="ONT-1", username="ont-1", created_at=NOW
    )
    TvService.objects.create(
        account=account, subscriber="s" * 43, channels=["news"], revision=1, created_at=NOW
    )
    PhoneLine.objects.create(
        account=account, service_identifier="PH-1", number="+12175550142", created_at=NOW
    )
    return cast


@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
def test_it_ends_in_a_ticket_within_fifteen_seconds(kind, nowhere, home):
    account_id, user_id = home.home.pk, home.alice.pk
    subject_id = next(
        trouble.subject_id
        for trouble in troubles_of(account_id=account_id, now=NOW)
        if trouble.kind == kind
    )
    began = time.monotonic()
    token = start_diagnosis(
        account_id=account_id, user_id=user_id, kind=kind, subject_id=subject_id, now=NOW
    )
    go_on(account_id=account_id, user_id=user_id, token=token, now=NOW)
    seen = diagnosis_now(account_id=account_id, token=token, now=NOW)
    took = time.monotonic() - began
    assert took < MOST_S
    assert seen is not None
    assert seen.state == "ticket"
    ticket = Ticket.objects.get(number=seen.ticket_number)
    assert ticket.account_id == account_id
    found = ticket_for_staff(number=seen.ticket_number, now=NOW)
    assert found is not None
    text = found.messages[0].text
    assert text.count("We couldn't find this out") >= 2
    for line in seen.steps:
        assert f"{line.title}" in text
    print(f"{kind}, {nowhere}: {took:.1f} s")  # noqa: T201 - the figure is of interest
