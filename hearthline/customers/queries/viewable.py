"""Whose pages staff may see."""

from dataclasses import dataclass

from hearthline.customers.models import Member


@dataclass(frozen=True, slots=True)
class ViewableMember:
    """A member of an account, for staff to choose."""

    user_id: int
    username: str
    role: str


def viewable_members(*, account_id: int) -> tuple[ViewableMember, ...]:
    """Members who can sign in, the owner first."""
    found = Member.objects.filter(account_id=account_id, user__is_active=True)
    rows = found.order_by("since_at", "pk").values_list("user_id", "user__username", "role")
    lines = [ViewableMember(*row) for row in rows]
    return tuple(sorted(lines, key=lambda line: line.role != "owner"))


def is_member(*, user_id: int, account_id: int) -> bool:
    return Member.objects.filter(user_id=user_id, account_id=account_id).exists()
