"""Admins look after staff: add somebody, change what they may do, let them go, help them back in.

Nobody changes themselves here, and an admin always remains. Each change is written down at the
person it happened to, with who did it.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from hearthline.identity.models import Session, StaffRole, User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import second_factor_lost
from hearthline.identity.operations.users import create_user
from hearthline.identity.roles import ADMIN, ROLES
from hearthline.notices.operations import send_message


class StaffRefusal(StrEnum):
    """Why a member of staff can't be changed."""

    UNKNOWN = "unknown"
    NO_ROLE = "no_role"
    YOURSELF = "yourself"
    LAST_ADMIN = "last_admin"


class UnableToChangeStaff(Exception):
    """The change was refused, and nothing happened."""

    def __init__(self, refusal: StaffRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def add_staff(
    *, username: str, email: str, roles: Collection[str], by_id: int | None, now: datetime
) -> int:
    """Add a member of staff and invite them by email; they choose their password by a code.

    Args:
        username: theirs alone; nobody is made staff who has a sign-in already: a subscriber's
            sign-in and one that opens other people's accounts are two things.
        email: their address at work; being invited there verifies nothing, but a first password
            or single sign-on needs it.
        roles: at least one of `identity.roles.ROLES`.
        by_id: the admin, or None for the command line and for single sign-on.
        now: when.

    Returns:
        The new user's id.

    Raises:
        UnableToCreateUser: the username or email is refused or taken.
        UnableToChangeStaff: there is no role.
    """
    wanted = _known(roles)
    with transaction.atomic():
        user_id = create_user(
            username=username,
            email=email,
            language=settings.LANGUAGE_CODE,
            is_staff=True,
            now=now,
        )
        _put_roles(user_id, wanted, now)
        details = {"roles": sorted(wanted)}
        record_event(user_id=user_id, kind="staff_added", by_id=by_id, details=details, now=now)
        send_message(
            kind="staff_invited",
            channel="email",
            to=email.lower(),
            language=settings.LANGUAGE_CODE,
            context={
                "username": username,
                "recover": f"{settings.SITE_URL}/recover/password/",
                "console": f"{settings.SITE_URL}/console/",
            },
            user_id=user_id,
            now=now,
        )
    return user_id


def change_staff_roles(
    *, user_id: int, roles: Collection[str], by_id: int | None, now: datetime
) -> None:
    """Give a member of staff just these roles; what their open pages may do follows at once.

    Raises:
        UnableToChangeStaff: no such person, no role, oneself, or nobody would be admin any more.
    """
    wanted = _known(roles)
    with transaction.atomic():
        _lock_admins()
        _member(user_id, by_id)
        had = frozenset(StaffRole.objects.filter(user_id=user_id).values_list("role", flat=True))
        if had == wanted:
            return
        _put_roles(user_id, wanted, now)
        _refuse_without_admin(had)
        details = {"roles": sorted(wanted)}
        record_event(user_id=user_id, kind="staff_roles", by_id=by_id, details=details, now=now)


def deactivate_staff(*, user_id: int, by_id: int | None, now: datetime) -> None:
    """Let a member of staff go: they are signed out everywhere and can't come in again.

    Raises:
        UnableToChangeStaff: no such person, oneself, or nobody would be admin any more.
    """
    with transaction.atomic():
        _lock_admins()
        user = _member(user_id, by_id)
        if not user.is_active:
            return
        User.objects.filter(pk=user_id).update(is_active=False)
        Session.objects.filter(user_id=user_id).delete()
        _refuse_without_admin({ADMIN})
        record_event(user_id=user_id, kind="staff_deactivated", by_id=by_id, now=now)


def activate_staff(*, user_id: int, by_id: int | None, now: datetime) -> None:
    """Let somebody in again who was let go.

    Raises:
        UnableToChangeStaff: no such person, or oneself.
    """
    with transaction.atomic():
        user = _member(user_id, by_id)
        if user.is_active:
            return
        User.objects.filter(pk=user_id).update(is_active=True)
        record_event(user_id=user_id, kind="staff_activated", by_id=by_id, now=now)


def reset_staff_factors(*, user_id: int, by_id: int | None, now: datetime) -> None:
    """Take a member of staff's passkeys and authenticator app away, because they lost them.

    They are signed out everywhere, no browser is trusted any more, and they are told by email.
    Until they set up another, the console leads to nothing else.

    Raises:
        UnableToChangeStaff: no such person, or oneself.
    """
    with transaction.atomic():
        user = _member(user_id, by_id)
        Authenticator.objects.filter(user_id=user_id).delete()
        second_factor_lost(user=user)
        Session.objects.filter(user_id=user_id).delete()
        record_event(user_id=user_id, kind="staff_factors_reset", by_id=by_id, now=now)
        send_message(
            kind="staff_factors_reset",
            channel="email",
            to=user.email,
            language=user.language,
            context={},
            user_id=user_id,
            now=now,
        )


def _known(roles: Collection[str]) -> frozenset[str]:
    wanted = frozenset(roles) & ROLES.keys()
    if not wanted or len(wanted) != len(frozenset(roles)):
        raise UnableToChangeStaff(StaffRefusal.NO_ROLE)
    return wanted


def _member(user_id: int, by_id: int | None) -> User:
    """The member of staff, locked."""
    user = User.objects.select_for_update().filter(pk=user_id, is_staff=True).first()
    if user is None:
        raise UnableToChangeStaff(StaffRefusal.UNKNOWN)
    if user_id == by_id:
        raise UnableToChangeStaff(StaffRefusal.YOURSELF)
    return user


def _lock_admins() -> None:
    """Two admins who take each other's role away at once: one of them comes second."""
    list(StaffRole.objects.select_for_update().filter(role=ADMIN).order_by("pk"))


def _put_roles(user_id: int, wanted: frozenset[str], now: datetime) -> None:
    StaffRole.objects.filter(user_id=user_id).exclude(role__in=wanted).delete()
    rows = [StaffRole(user_id=user_id, role=role, since_at=now) for role in sorted(wanted)]
    StaffRole.objects.bulk_create(rows, ignore_conflicts=True)


def _refuse_without_admin(had: Collection[str]) -> None:
    """Whoever wasn't admin before can't have been the last one."""
    if ADMIN not in had:
        return
    if not StaffRole.objects.filter(role=ADMIN, user__is_active=True).exists():
        raise UnableToChangeStaff(StaffRefusal.LAST_ADMIN)
