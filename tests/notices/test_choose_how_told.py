"""Choices by topic and channel: kept, and what must reach people can't be switched off."""

import pytest

from hearthline.notices.choices import UNCHOSEN, Choice, channels
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import MUST, Topic
from hearthline.notices.operations import UnableToChoose, choose_how_told
from hearthline.notices.queries import preferences_of
from tests.conftest import NOW

OFF = Choice(email=False, sms=False, centre=False)
pytestmark = pytest.mark.django_db


def choose(choices, hours=None, user_id=7):
    choose_how_told(user_id=user_id, choices=choices, hours=hours or Hours(), now=NOW)


def test_who_never_chose_has_what_holds_for_all():
    found = preferences_of(user_id=7)
    assert found.choices == UNCHOSEN
    assert found.hours == Hours()


def test_a_choice_is_kept_and_can_be_changed():
    choose({Topic.OUTAGES: OFF}, Hours(22, 7, outage_texts_at_night=True))
    choose({Topic.OUTAGES: Choice(email=True, sms=False, centre=False)}, Hours(21, 6))
    found = preferences_of(user_id=7)
    assert found.choices[Topic.OUTAGES] == Choice(email=True, sms=False, centre=False)
    assert found.choices[Topic.BILLING] == UNCHOSEN[Topic.BILLING]
    assert found.hours == Hours(21, 6)
    assert preferences_of(user_id=8).choices == UNCHOSEN


@pytest.mark.parametrize("topic", sorted(MUST))
def test_what_must_reach_people_stays_on(topic):
    with pytest.raises(UnableToChoose):
        choose({Topic.PROMOTIONS: OFF, topic: OFF})
    assert preferences_of(user_id=7).choices == UNCHOSEN, "nothing of it is kept"


def test_security_keeps_its_email():
    choose({Topic.SECURITY: Choice(email=False, sms=False, centre=True)})
    assert preferences_of(user_id=7).choices[Topic.SECURITY].email


@pytest.mark.parametrize(
    ("topic", "choice", "has_email", "has_phone", "expected"),
    [
        (Topic.OUTAGES, Choice(True, True, True), True, True, ["email", "sms"]),
        (Topic.OUTAGES, Choice(True, True, True), True, False, ["email"]),
        (Topic.OUTAGES, Choice(False, True, True), True, False, ["centre"]),
        (Topic.OUTAGES, Choice(False, False, True), True, True, ["centre"]),
        (Topic.OUTAGES, OFF, True, True, []),
        (Topic.PROMOTIONS, OFF, True, True, []),
        (Topic.BILLING, OFF, True, True, ["email"]),
        (Topic.BILLING, Choice(False, True, False), True, False, ["email"]),
        (Topic.BILLING, Choice(False, False, True), True, False, ["centre"]),
        (Topic.SECURITY, Choice(False, False, True), True, True, ["email"]),
        (Topic.SECURITY, Choice(False, True, True), False, False, ["centre"]),
    ],
)
def test_channels(topic, choice, has_email, has_phone, expected):
    found = channels(topic=topic, choice=choice, has_email=has_email, has_phone=has_phone)
    assert found == expected
