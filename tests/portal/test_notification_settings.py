"""The form of how somebody is told: it keeps what was typed, and refuses what can't be."""

from typing import Any

import pytest
from django.test import Client

from hearthline.notices.choices import UNCHOSEN, Choice
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import Topic
from hearthline.notices.queries import preferences_of

ADDRESS = "/settings/notifications/"
RIGHT: dict[str, Any] = {
    "security": [],
    "billing": ["email"],
    "orders": ["centre"],
    "outages": ["email", "centre"],
    "maintenance": [],
    "support": ["email"],
    "promotions": [],
    "quiet_from": "22",
    "quiet_until": "7",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


def test_saved(alice: Client, cast: Any):
    assert alice.post(ADDRESS, RIGHT).headers["Location"] == ADDRESS
    found = preferences_of(user_id=cast.alice.pk)
    assert found.choices[Topic.SECURITY].email
    assert found.choices[Topic.MAINTENANCE].is_off
    assert found.choices[Topic.BILLING] == Choice(email=True, sms=False, centre=False)
    assert found.hours == Hours(22, 7)
    assert preferences_of(user_id=cast.bob.pk).choices == UNCHOSEN
    page = alice.get(ADDRESS).content.decode()
    assert '<option value="22" selected>10:00' in page


def test_what_must_stay_on_is_said(alice: Client, cast: Any):
    answer = alice.post(ADDRESS, RIGHT | {"billing": [], "support": ["email"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one way" in page
    assert "it is on no paper" in page
    assert '<option value="22" selected>' in page, "what was typed comes back"
    assert preferences_of(user_id=cast.alice.pk).choices == UNCHOSEN


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": ""},
        {"quiet_until": ""},
        {"quiet_until": "22"},
        {"quiet_from": "24"},
        {"quiet_from": "x"},
        {"outages": ["carrier pigeon"]},
        {"security": ["email"]},
        {"outages": ["sms"]},
    ],
)
def test_refused(alice: Client, cast: Any, wrong: dict[str, Any]):
    assert alice.post(ADDRESS, RIGHT | wrong).status_code == 422
    assert preferences_of(user_id=cast.alice.pk).hours == Hours()


def test_texts_only_to_a_number_that_is_confirmed(alice: Client, cast: Any):
    assert "No mobile number yet" in alice.get(ADDRESS).content.decode()
    cast.alice.phone = "+12175550101"
    cast.alice.save()
    page = alice.get(ADDRESS).content.decode()
    assert "No mobile number yet" not in page
    chosen = RIGHT | {"outages": ["sms"], "outage_texts_at_night": "on"}
    assert alice.post(ADDRESS, chosen).status_code == 302
    found = preferences_of(user_id=cast.alice.pk)
    assert found.choices[Topic.OUTAGES] == Choice(email=False, sms=True, centre=False)
    assert found.hours.outage_texts_at_night
    cast.alice.phone = ""
    cast.alice.save()
    alice.post(ADDRESS, RIGHT)
    found = preferences_of(user_id=cast.alice.pk)
    assert found.choices[Topic.OUTAGES].sms, "kept for when there is a number again"
    assert found.hours.outage_texts_at_night


def test_no_texts_where_none_are_offered(alice: Client, cast: Any, settings: Any):
    settings.SMS_ADAPTER = ""
    cast.alice.phone = "+12175550101"
    cast.alice.save()
    page = alice.get(ADDRESS).content.decode()
    assert "We don&#x27;t send text messages" in page or "We don't send text messages" in page
    assert alice.post(ADDRESS, RIGHT | {"outages": ["sms"]}).status_code == 422


def test_spanish(alice: Client):
    page = alice.get(ADDRESS, headers={"accept-language": "es"}).content.decode()
    assert "Horas de silencio" in page
    assert "10:00 p.m." in page.replace("\u202f", " ").replace("\xa0", " ").replace("p. m.", "p.m.")
