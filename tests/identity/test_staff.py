"""Admins look after staff, and never after themselves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hearthline.identity.checks import roles_of_others
from hearthline.identity.models import Browser, SecurityEvent, Session, StaffRole, User
from hearthline.identity.operations import (
    StaffRefusal,
    UnableToChangeStaff,
    UnableToCreateUser,
    activate_staff,
    add_staff,
    change_staff_roles,
    deactivate_staff,
    reset_staff_factors,
)
from hearthline.identity.queries import staff_line, staff_lines, staff_roles
from hearthline.identity.roles import opens
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW


def add(cast: Any, **values: Any) -> int:
    given = {"username": "tess", "email": "tess@maplecounty.example", "roles": ["network"]}
    return add_staff(**{**given, **values}, by_id=cast.sam.pk, now=NOW)


def change(cast: Any, user: Any, *roles: str, by: Any = None) -> None:
    change_staff_roles(user_id=user.pk, roles=roles, by_id=(by or cast.sam).pk, now=NOW)


# -- Adding ----------------------------------------------------------------------------------------
def test_somebody_is_added_invited_and_written_down(cast: Any):
    user_id = add(cast, roles=["network", "support"])
    assert staff_roles(user_id=user_id) == {"network", "support"}
    user = User.objects.get(pk=user_id)
    assert user.is_staff
    assert not user.has_usable_password(), "they choose one themselves"
    message = Message.objects.get(user_id=user_id)
    assert (message.kind, message.recipient) == ("staff_invited", "tess@maplecounty.example")
    event = SecurityEvent.objects.get(user_id=user_id)
    assert (event.kind, event.by_id) == ("staff_added", cast.sam.pk)
    assert event.details == {"roles": ["network", "support"]}


@pytest.mark.parametrize("roles", [[], ["king"], ["support", "king"]])
def test_a_role_is_needed_and_must_exist(cast: Any, roles: list[str]):
    with pytest.raises(UnableToChangeStaff) as caught:
        add(cast, roles=roles)
    assert caught.value.refusal is StaffRefusal.NO_ROLE
    assert not User.objects.filter(username="tess").exists()


def test_a_subscriber_never_becomes_staff(cast: Any):
    with pytest.raises(UnableToCreateUser):
        add(cast, email=cast.alice.email.upper())
    with pytest.raises(UnableToCreateUser):
        add(cast, username="alice")
    cast.alice.refresh_from_db()
    assert not cast.alice.is_staff
    with pytest.raises(UnableToChangeStaff) as caught:
        change(cast, cast.alice, "admin")
    assert caught.value.refusal is StaffRefusal.UNKNOWN
    assert not StaffRole.objects.filter(user=cast.alice).exists()


def test_the_database_knows_the_roles(cast: Any):
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRole.objects.create(user=cast.sue, role="king", since_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRole.objects.create(user=cast.sue, role="support", since_at=NOW)


# -- Roles -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "has", "is_open"),
    [
        (["support"], ["support"], True),
        (["support", "billing"], ["billing"], True),
        (["billing"], ["support"], False),
        (["billing"], ["admin"], True),
        ([], ["support", "billing", "network", "catalog"], False),
        ([], ["admin"], True),
        (["support"], [], False),
    ],
)
def test_what_opens(page: list[str], has: list[str], is_open: bool):  # noqa: FBT001
    assert opens(page, has) is is_open


def test_roles_change_at_once(cast: Any):
    client = Client()
    client.force_login(cast.sue)
    assert client.get("/console/plans/").status_code == 403
    change(cast, cast.sue, "catalog", "support")
    assert client.get("/console/plans/").status_code == 200
    change(cast, cast.sue, "support")
    assert client.get("/console/plans/").status_code == 403
    kinds = SecurityEvent.objects.filter(user=cast.sue, by=cast.sam).values_list("kind", flat=True)
    assert list(kinds) == ["staff_roles", "staff_roles"]
    change(cast, cast.sue, "support")
    assert len(kinds.all()) == 2, "the same again is no change"


def test_nobody_changes_themselves(cast: Any):
    for act in (deactivate_staff, activate_staff, reset_staff_factors):
        with pytest.raises(UnableToChangeStaff) as caught:
            act(user_id=cast.sam.pk, by_id=cast.sam.pk, now=NOW)
        assert caught.value.refusal is StaffRefusal.YOURSELF
    with pytest.raises(UnableToChangeStaff):
        change(cast, cast.sam, "support", "admin")


def test_an_admin_remains(cast: Any):
    for act in (
        lambda: change(cast, cast.sam, "support", by=cast.sue),
        lambda: deactivate_staff(user_id=cast.sam.pk, by_id=None, now=NOW),
    ):
        with pytest.raises(UnableToChangeStaff) as caught:
            act()
        assert caught.value.refusal is StaffRefusal.LAST_ADMIN
    assert staff_roles(user_id=cast.sam.pk) == {"admin"}
    change(cast, cast.sue, "admin")
    deactivate_staff(user_id=cast.sam.pk, by_id=cast.sue.pk, now=NOW)
    with pytest.raises(UnableToChangeStaff):
        change(cast, cast.sue, "support", by=cast.sam)


def test_two_admins_who_take_it_from_each_other(committed: str):
    first = factories.make_user("first", is_staff=True)
    second = factories.make_user("second", is_staff=True)

    def take(pair: tuple[Any, Any]) -> bool:
        by, of = pair
        try:
            change_staff_roles(user_id=of.pk, roles=["support"], by_id=by.pk, now=NOW)
        except UnableToChangeStaff:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take, [(first, second), (second, first)]))
    assert sorted(done) == [False, True]
    assert StaffRole.objects.filter(role="admin").count() == 1


# -- Letting go, and helping back in ---------------------------------------------------------------
def test_who_is_let_go_is_out_at_once(cast: Any):
    client = Client()
    client.force_login(cast.sue)
    assert client.get("/console/").status_code == 200
    deactivate_staff(user_id=cast.sue.pk, by_id=cast.sam.pk, now=NOW)
    assert client.get("/console/").status_code == 302
    assert not Session.objects.filter(user=cast.sue).exists()
    assert staff_roles(user_id=cast.sue.pk) == frozenset()
    assert not staff_lines()[-1].is_active
    activate_staff(user_id=cast.sue.pk, by_id=cast.sam.pk, now=NOW)
    assert staff_roles(user_id=cast.sue.pk) == {"support"}
    kinds = SecurityEvent.objects.filter(user=cast.sue).values_list("kind", flat=True)
    assert set(kinds) >= {"staff_deactivated", "staff_activated"}


def test_factors_are_taken_away_and_they_are_told(cast: Any):
    Authenticator.objects.create(user=cast.sue, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=cast.sue, type="recovery_codes", data={"seed": "x"})
    Browser.objects.create(
        user=cast.sue,
        token_hash=b"1",
        device="Firefox",
        first_seen_at=NOW,
        last_seen_at=NOW,
        trusted_until_at=NOW,
    )
    client = Client()
    client.force_login(cast.sue)
    line = staff_line(user_id=cast.sue.pk)
    assert line
    assert line.has_second_factor
    reset_staff_factors(user_id=cast.sue.pk, by_id=cast.sam.pk, now=NOW)
    assert not Authenticator.objects.filter(user=cast.sue).exists()
    assert not Session.objects.filter(user=cast.sue).exists()
    assert Browser.objects.get(user=cast.sue).trusted_until_at is None
    assert Message.objects.get(user_id=cast.sue.pk).kind == "staff_factors_reset"
    event = SecurityEvent.objects.get(user_id=cast.sue.pk, kind="staff_factors_reset")
    assert event.by_id == cast.sam.pk


def test_a_role_of_a_subscriber_is_found(cast: Any):
    assert not list(roles_of_others())
    StaffRole.objects.create(user=cast.alice, role="support", since_at=NOW)
    assert list(roles_of_others()) == [f"user {cast.alice.pk} has a role and isn't staff"]
    client = Client()
    client.force_login(cast.alice)
    assert client.get("/console/").status_code == 403, "and it opens nothing"
    assert staff_roles(user_id=cast.alice.pk) == frozenset()
