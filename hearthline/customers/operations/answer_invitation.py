"""Whoever has the link of an invitation accepts it, with a sign-in or for one, or declines."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.hashers import make_password
from django.db import transaction

from hearthline.customers.models import Account, Invitation, Member
from hearthline.customers.operations.tell_members import tell_members
from hearthline.customers.queries.accounts import ending_of
from hearthline.customers.queries.household import waiting_invitations
from hearthline.identity.models import User
from hearthline.identity.operations import (
    UnableToCreateUser,
    create_user,
    password_errors,
    record_event,
    username_errors,
)
from hearthline.identity.queries import is_staff
from hearthline.kernel.numbers import token_hash


class InvitationRefusal(StrEnum):
    """Why an invitation can't be answered so."""

    GONE = "gone"
    """There is none with this link, or it was answered or withdrawn, or its time is over."""
    MEMBER_ALREADY = "member_already"
    STAFF = "staff"
    """It is a member of staff's sign-in: at home they use another."""
    REFUSED = "refused"
    """A field is refused; `errors` says which and why."""


class UnableToAnswerInvitation(Exception):
    """Nothing was changed."""

    def __init__(
        self, refusal: InvitationRefusal, errors: dict[str, list[str]] | None = None
    ) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.errors = errors or {}


def accept_invitation(*, token: str, user_id: int, now: datetime) -> int:
    """Become a member. The owner is told who did: the link counts, whoever it went to.

    Returns:
        The account's id.

    Raises:
        UnableToAnswerInvitation: `GONE`, `MEMBER_ALREADY` or `STAFF`.
    """
    with transaction.atomic():
        invitation = _locked(token, now)
        if Member.objects.filter(account_id=invitation.account_id, user_id=user_id).exists():
            raise UnableToAnswerInvitation(InvitationRefusal.MEMBER_ALREADY)
        if is_staff(user_id=user_id):
            raise UnableToAnswerInvitation(InvitationRefusal.STAFF)
        _join(invitation, user_id, now)
    return invitation.account_id


def join_by_invitation(
    *, token: str, username: str, password: str, language: str, now: datetime
) -> int:
    """Make a sign-in and become a member with it. The link proves the email address it went to.

    Returns:
        The new user's id.

    Raises:
        UnableToAnswerInvitation: `GONE`, or `REFUSED` with `errors` by field: `username`,
            `password`, or `email` where that address has a sign-in already.
    """
    seen = waiting_invitations().filter(token_hash=token_hash(token), expires_at__gt=now).first()
    if seen is None:
        raise UnableToAnswerInvitation(InvitationRefusal.GONE)
    errors = username_errors(username=username) | password_errors(
        password=password, username=username, email=seen.email
    )
    if errors:
        raise UnableToAnswerInvitation(InvitationRefusal.REFUSED, errors)
    password_hash = make_password(password)  # slow by design: before anything is locked
    try:
        with transaction.atomic():
            invitation = _locked(token, now)
            user_id = create_user(
                username=username,
                email=invitation.email,
                password_hash=password_hash,
                language=language,
                now=now,
            )
            _join(invitation, user_id, now)
    except UnableToCreateUser as error:
        raise UnableToAnswerInvitation(InvitationRefusal.REFUSED, error.errors) from error
    return user_id


def decline_invitation(*, token: str, now: datetime) -> None:
    """Answer with no: the link no longer works.

    Raises:
        UnableToAnswerInvitation: `GONE`.
    """
    with transaction.atomic():
        invitation = _locked(token, now)
        invitation.declined_at = now
        invitation.save(update_fields=["declined_at"])


def _locked(token: str, now: datetime) -> Invitation:
    """The invitation of a link; its account is locked first, as everywhere."""
    account_id = (
        waiting_invitations()
        .filter(token_hash=token_hash(token))
        .values_list("account_id", flat=True)
        .first()
    )
    open_accounts = Account.objects.exclude(status=Account.Status.CLOSED)
    account = open_accounts.select_for_update(no_key=True).filter(pk=account_id or 0).first()
    found = (
        waiting_invitations()
        .select_for_update()
        .filter(token_hash=token_hash(token), expires_at__gt=now)
        .first()
    )
    if account is None or found is None:
        raise UnableToAnswerInvitation(InvitationRefusal.GONE)
    return found


def _join(invitation: Invitation, user_id: int, now: datetime) -> None:
    account = Account.objects.get(pk=invitation.account_id)
    Member.objects.create(
        account=account,
        user_id=user_id,
        role=invitation.role,
        most_minor=invitation.most_minor,
        may_order=invitation.may_order,
        sees_bills=invitation.sees_bills,
        since_at=now,
        used_at=now,
    )
    invitation.accepted_at, invitation.accepted_by_id = now, user_id
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    user = User.objects.get(pk=user_id)
    record_event(
        user_id=user_id,
        kind="household_joined",
        now=now,
        account_id=account.pk,
        details={"ending": ending_of(account.number)},
    )
    _tell_owner(invitation, user, now)


def _tell_owner(invitation: Invitation, user: User, now: datetime) -> None:
    owner = Member.objects.filter(account_id=invitation.account_id, role=Member.Role.OWNER).first()
    if owner is not None:
        record_event(
            user_id=owner.user_id,
            kind="member_joined",
            now=now,
            by_id=user.pk,
            account_id=invitation.account_id,
            details={"username": user.username},
        )
    tell_members(
        account_id=invitation.account_id,
        kind="invitation_accepted",
        context={
            "username": user.username,
            "email": invitation.email,
            "is_other": user.email.lower() != invitation.email.lower(),
        },
        roles=[Member.Role.OWNER],
        now=now,
    )
