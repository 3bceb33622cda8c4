"""Every page about an account, as each kind of member: who only sees services sees no amounts.

The pages come from the URL map, so that a new one can't be forgotten.
"""

from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import Member
from hearthline.customers.operations import Standing, add_member, change_member
from tests import factories
from tests.architecture.test_access import PAGES, Page, _address
from tests.conftest import NOW

STANDINGS = {
    "payer": Standing("payer"),
    "payer-with-limits": Standing("payer", 100, may_order=False),
    "technician": Standing("technician"),
    "technician-of-services": Standing("technician", sees_bills=False),
    "viewer": Standing("viewer"),
    "viewer-of-services": Standing("viewer", sees_bills=False),
}
BILLS = {
    "activity",
    "activity-file",
    "arrangement",
    "bill",
    "bill-delivery",
    "bill-lines",
    "bill-pdf",
    "billing-day",
    "bill-rises",
    "bills",
    "cancel-payment",
    "next-bills",
    "pay",
    "payment",
    "payment-methods",
    "payment-return",
    "payments",
    "price-notice",
    "remove-payment-method",
    "usage",
}
"""Pages with amounts."""
ASKING = {"dispute"}
"""Pages with amounts on which one asks a person."""
PAYING = {"pay-link", "withdraw-pay-link"}
OWNERS = {
    "household-member",
    "invite-member",
    "remove-member",
    "resend-invitation",
    "withdraw-invitation",
}
OFFERED = {"ownership"}
"""Pages that are there for some members only."""
PAGES_OF_MEMBERS = [page for page in PAGES if page.access == "account_member"]


def member(stage: Any, standing: Standing) -> Client:
    account = stage.home
    user = factories.make_user("somebody")
    add_member(account_id=account.pk, user_id=user.pk, role="viewer", now=NOW)
    change_member(
        account_id=account.pk,
        user_id=stage.alice.pk,
        member_id=Member.objects.get(user=user).pk,
        standing=standing,
        now=NOW,
    )
    client = Client()
    client.force_login(user)
    return client


def hidden_from(standing: Standing) -> set[str]:
    """The pages that aren't there for somebody, from the table and not from the code."""
    hidden = OWNERS | OFFERED
    if standing.role != "payer":
        hidden = hidden | PAYING
        if not standing.sees_bills:
            hidden = hidden | BILLS
    may_ask = standing.role == "payer" or (standing.role == "technician" and standing.sees_bills)
    return hidden if may_ask else hidden | ASKING


@pytest.mark.parametrize("name", STANDINGS)
@pytest.mark.parametrize("page", PAGES_OF_MEMBERS, ids=lambda page: page.name)
def test_what_is_there(page: Page, name: str, stage: Any):
    standing = STANDINGS[name]
    client = member(stage, standing)
    is_hidden = page.name in hidden_from(standing)
    answer = client.get(_address(page, stage.of_alice))
    if answer.status_code == 405:  # a form's
        answer = client.post(_address(page, stage.of_alice))
        if not is_hidden:
            return  # what it does is its operation's affair, and that one's tests'
    if page.name == "message":  # alice's own
        assert answer.status_code == 404
        return
    if page.name == "ownership":  # the proof comes first, for everybody
        assert answer.status_code == 302
        return
    assert (answer.status_code == 404) == is_hidden, f"{answer.status_code} at {page.route}"


@pytest.mark.parametrize("page", PAGES_OF_MEMBERS, ids=lambda page: page.name)
def test_who_sees_services_sees_no_amount(page: Page, stage: Any):
    client = member(stage, STANDINGS["viewer-of-services"])
    text = b"".join(client.get(_address(page, stage.of_alice))).decode(errors="replace")
    for secret in stage.amounts_of_alice:
        assert secret not in text, f"{secret} at {page.route}"
    if page.name not in {"new-ticket", "ticket", "tickets", "trouble", "diagnosis"}:
        assert "$" not in text.replace("$(", "")


@pytest.mark.parametrize("name", ["technician", "viewer", "viewer-of-services"])
def test_who_may_not_pay_or_order_changes_nothing(name: str, stage: Any):
    client = member(stage, STANDINGS[name])
    for page in PAGES_OF_MEMBERS:
        if page.name in PAYING | BILLS | {"undo-order", "review-order"}:
            answer = client.post(_address(page, stage.of_alice), {"form": "nonsense"})
            assert answer.status_code in {302, 404, 405, 422}, page.name
    assert stage.untouched()
