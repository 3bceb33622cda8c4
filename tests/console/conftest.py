"""The console before a real browser: this process serves it from a database of its own."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client, override_settings
from whitenoise.compress import Compressor

from hearthline.billing.operations import add_charge, run_bills
from hearthline.identity.geo import Whereabouts
from hearthline.identity.operations import FAILURE_CAP, note_sign_in, note_wrong_password
from hearthline.identity.sessions import PROVEN_AT
from hearthline.kernel.money import Money
from hearthline.payments.operations import record_payment
from tests import factories
from tests.conftest import make_cast


class _Quietly(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@dataclass
class Served:
    home: str
    staff_cookie: dict[str, str]


def _cookie_of(user: Any, home: str) -> dict[str, str]:
    """The cookie of a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROVEN_AT] = datetime.now(tz=UTC).isoformat()
    session.save()
    name, morsel = next(iter(client.cookies.items()))
    return {"name": name, "value": morsel.value, "url": home}


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Styles and scripts as they are delivered: compressed."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    compressor = Compressor(quiet=True)
    for path in [*folder.rglob("*.css"), *folder.rglob("*.js"), *folder.rglob("*.svg")]:
        list(compressor.compress(str(path)))
    return folder


@pytest.fixture
def served(committed: str, static_files: Path, settings: Any) -> Iterator[Served]:
    """A server with the cast, two months of alice's bills and some other accounts."""
    settings.STATIC_ROOT = static_files
    cast = make_cast()
    furnish(cast.home)
    suspect(cast)
    for number in range(25):
        factories.make_account(name=f"Maple Neighbour {number:02}")
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quietly)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    home = f"http://localhost:{server.server_port}"
    try:
        yield Served(home, _cookie_of(cast.sam, home))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def suspect(cast: Any) -> None:
    """An unusual sign-in of alice's; mallory's password is blocked."""
    now = datetime.now(tz=UTC)
    lisbon = Whereabouts("PT", "Lisbon", 38.7, -9.1)
    reasons = ("new_device", "new_country")
    note_sign_in(user_id=cast.alice.pk, where=lisbon, score=60, reasons=reasons, now=now)
    for _try in range(FAILURE_CAP):
        note_wrong_password(user_id=cast.mallory.pk, user_agent="", now=now)


def furnish(account: Any) -> None:
    """Bills with every kind of line, and payments of which one leaves something open."""
    account.created_at = datetime(2024, 1, 1, tzinfo=UTC)
    account.save()
    factories.make_tax(name="County communications tax", rate_ppm=50_000)
    fibre = factories.make_plan(name="Fiber 500", price_minor=6999, download_mbps=500)
    factories.make_subscription(account, fibre, service_identifier="ONT-4471-0093")
    tv = factories.make_plan(name="Maple TV Basic", kind="tv", price_minor=2950)
    factories.make_subscription(account, tv, started=date(2026, 2, 12))
    for month, paid in ((2, 7349), (3, 5000)):
        moment = datetime(2026, month, 1, 18, tzinfo=UTC)
        if month == 3:
            add_charge(
                account_id=account.pk,
                kind="credit",
                amount=Money(-500, account.currency),
                description="Sorry for the outage on February 20",
                cause="outage",
                effective_date=moment.date(),
                now=moment,
            )
        run_bills(bill_date=moment.date(), now=moment)
        record_payment(
            account_id=account.pk,
            amount_minor=paid,
            channel="check",
            reference="1042",
            received_at=datetime(2026, month, 5, 18, tzinfo=UTC),
            idempotency_key=f"check-{month}",
            staff_user_id=None,
            now=datetime(2026, month, 5, 18, tzinfo=UTC),
        )
