"""Is this message really from us? Only for its own person, by a code that nobody can guess."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.operations import UnableToCheckMessage, check_message, tell_members
from hearthline.customers.operations.check_message import CHECKS
from hearthline.notices.message_codes import PLACE, code_text, new_codes, read_code
from hearthline.notices.models import Message
from hearthline.notices.operations import deliver_message, send_message
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/messages/check/"


def send(*, kind="password_changed", to="alice@mail.example", context=None, **fields: Any):
    return Message.objects.get(
        pk=send_message(
            kind=kind,
            channel=fields.pop("channel", "email"),
            to=to,
            language="en",
            context=context or {"address": "http://testserver/recover/"},
            now=NOW,
            **fields,
        )
    )


def asked(user, code, now=NOW):
    return check_message(user_id=user.pk, code=code, now=now)


def page(user, code):
    client = Client()
    client.force_login(user)
    return client.post(PAGE, {"code": code})


# -- Codes -----------------------------------------------------------------------------------------


def test_codes_are_random_and_read_as_people_type_them():
    codes = new_codes(2000)
    assert len(set(codes)) == 2000
    assert {len(code) for code in codes} == {8}
    # 16,000 characters of 32 kinds: each turns up, none far more often than the others.
    letters = "".join(codes)
    assert set(letters) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert max(map(letters.count, set(letters))) < 650
    assert read_code(f"  {code_text(codes[0]).lower()} ") == codes[0]
    assert read_code("o1il-0000") == "01110000"


@pytest.mark.parametrize(
    "text", ["", "7K2M", "7K2M-4QXD-9", "7K2M-4QXU", "٣٣٣٣٣٣٣٣", "é" * 8, PLACE]
)
def test_what_is_no_code(text):
    assert read_code(text) == ""


# -- Every message has one -------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_every_text_ends_with_its_code(channel):
    to = {"email": "alice@mail.example", "sms": "+12175550101"}[channel]
    kind = {"email": "email_change_code", "sms": "phone_change_code"}[channel]
    message = send(kind=kind, channel=channel, to=to, context={"code": "1234 5678"})
    code = code_text(message.code)
    assert code in message.body_text[-160:]
    assert PLACE not in message.body_text + message.body_html
    if channel == "email":
        assert code in message.body_html
    else:
        assert message.body_text.endswith(f"Message {code}")


def test_a_few_each_have_their_own(cast):
    tell_members(
        account_id=cast.home.pk,
        kind="ticket_answered",
        context={"number": "5", "subject": "Slow", "link": "http://testserver/tickets/5/"},
        now=NOW,
    )
    texts = list(Message.objects.values_list("code", "body_text"))
    assert len({code for code, _ in texts}) == len(texts) == 2
    assert all(code_text(code) in text for code, text in texts)


# -- Asking ----------------------------------------------------------------------------------------


def test_its_person_sees_it(cast):
    message = send(user_id=cast.alice.pk)
    found = asked(cast.alice, code_text(message.code).lower())
    assert found is not None
    assert (found.kind, found.recipient) == ("password_changed", "alice@mail.example")
    assert "was changed" in found.text
    answer = page(cast.alice, message.code)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Yes, this is from us" in text
    assert "a•••@m•••.example" in text
    assert "was changed" in text


def test_nobody_else_does(cast):
    """mallory's true code in a false message to alice must not make it true, nor the other way."""
    hers = send(user_id=cast.alice.pk)
    for other in (cast.mallory, cast.bob, cast.sam):
        assert asked(other, hers.code) is None
    of_nobody = next(code for code in new_codes(5) if code != hers.code)
    answers = [page(cast.mallory, code) for code in (hers.code, of_nobody)]
    texts = [re.sub(r'(value|nonce)="[^"]*"', "", one.content.decode()) for one in answers]
    assert texts[0] == texts[1]
    assert "no message with this code" in texts[0]
    assert "is-this-message-from-us" in texts[0]


def test_what_went_to_an_account_is_its_members(cast):
    message = send(kind="online_access_created", context={"x": 1}, account_id=cast.home.pk)
    assert asked(cast.alice, message.code)
    assert asked(cast.bob, message.code)
    assert asked(cast.mallory, message.code) is None


def test_what_went_to_an_address_is_whose_it_is(cast):
    message = send(kind="email_change_taken", to="Alice@mail.example")
    assert asked(cast.alice, message.code)
    assert asked(cast.bob, message.code) is None


def test_a_message_with_a_secret_shows_none_of_it(cast, settings):
    settings.DEMO = True  # the demo keeps such texts for its inbox
    message = send(
        kind="email_change_code",
        context={"code": "1234 5678"},
        user_id=cast.alice.pk,
        is_secret=True,
    )
    found = asked(cast.alice, message.code)
    assert found is not None
    assert found.is_secret
    assert found.text == ""
    answer = page(cast.alice, message.code).content.decode()
    assert "Yes, this is from us" in answer
    assert "1234 5678" not in answer


def test_it_can_be_asked_after_delivery(cast):
    message = send(user_id=cast.alice.pk)
    deliver_message(message_id=message.pk, now=NOW)
    assert asked(cast.alice, message.code)


def test_old_messages_have_no_code_to_be_found_by(cast):
    message = send(user_id=cast.alice.pk)
    Message.objects.filter(pk=message.pk).update(code="")
    assert asked(cast.alice, "") is None
    assert asked(cast.alice, "--------") is None


def test_guessing_ends(cast):
    message = send(user_id=cast.alice.pk)
    for _ in range(CHECKS):
        assert asked(cast.alice, "0000-0000") is None
    with pytest.raises(UnableToCheckMessage):
        asked(cast.alice, message.code)
    assert asked(cast.alice, message.code, NOW + timedelta(minutes=11))


def test_the_page_asks_to_sign_in_and_comes_back(cast):
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={PAGE}"


@pytest.mark.parametrize(
    "code",
    ["", "x" * 41, "<b>7K2M</b>", "\uff17\uff2b\uff12\uff2d\uff14\uff31\uff38\uff24", "\u0660" * 8],
)
def test_nonsense_never_fails(cast, code):
    assert page(cast.alice, code).status_code in {200, 422}
