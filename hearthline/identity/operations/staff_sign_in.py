"""A member of staff comes from their company's own sign-in."""

import re
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthline.identity.adapters.single_sign_on import Newcomer
from hearthline.identity.models import StaffIdentity, User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.staff import (
    UnableToChangeStaff,
    add_staff,
    change_staff_roles,
)
from hearthline.identity.operations.users import UnableToCreateUser
from hearthline.identity.queries import user_by_identifier


class NewcomerRefusal(StrEnum):
    """Why somebody the company knows can't come in."""

    NOT_STAFF = "not_staff"
    """Nobody on our staff is linked to them or has their verified email address."""


class UnableToKnowNewcomer(Exception):
    """They proved who they are, and may not come in."""

    def __init__(self, refusal: NewcomerRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def know_newcomer(*, newcomer: Newcomer, now: datetime) -> int:
    """Find the member of staff that somebody from the company's sign-in is.

    The issuer's name for them counts once they are linked. The first time, a verified email
    address finds an active member of staff who isn't linked yet. Nobody else is let in, and never
    a subscriber; with `STAFF_SSO_ROLES` set, groups of the company make members of staff and keep
    their roles.

    Returns:
        The user's id.

    Raises:
        UnableToKnowNewcomer: nobody on our staff is this person.
    """
    roles = _roles_for(newcomer)
    user = _linked(newcomer) or _link(newcomer, roles, now)
    if settings.STAFF_SSO_ROLES:
        if not roles:
            raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)
        _keep_roles(user.pk, roles, now)
    return user.pk


def _linked(newcomer: Newcomer) -> User | None:
    found = (
        StaffIdentity.objects.select_related("user")
        .filter(issuer=newcomer.issuer, subject=newcomer.subject)
        .first()
    )
    if found is None:
        return None
    if not (found.user.is_staff and found.user.is_active):
        raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)
    return found.user


def _link(newcomer: Newcomer, roles: frozenset[str], now: datetime) -> User:
    # Without an @ it would be somebody's username.
    if "@" not in newcomer.email or not newcomer.is_email_verified:
        raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)
    try:
        with transaction.atomic():
            user = user_by_identifier(newcomer.email) or _new(newcomer, roles, now)
            if not (user.is_staff and user.is_active):
                raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)
            StaffIdentity.objects.create(
                user=user, issuer=newcomer.issuer, subject=newcomer.subject, linked_at=now
            )
            record_event(user_id=user.pk, kind="staff_linked", now=now)
    except IntegrityError as error:
        # Linked in the same moment by another tab, or this person is linked to somebody else.
        user_now = _linked(newcomer)
        if user_now is None:
            raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF) from error
        return user_now
    return user


def _new(newcomer: Newcomer, roles: frozenset[str], now: datetime) -> User:
    if not roles:
        raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)
    name = re.sub(r"[^A-Za-z0-9._-]", "", newcomer.email.partition("@")[0])[:50]
    for username in (name, f"{name}.staff", f"staff.{name}"):
        try:
            user_id = add_staff(
                username=username, email=newcomer.email, roles=roles, by_id=None, now=now
            )
        except UnableToCreateUser:
            continue
        return User.objects.get(pk=user_id)
    raise UnableToKnowNewcomer(NewcomerRefusal.NOT_STAFF)


def _roles_for(newcomer: Newcomer) -> frozenset[str]:
    given: dict[str, str] = settings.STAFF_SSO_ROLES
    return frozenset(given[group] for group in newcomer.groups if group in given)


def _keep_roles(user_id: int, roles: frozenset[str], now: datetime) -> None:
    """The company's groups decide; but it can't take the last admin away from us."""
    try:
        change_staff_roles(user_id=user_id, roles=roles, by_id=None, now=now)
    except UnableToChangeStaff:
        return
