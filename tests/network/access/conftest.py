"""FreeRADIUS for the network's tests, and lines to look at."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.network.models import Connection, Node
from tests import factories
from tests.conftest import NOW
from tests.network import radius as radii


@pytest.fixture(scope="session")
def radius_server(django_db_setup: None, worker_id: str) -> Iterator[radii.Radius]:
    cluster = Path(os.environ["HEARTHLINE_TEST_CLUSTER"])
    with radii.running(cluster, f"radius_{worker_id}") as running:
        yield running


@pytest.fixture
def radius(radius_server: radii.Radius, settings: Any) -> radii.Radius:
    """A FreeRADIUS to which nobody has ever connected, and Hearthline using it."""
    radius_server.begin_anew()
    settings.ACCESS_ADAPTER = "radius"
    settings.RADIUS_DATABASE_URL = radius_server.url
    settings.RADIUS_COA_PORT = radius_server.place.coa_port
    settings.RADIUS_COA_SECRET = radii.COA_SECRET
    settings.WALLED_GARDEN_GROUP = radii.WALLED_GARDEN
    return radius_server


@pytest.fixture
def router(radius: radii.Radius) -> radii.Router:
    return radii.Router(radius)


@pytest.fixture
def line(cast: Any) -> Connection:
    """alice's connection, on a plan of 600 megabits."""
    factories.make_plan(
        "home-600",
        name="Home 600",
        download_mbps=600,
        upload_mbps=300,
        access_group="home-600",
        is_offered=True,
        allowance_gb=500,
    )
    return make_line(cast.home)


def make_line(account: Any, username: str = "ont-12@maple", **fields: Any) -> Connection:
    node, _ = Node.objects.get_or_create(code="MAPLETON-1", defaults={"name": "Mapleton"})
    defaults = {"group": "home-600", "created_at": NOW - timedelta(days=100), "node": node}
    return Connection.objects.create(
        account=account,
        username=username,
        service_identifier=f"ONT-{username}",
        **(defaults | fields),
    )
