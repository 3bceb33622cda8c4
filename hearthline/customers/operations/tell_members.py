"""Tell the people of accounts something, each as they chose."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from hearthline.customers.queries import recipients_of
from hearthline.notices.kinds import AMOUNTS
from hearthline.notices.operations import send_to_many


def tell_members(
    *,
    account_id: int,
    kind: str,
    context: Mapping[str, Any],
    now: datetime,
    roles: Collection[str] = (),
    about: str = "",
) -> None:
    """Tell an account's people something, in their language, within the caller's transaction.

    Each member is told by the channels that they chose for the kind's topic, and it stands in
    their message centre. What says what the account owes is only for members who see its bills.
    An account without members is told by its contact of record, unless
    `roles` asks for members.

    Args:
        account_id: whose people.
        kind: which templates (`notices.operations.send_message`), listed in `notices.kinds`.
        context: what the templates are about.
        now: when it is sent.
        roles: only members with one of these roles; everybody if empty.
        about: what happened, such as `order:300000017:done`: told to each person only once.
    """
    tell_accounts(
        account_ids=[account_id], kind=kind, context=context, now=now, roles=roles, about=about
    )


def tell_accounts(
    *,
    account_ids: Sequence[int],
    kind: str,
    context: Mapping[str, Any],
    now: datetime,
    roles: Collection[str] = (),
    about: str = "",
) -> int:
    """The same for many accounts at once; somebody who belongs to several is told once.

    Returns:
        How many people were told.
    """
    recipients = recipients_of(account_ids=account_ids, roles=roles, with_amounts=kind in AMOUNTS)
    return send_to_many(kind=kind, context=context, recipients=recipients, now=now, about=about)
