"""A new password: chosen by who knows the old one, or put by a recovery."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.devices import device_name
from hearthline.identity.models import User
from hearthline.identity.operations.codes import Purpose, end_codes
from hearthline.identity.operations.end_sessions import end_sessions_but
from hearthline.identity.operations.prove_password import (
    ProofRefusal,
    UnableToProve,
    prove_password,
)
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import end_trust
from hearthline.identity.operations.users import password_errors, password_refusals
from hearthline.identity.password_length import is_short
from hearthline.identity.queries.factors import has_second_factor
from hearthline.notices.operations import send_message

SAME_PASSWORD = _("This is your password already. Choose another.")


class UnableToChangePassword(Exception):
    """The password stays as it is.

    Attributes:
        refusal: why the current password wasn't accepted, or None.
        errors: what is wrong with the new one.
    """

    def __init__(
        self, *, refusal: ProofRefusal | None = None, errors: list[str] | None = None
    ) -> None:
        super().__init__(refusal.value if refusal else "the new password is refused")
        self.refusal = refusal
        self.errors = errors or []


def change_password(
    *,
    user_id: int,
    current_password: str,
    new_password: str,
    session_key: str,
    user_agent: str,
    now: datetime,
    own: Iterable[str] = (),
) -> None:
    """Change a password, end all other sessions and tell the person by email.

    Args:
        user_id: whose.
        current_password: what they sign in with now.
        new_password: what they want to sign in with.
        session_key: of the session that goes on.
        user_agent: the browser's, for the history.
        now: when.
        own: what others may know of the person (`password_errors`).

    Raises:
        UnableToChangePassword: with the reason for the one password or the other.
    """
    user = User.objects.get(pk=user_id)
    errors = password_refusals(user=user, password=new_password, own=own)
    if new_password == current_password:
        errors = [str(SAME_PASSWORD)]
    if errors:
        # The current one isn't tried: a form that comes back must not cost a try.
        raise UnableToChangePassword(errors=errors)
    try:
        proven = prove_password(
            user_id=user_id, password=current_password, user_agent=user_agent, now=now
        )
    except UnableToProve as error:
        raise UnableToChangePassword(refusal=error.refusal) from error
    password_hash = make_password(new_password)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if user.password != proven:
            # Changed by somebody else in the same moment.
            raise UnableToChangePassword(refusal=ProofRefusal.WRONG)
        is_weak = is_short(new_password) and not has_second_factor(user_id)
        if is_weak:
            # The second factor was removed in the same moment.
            raise UnableToChangePassword(errors=password_errors(password=new_password)["password"])
        put_password(
            user=user,
            password_hash=password_hash,
            is_short=is_short(new_password),
            session_key=session_key,
            kind="password_changed",
            user_agent=user_agent,
            now=now,
        )


def put_password(
    *,
    user: User,
    password_hash: str,
    is_short: bool,
    session_key: str,
    kind: str,
    user_agent: str,
    now: datetime,
) -> None:
    """Put a password, in the caller's transaction that holds the user's lock.

    Ends every session but one, every code that was sent to sign in or to change or recover
    something, the trust in browsers, the count of wrong passwords, and what held the sign-in.
    `is_short` says that the password couldn't be the only factor (`password_length`); `kind` is the
    event that says how it came.
    """
    user.password = password_hash
    user.has_short_password = is_short
    user.failed_sign_ins = 0
    user.held_at = None
    user.save(update_fields=["password", "has_short_password", "failed_sign_ins", "held_at"])
    end_trust(user_id=user.pk)
    record_event(user_id=user.pk, kind=kind, device=device_name(user_agent), now=now)
    end_sessions_but(user_id=user.pk, session_key=session_key)
    end_codes(
        user_id=user.pk,
        purposes=(
            Purpose.PASSWORD_RESET,
            Purpose.EMAIL_CHANGE,
            Purpose.PHONE_CHANGE,
            Purpose.SIGN_IN,
            Purpose.CONTACT_EMAIL,
            Purpose.CONTACT_SMS,
        ),
        now=now,
    )
    # The old address as well while a change can be undone: it may be the one that is theirs.
    for to in dict.fromkeys((user.email, recovery_email_of(user_id=user.pk, now=now))):
        send_message(
            kind="password_changed",
            channel="email",
            to=to,
            language=user.language,
            context={"address": f"{settings.SITE_URL}/recover/password/"},
            user_id=user.pk,
            now=now,
        )
