"""What the console asks about members of staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from hearthline.identity.models import StaffRole, User
from hearthline.identity.queries.factors import factors_of


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff. `name` is empty until they say how they want to be called."""

    id: int
    username: str
    name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool
    has_second_factor: bool
    uses_single_sign_on: bool
    since_at: datetime


def staff_roles(*, user_id: int) -> frozenset[str]:
    """The roles of a member of staff. One query by an index; every page of the console asks."""
    found = StaffRole.objects.filter(user_id=user_id, user__is_staff=True, user__is_active=True)
    return frozenset(found.values_list("role", flat=True))


def staff_factors(*, user_id: int) -> frozenset[str]:
    """Which second factors a member of staff has."""
    return frozenset(factors_of(user_id).values_list("type", flat=True))


def staff_lines() -> tuple[StaffLine, ...]:
    """Everybody who is staff, those who may sign in first, then by username."""
    return tuple(map(_line, _staff().order_by("-is_active", "username")))


def staff_line(*, user_id: int) -> StaffLine | None:
    """One member of staff, or None."""
    found = _staff().filter(pk=user_id).first()
    return None if found is None else _line(found)


def _staff() -> QuerySet[User]:
    return User.objects.filter(is_staff=True).annotate(
        roles=ArrayAgg("staff_roles__role", filter=Q(staff_roles__isnull=False), default=[]),
        has_factor=Exists(factors_of(OuterRef("pk"))),
        is_linked=Q(staff_identity__isnull=False),
    )


def _line(user: Any) -> StaffLine:
    known = [role.value for role in StaffRole.Role]
    return StaffLine(
        id=user.pk,
        username=user.username,
        name=user.name,
        email=user.email,
        roles=tuple(sorted(user.roles, key=known.index)),
        is_active=user.is_active,
        has_second_factor=user.has_factor,
        uses_single_sign_on=user.is_linked,
        since_at=user.created_at,
    )
