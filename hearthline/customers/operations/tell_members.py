"""Tell the people of an account something."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from hearthline.customers.models import Member
from hearthline.notices.operations import send_message


def tell_members(
    *,
    account_id: int,
    kind: str,
    context: Mapping[str, Any],
    now: datetime,
    roles: Collection[str] = (),
    about: str = "",
) -> None:
    """Send a message to each member of an account, in their language, within the transaction.

    Args:
        account_id: whose members.
        kind: which templates (`notices.operations.send_message`), listed in `notices.kinds`.
        context: what the templates are about.
        now: when it is sent.
        roles: only members with one of these roles; everybody if empty.
        about: what happened, such as `order:300000017:done`: told to each person only once.
    """
    del about  # the message centre's part
    members = Member.objects.filter(account_id=account_id).select_related("user")
    if roles:
        members = members.filter(role__in=roles)
    for member in members.order_by("pk"):
        send_message(
            kind=kind,
            channel="email",
            to=member.user.email,
            language=member.user.language,
            context=context,
            now=now,
            account_id=account_id,
            user_id=member.user_id,
        )
