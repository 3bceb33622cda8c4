"""The owner invites somebody by email, sends the link again, or takes it back."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from hearthline.customers.masks import mask
from hearthline.customers.models import Account, Invitation, Member
from hearthline.customers.names import name_for_strangers
from hearthline.customers.operations.household import (
    Standing,
    UnableToManageHousehold,
    check_manager,
    locked_account,
)
from hearthline.customers.queries.household import waiting_invitations
from hearthline.identity.limits import Limit, take
from hearthline.identity.operations import email_errors, record_event
from hearthline.kernel.numbers import new_token, token_hash
from hearthline.notices.operations import send_message

LIFETIME = timedelta(days=7)
MOST_OPEN = 10
MOST_A_DAY = 20
_AGAIN_A_DAY = 3
_LONGEST_EMAIL = 254


def invite_member(
    *,
    account_id: int,
    user_id: int,
    email: str,
    standing: Standing,
    language: str,
    now: datetime,
) -> int:
    """Send somebody a link by which they can join an account, once and within seven days.

    Whether somebody with this address has a sign-in makes no difference that shows.

    Args:
        account_id: which account.
        user_id: who invites, its owner.
        email: where the link goes.
        standing: the role and limits that they would have.
        language: of the message.
        now: when.

    Returns:
        The invitation's id.

    Raises:
        UnableToManageHousehold: see its reasons.
    """
    email = email.strip().lower()
    if len(email) > _LONGEST_EMAIL or email_errors(email=email):
        raise UnableToManageHousehold("bad_email")
    fields = standing.fields
    check_manager(account_id=account_id, user_id=user_id)
    if not take([_limit(account_id)], now=now):
        raise UnableToManageHousehold("too_many_today")
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        _check_may_be_invited(account, email, now)
        token = new_token()
        invitation = Invitation.objects.create(
            account=account,
            email=email,
            token_hash=token_hash(token),
            language=language,
            invited_by_id=user_id,
            invited_at=now,
            sent_at=now,
            expires_at=now + LIFETIME,
            **fields,
        )
        _send(invitation, token, now)
        _record("member_invited", invitation, user_id, now)
    return int(invitation.pk)


def resend_invitation(*, account_id: int, user_id: int, invitation_id: int, now: datetime) -> None:
    """Send a new link for an invitation that waits, for another seven days; the old link ends.

    Raises:
        UnableToManageHousehold: `not_allowed`, `not_there` or `too_many_today`.
    """
    check_manager(account_id=account_id, user_id=user_id)
    again = Limit("invitation again", str(invitation_id), _AGAIN_A_DAY, timedelta(days=1))
    with transaction.atomic():
        locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        invitation = _waiting(account_id, invitation_id)
        if not take([_limit(account_id), again], now=now):
            raise UnableToManageHousehold("too_many_today")
        token = new_token()
        invitation.token_hash = token_hash(token)
        invitation.sent_at, invitation.expires_at = now, now + LIFETIME
        invitation.save(update_fields=["token_hash", "sent_at", "expires_at"])
        _send(invitation, token, now)


def withdraw_invitation(
    *, account_id: int, user_id: int, invitation_id: int, now: datetime
) -> None:
    """Take an invitation back: its link no longer works.

    Raises:
        UnableToManageHousehold: `not_allowed` or `not_there`.
    """
    with transaction.atomic():
        locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        invitation = _waiting(account_id, invitation_id)
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        _record("invitation_withdrawn", invitation, user_id, now)


def _limit(account_id: int) -> Limit:
    return Limit("invitations", str(account_id), MOST_A_DAY, timedelta(days=1))


def _check_may_be_invited(account: Account, email: str, now: datetime) -> None:
    if account.status == Account.Status.CLOSED:
        raise UnableToManageHousehold("not_allowed")
    if Member.objects.filter(account=account, user__email__iexact=email).exists():
        raise UnableToManageHousehold("member_already")
    waiting = waiting_invitations().filter(account=account)
    # One whose time is over makes room.
    waiting.filter(expires_at__lte=now).update(withdrawn_at=now)
    if waiting.filter(email__iexact=email).exists():
        raise UnableToManageHousehold("invited_already")
    if waiting.count() >= MOST_OPEN:
        raise UnableToManageHousehold("too_many_open")


def _waiting(account_id: int, invitation_id: int) -> Invitation:
    found = (
        waiting_invitations()
        .select_for_update(of=("self",))
        .select_related("invited_by")
        .filter(account_id=account_id, pk=invitation_id)
        .first()
    )
    if found is None:
        raise UnableToManageHousehold("not_there")
    return found


def _send(invitation: Invitation, token: str, now: datetime) -> None:
    """The link, with nothing about the account: who reads it may be anybody."""
    inviter = invitation.invited_by
    context: dict[str, Any] = {
        "inviter": name_for_strangers(inviter) if inviter else "",
        "invitation_url": f"{settings.SITE_URL}/invitation/{token}/",
        "days": LIFETIME.days,
    }
    send_message(
        kind="invitation",
        channel="email",
        to=invitation.email,
        language=invitation.language,
        context=context,
        is_secret=True,
        expires_at=invitation.expires_at,
        now=now,
    )


def _record(kind: str, invitation: Invitation, user_id: int, now: datetime) -> None:
    record_event(
        user_id=user_id,
        kind=kind,
        now=now,
        account_id=invitation.account_id,
        details={"to": mask("email", invitation.email)},
    )
