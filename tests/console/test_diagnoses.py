"""Staff look at an account's diagnoses, leave a trace, and see how the flows do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.care.operations import advance_diagnosis, leave_diagnosis, start_diagnosis
from hearthline.care.queries import flow_report
from hearthline.customers.models import AccountLook
from tests import factories
from tests.conftest import NOW
from tests.looks import say_why


@pytest.fixture
def token(cast: Any) -> str:
    """alice's diagnosis, one step of it done."""
    for account in (cast.home, cast.other):
        factories.make_subscription(account, factories.make_plan())
    who = {"account_id": cast.home.pk, "user_id": cast.alice.pk, "now": NOW}
    begun = start_diagnosis(kind="internet", **who)
    advance_diagnosis(token=begun, position=0, **who)
    return begun


def client(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    say_why(made)
    return made


def test_the_list_and_each_with_its_results(cast, token):
    text = client(cast.sam).get("/console/accounts/ALICE-1/diagnoses/").content.decode()
    assert token in text
    text = client(cast.sam).get(f"/console/accounts/ALICE-1/diagnoses/{token}/").content.decode()
    assert "No outage is known at your address." in text
    looks = AccountLook.objects.order_by("pk").values_list("account_id", "page", "subject")
    assert list(looks) == [
        (cast.home.pk, "diagnosis", ""),
        (cast.home.pk, "diagnosis", token),
    ]


def test_one_account_has_not_what_another_has(cast, token):
    for address in (
        f"/console/accounts/MALLORY-1/diagnoses/{token}/",
        "/console/accounts/ALICE-1/diagnoses/nothing/",
        "/console/accounts/NOBODY-1/diagnoses/",
    ):
        assert client(cast.sam).get(address).status_code == 404


@pytest.mark.parametrize("kind", ["", "?kind=tv", "?kind=phone", "?kind=gas", "?kind=../etc"])
def test_each_flow_has_a_picture_with_a_table_behind(cast, kind):
    text = client(cast.sam).get(f"/console/flows/{kind}").content.decode()
    assert '<svg class="flow"' in text
    assert "The same as a table" in text


def test_ends_are_counted(cast, token):
    before = flow_report(kind="internet", since=NOW - timedelta(days=1))
    assert (before.under_way, before.left, before.ended) == (1, 0, 0)
    leave_diagnosis(account_id=cast.home.pk, user_id=cast.alice.pk, token=token, now=NOW)
    after = flow_report(kind="internet", since=NOW - timedelta(days=1))
    assert (after.under_way, after.left, after.ended) == (0, 1, 0)
    assert flow_report(kind="internet", since=NOW + timedelta(days=1)).left == 0
