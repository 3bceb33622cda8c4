"""What each role may do with each limit: one table, asked of one function."""

from typing import Any

import pytest

from hearthline.customers.permissions import Permissions, permissions_for, permissions_of
from tests import factories

SEES, PAYS, ORDERS, FIXES, OWNS = "sees", "pays", "orders", "fixes", "owns"
ALL = {SEES, PAYS, ORDERS, FIXES, OWNS}
TABLE: list[tuple[str, dict[str, Any], set[str], int | None]] = [
    ("owner", {}, ALL, None),
    ("owner", {"most_minor": 5, "may_order": False, "sees_bills": False}, ALL, None),
    ("payer", {}, {SEES, PAYS, ORDERS, FIXES}, None),
    ("payer", {"most_minor": 2_500}, {SEES, PAYS, ORDERS, FIXES}, 2_500),
    ("payer", {"may_order": False}, {SEES, PAYS, FIXES}, None),
    ("payer", {"sees_bills": False}, {SEES, PAYS, ORDERS, FIXES}, None),
    ("technician", {}, {SEES, FIXES}, None),
    ("technician", {"sees_bills": False}, {FIXES}, None),
    ("technician", {"most_minor": 2_500, "sees_bills": False}, {FIXES}, None),
    ("viewer", {}, {SEES}, None),
    ("viewer", {"sees_bills": False}, set(), None),
    ("king", {"sees_bills": False}, set(), None),
]


def can(permissions: Permissions) -> set[str]:
    found = {
        SEES: permissions.may_see_bills,
        PAYS: permissions.may_pay,
        ORDERS: permissions.may_order,
        FIXES: permissions.may_restart,
        OWNS: permissions.may_manage_household,
    }
    assert permissions.may_restart == permissions.may_open_tickets == permissions.may_change_phone
    return {name for name, is_so in found.items() if is_so}


def in_order(value: Any) -> str:
    """A set has no order of its own, and tests need the same name in every process."""
    return str(sorted(value) if isinstance(value, set) else value)


@pytest.mark.parametrize(("role", "limits", "may", "most"), TABLE, ids=in_order)
def test_table(role: str, limits: dict[str, Any], may: set[str], most: int | None):
    unlimited = {"most_minor": None, "may_order": True, "sees_bills": True}
    permissions = permissions_for(role=role, **(unlimited | limits))
    assert (can(permissions), permissions.most_minor) == (may, most)


def test_up_to_a_limit_and_not_a_cent_more():
    limited = permissions_for(role="payer", most_minor=100, may_order=True, sees_bills=True)
    assert [limited.may_pay_amount(minor) for minor in (99, 100, 101)] == [True, True, False]
    assert not Permissions().may_pay_amount(1)


def test_nobody_may_nothing(cast: Any):
    for user in (cast.mallory.pk, cast.sam.pk, None, 987_654):
        assert permissions_of(account_id=cast.home.pk, user_id=user) == Permissions()
    vera = factories.make_user("vera")
    member = factories.make_member(cast.home, vera, role="viewer")
    member.sees_bills = False
    member.save()
    assert permissions_of(account_id=cast.home.pk, user_id=vera.pk) == Permissions(is_member=True)
