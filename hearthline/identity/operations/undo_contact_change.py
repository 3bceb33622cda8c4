"""Take back a change of email address or phone number, for who still has the old one."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction

from hearthline.identity.contact_changes import UNDO_LIFETIME, undoable
from hearthline.identity.models import ContactChange, User
from hearthline.identity.operations.hold_sign_in import hold_sign_in
from hearthline.kernel.numbers import new_token, token_hash
from hearthline.notices.operations import send_message


class UnableToUndo(Exception):
    """There is no such change, it was undone already, or the time for that is over."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of it.

    Attributes:
        reference: of the recovery that has begun.
        is_restored: False where somebody else has the old address by now; the sign-in is shut
            nonetheless.
    """

    reference: str
    is_restored: bool


def keep_change(*, user: User, channel: str, old: str, new: str, now: datetime) -> str:
    """Write down what a contact was, in the caller's transaction; returns the address to undo it.

    The address goes to the old contact and nowhere else.
    """
    token = new_token()
    ContactChange.objects.create(
        user=user,
        channel=channel,
        old_value=old,
        new_value=new,
        changed_at=now,
        token_hash=token_hash(token),
    )
    return f"{settings.SITE_URL}/security/undo/?link={token}"


def undo_contact_change(*, token: str, user_agent: str, now: datetime) -> Undone:
    """Put the old contact back, whatever it was changed to since, and shut the sign-in.

    Somebody who isn't its person may be in; the person comes back by a code to the old address.

    Raises:
        UnableToUndo: see there.
    """
    with transaction.atomic():
        change = _locked(token, now)
        user = User.objects.select_for_update().get(pk=change.user_id)
        is_restored = restore_contact(change=change, user=user, now=now)
        # What somebody else changed besides goes with it.
        restore_since(user_id=user.pk, since=change.changed_at, now=now)
        reference = hold_sign_in(
            user_id=user.pk,
            # Whoever changed it was in before that, and nobody knows since when.
            since=change.changed_at - UNDO_LIFETIME,
            kind="email_change_undone" if change.channel == "email" else "phone_change_undone",
            user_agent=user_agent,
            now=now,
        )
        _tell(user, change, now)
    return Undone(reference, is_restored)


def _locked(token: str, now: datetime) -> ContactChange:
    """The change, once nobody else works on its person's."""
    found = ContactChange.objects.filter(undoable(now), token_hash=token_hash(token)).first()
    if found is None:
        raise UnableToUndo
    User.objects.select_for_update().get(pk=found.user_id)
    # Undone by somebody else while we waited?
    still = ContactChange.objects.filter(undoable(now), pk=found.pk).first()
    if still is None:
        raise UnableToUndo
    return still


def restore_contact(*, change: ContactChange, user: User, now: datetime) -> bool:
    """Put back what a contact was before a change and all that followed it.

    In the caller's transaction that holds the user's lock.

    Returns:
        False where somebody else has the address by now.
    """
    if change.channel == "sms":
        user.phone = change.old_value
        user.save(update_fields=["phone"])
    elif not put_email(user=user, email=change.old_value):
        # Not undone, so codes go on going to the old address.
        return False
    ContactChange.objects.filter(
        user_id=user.pk, channel=change.channel, pk__gte=change.pk, undone_at__isnull=True
    ).update(undone_at=now)
    return True


def put_email(*, user: User, email: str) -> bool:
    """Put an email address that is known to be the user's; False if somebody else has it."""
    before = user.email
    try:
        with transaction.atomic():
            user.email = email
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError:
        user.email = before
        return False
    return True


def _tell(user: User, change: ContactChange, now: datetime) -> None:
    to = change.old_value if change.channel == "email" else user.email
    send_message(
        kind="contact_change_undone",
        channel="email",
        to=to,
        language=user.language,
        context={"channel": change.channel, "address": f"{settings.SITE_URL}/recover/password/"},
        user_id=user.pk,
        now=now,
    )


def restore_since(*, user_id: int, since: datetime, now: datetime) -> None:
    """Take back every change since a moment that can be undone, in the caller's transaction."""
    user = User.objects.select_for_update().get(pk=user_id)
    for channel in ContactChange.Channel.values:
        first = (
            ContactChange.objects.filter(
                undoable(now), user_id=user_id, channel=channel, changed_at__gte=since
            )
            .order_by("pk")
            .first()
        )
        if first is not None:
            restore_contact(change=first, user=user, now=now)
