"""Staff send a bill's link once more."""

import re
from typing import Any

import pytest

from hearthline.billing.queries import latest_bill
from hearthline.notices.models import Message
from tests.console.conftest import furnish
from tests.console.test_money import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def test_to_members_who_see_bills_once(cast: Any):
    furnish(cast.home)
    bill = latest_bill(account_id=cast.home.pk)
    assert bill
    sue = client_of(cast.sue)
    address = f"/console/accounts/ALICE-1/bills/{bill.number}/send/"
    page = sue.get(address).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert key
    for _twice in range(2):
        answer = sue.post(address, {"idempotency_key": key[1]})
        assert answer["Location"] == f"/console/accounts/ALICE-1/bills/{bill.number}/"
    sent = Message.objects.filter(kind="bill_again", user_id=cast.alice.pk, channel="email")
    assert f"/bills/{bill.number}/" in sent.get().body_text
    assert bill.total.format("en_US") not in sent.get().body_text
    assert not Message.objects.filter(kind="bill_again", user_id=cast.mallory.pk).exists()
    assert sue.get("/console/accounts/MALLORY-1/bills/" + bill.number + "/send/").status_code == 404
