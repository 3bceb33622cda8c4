"""Staff issue a registration code."""

import re
from typing import Any

from django.test import Client

from hearthline.customers.models import RegistrationCode
from tests.looks import say_why

ADDRESS = "/console/accounts/ALICE-1/registration-code/"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def test_the_code_is_shown_once_with_how_long_it_lasts(cast: Any, client: Client):
    client.force_login(cast.sam)
    say_why(client)
    answer = client.post(ADDRESS, {"checked": "on"})
    codes = CODE.findall(answer.content.decode())
    assert len(codes) == 1
    assert "It can be used once, until" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    row = RegistrationCode.objects.get()
    assert (row.account_id, row.issued_by_id) == (cast.home.pk, cast.sam.pk)
    for address in (ADDRESS, "/console/accounts/ALICE-1/", "/console/?q=alice"):
        text = client.get(address).content.decode()
        assert codes[0] not in text
        assert not CODE.findall(text)


def test_nothing_is_issued_before_the_person_was_checked(cast: Any, client: Client):
    client.force_login(cast.sam)
    say_why(client)
    answer = client.post(ADDRESS)
    assert answer.status_code == 422
    assert "Check who the person is before you go on." in answer.content.decode()
    client.get(ADDRESS)
    assert not RegistrationCode.objects.exists()


def test_a_closed_account_gets_none(cast: Any, client: Client):
    cast.home.status = "closed"
    cast.home.save()
    client.force_login(cast.sam)
    say_why(client)
    answer = client.post(ADDRESS, {"checked": "on"})
    assert answer.status_code == 422
    assert "closed" in answer.content.decode()
    assert not RegistrationCode.objects.exists()


def test_subscribers_get_none(cast: Any, client: Client):
    client.force_login(cast.alice)
    assert client.post(ADDRESS, {"checked": "on"}).status_code == 403
    assert not RegistrationCode.objects.exists()
