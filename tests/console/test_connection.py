"""Staff see a connection with what only the access system knows, and the look is written down."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import AccountLook
from tests.looks import say_why
from tests.network.access.conftest import make_line
from tests.portal.test_overview import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/console/accounts/ALICE-1/connection/"


def page_of(sam: Any) -> str:
    client = Client()
    client.force_login(sam)
    say_why(client)
    return text_of(client.get(ADDRESS))


def test_it_is_asked_live_and_the_look_is_kept(cast: Any):
    make_line(cast.home, created_at=datetime.now(tz=UTC) - timedelta(days=9))
    page = page_of(cast.sam)
    assert "ont-12@maple" in page
    assert "Online" in page
    assert AccountLook.objects.get().page == "connection"


def test_where_the_access_system_is_away_it_says_so(cast: Any, settings: Any):
    make_line(cast.home)
    settings.ACCESS_ADAPTER = "radius"
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/radius"
    page = page_of(cast.sam)
    assert "The access system doesn't answer" in page
    assert "Not known" in page


def test_an_account_without_a_connection(cast: Any):
    assert "No internet connection" in page_of(cast.sam)
