"""Who was turned away: asked of FreeRADIUS each time."""

from datetime import UTC, datetime, timedelta

import pytest

from hearthline.network.errors import UnableToAskNetwork
from hearthline.network.operations import recent_refusals

pytestmark = pytest.mark.django_db


def test_a_wrong_password_is_a_refusal(line, radius):
    now = datetime.now(tz=UTC)  # FreeRADIUS has a clock of its own
    radius.add_user(line.username)
    assert radius.sign_in(line.username) is not None
    assert radius.sign_in(line.username, "wrong") is None
    found = recent_refusals(connection_id=line.pk, since=now - timedelta(minutes=5), now=now)
    assert len(found) == 1
    assert abs(found[0].at - now) < timedelta(seconds=20)
    later = now + timedelta(minutes=5)
    assert recent_refusals(connection_id=line.pk, since=later, now=later) == ()


def test_where_nobody_answers_it_is_not_known(line, radius, settings):
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/radius"
    with pytest.raises(UnableToAskNetwork):
        recent_refusals(connection_id=line.pk, since=datetime.now(tz=UTC), now=datetime.now(tz=UTC))
