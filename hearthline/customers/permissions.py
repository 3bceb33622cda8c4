"""What a member of an account may do: from role and limits, decided here and nowhere else."""

from dataclasses import dataclass

from hearthline.customers.models import Member

_PAY = frozenset({Member.Role.OWNER, Member.Role.PAYER})
_FIX = frozenset({Member.Role.OWNER, Member.Role.PAYER, Member.Role.TECHNICIAN})


@dataclass(frozen=True, slots=True)
class Permissions:
    """What somebody may do for an account. Pages show it, operations hold it.

    `most_minor` is the most for one payment, in minor units of the account's currency; None means
    that there is no limit. Bills means everything with an amount: bills, payments, activity.
    """

    is_member: bool = False
    may_see_bills: bool = False
    may_pay: bool = False
    most_minor: int | None = None
    may_order: bool = False
    may_restart: bool = False
    may_change_phone: bool = False
    may_open_tickets: bool = False
    may_manage_household: bool = False

    def may_pay_amount(self, amount_minor: int) -> bool:
        """Whether one payment may be this high."""
        return self.may_pay and (self.most_minor is None or amount_minor <= self.most_minor)


NOTHING = Permissions()
"""Of somebody who is no member."""
LOOKING = Permissions(is_member=True, may_see_bills=True)
"""Of somebody who sees everything and changes nothing."""


def permissions_for(
    *, role: str, most_minor: int | None, may_order: bool, sees_bills: bool
) -> Permissions:
    """What a role with its limits comes to.

    An owner has no limits; limits on paying and ordering mean something for payers only, and who
    pays sees what for.
    """
    is_owner = role == Member.Role.OWNER
    pays = role in _PAY
    fixes = role in _FIX
    return Permissions(
        is_member=True,
        may_see_bills=pays or sees_bills,
        may_pay=pays,
        most_minor=None if is_owner or not pays else most_minor,
        may_order=is_owner or (pays and may_order),
        may_restart=fixes,
        may_change_phone=fixes,
        may_open_tickets=fixes,
        may_manage_household=is_owner,
    )


def permissions_of(*, account_id: int, user_id: int | None) -> Permissions:
    """What somebody may do for an account; nothing if they aren't one of its members."""
    member = (
        None
        if user_id is None
        else Member.objects.filter(account_id=account_id, user_id=user_id).first()
    )
    return NOTHING if member is None else _permissions(member)


def accounts_whose_bills_one_sees(*, user_id: int) -> list[int]:
    """The ids of somebody's accounts whose bills they may see."""
    members = Member.objects.filter(user_id=user_id).order_by("pk")
    return [member.account_id for member in members if _permissions(member).may_see_bills]


def _permissions(member: Member) -> Permissions:
    return permissions_for(
        role=member.role,
        most_minor=member.most_minor,
        may_order=member.may_order,
        sees_bills=member.sees_bills,
    )
