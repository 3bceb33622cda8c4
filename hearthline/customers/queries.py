"""What pages and operations ask about accounts."""

from dataclasses import dataclass

from hearthline.customers.models import Member


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as its member sees it in every page's head."""

    id: int
    number: str
    name: str
    status: str
    language: str
    currency: str
    role: str


def account_of_user(*, user_id: int) -> AccountSummary | None:
    """The account a user belongs to, or None. One query."""
    member = (
        Member.objects.select_related("account")
        .filter(user_id=user_id)
        .order_by("since_at")
        .first()
    )
    if member is None:
        return None
    account = member.account
    return AccountSummary(
        id=account.pk,
        number=account.number,
        name=account.name,
        status=account.status,
        language=account.language,
        currency=account.currency,
        role=member.role,
    )
