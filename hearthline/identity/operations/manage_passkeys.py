"""Name passkeys, remove them, put the offer off; and live without a password."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from hearthline.identity.devices import device_name
from hearthline.identity.models import Passkey, PasskeyOffer, User
from hearthline.identity.operations.add_passkey import clean_name
from hearthline.identity.operations.change_password import UnableToChangePassword, put_password
from hearthline.identity.operations.codes import Purpose, end_codes
from hearthline.identity.operations.end_sessions import end_sessions_but
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import end_trust, second_factor_removed
from hearthline.identity.operations.tell_of_passkey import tell_of_passkey
from hearthline.identity.operations.users import password_refusals
from hearthline.identity.password_length import is_short
from hearthline.identity.queries.factors import has_second_factor

NOT_NOW = timedelta(days=30)
"""How long an offer that was put off stays away."""


class UnableToChangePasskey(Exception):
    """The user has no such passkey."""


class UnableToRemoveLastWayIn(Exception):
    """It is the person's last way in: without it, nobody could sign in any more."""


def rename_passkey(
    *, user_id: int, passkey_id: int, name: str, user_agent: str, now: datetime
) -> None:
    """Call one of a person's passkeys something else; an empty name changes nothing.

    Raises:
        UnableToChangePasskey: it isn't theirs, or isn't there any more.
    """
    new = clean_name(name=name)
    with transaction.atomic():
        passkey = _of(user_id, passkey_id)
        old = passkey.authenticator.data["name"]
        if not new or new == old:
            return
        passkey.authenticator.data["name"] = new
        passkey.authenticator.save(update_fields=["data"])
        record_event(
            user_id=user_id,
            kind="passkey_renamed",
            device=device_name(user_agent),
            details={"name": new, "old": old},
            now=now,
        )


def remove_passkey(
    *,
    user_id: int,
    passkey_id: int,
    user_agent: str,
    now: datetime,
    keeps_only_session: str | None = None,
) -> str:
    """Remove one of a person's passkeys, and tell them by email.

    Args:
        user_id: whose.
        passkey_id: which.
        user_agent: the browser's, for the history.
        now: when.
        keeps_only_session: the key of the session that goes on, if all others are to end.

    Returns:
        What it was called.

    Raises:
        UnableToChangePasskey: it isn't theirs, or isn't there any more.
        UnableToRemoveLastWayIn: neither a password nor another passkey would be left.
        UnableToChangeFactor: it is the last second factor beside a password that is too short to be
            the only one (`SHORT_PASSWORD`).
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        passkey = _of(user_id, passkey_id)
        # One that is refused is no way in, so it can always go.
        is_last = passkey.refused_at is None and not (
            user.has_usable_password() or _usable(user_id).exclude(pk=passkey_id).exists()
        )
        if is_last:
            raise UnableToRemoveLastWayIn
        name = str(passkey.authenticator.data["name"])
        passkey.authenticator.delete()
        second_factor_removed(user_id=user_id)
        if keeps_only_session is not None:
            end_sessions_but(user_id=user_id, session_key=keeps_only_session)
        record_event(
            user_id=user_id,
            kind="passkey_removed",
            device=device_name(user_agent),
            details={"name": name},
            now=now,
        )
        tell_of_passkey(user=user, kind="passkey_removed", name=name, now=now)
    return name


def remove_password(*, user_id: int, session_key: str, user_agent: str, now: datetime) -> None:
    """Sign in by passkey alone from now on; all other sessions end. Does nothing twice.

    Raises:
        UnableToRemoveLastWayIn: the person has no passkey.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not _usable(user_id).exists():
            raise UnableToRemoveLastWayIn
        if not user.has_usable_password():
            return
        user.password = make_password(None)
        user.has_short_password = False
        user.failed_sign_ins = 0
        user.save(update_fields=["password", "has_short_password", "failed_sign_ins"])
        end_trust(user_id=user_id)
        end_sessions_but(user_id=user_id, session_key=session_key)
        end_codes(user_id=user_id, purposes=(Purpose.PASSWORD_RESET, Purpose.SIGN_IN), now=now)
        record_event(
            user_id=user_id, kind="password_removed", device=device_name(user_agent), now=now
        )
        tell_of_passkey(
            user=user, kind="password_removed", name="", page="recover/password/", now=now
        )


def set_password(
    *,
    user_id: int,
    new_password: str,
    session_key: str,
    user_agent: str,
    now: datetime,
    own: Iterable[str] = (),
) -> None:
    """Put a password for who has none, and has just proved in another way that it is them.

    Args:
        user_id: whose.
        new_password: what they want to sign in with.
        session_key: of the session that goes on.
        user_agent: the browser's, for the history.
        now: when.
        own: what others may know of the person (`password_errors`).

    Raises:
        UnableToChangePassword: the policy refuses it, or there is a password by now.
    """
    user = User.objects.get(pk=user_id)
    errors = password_refusals(user=user, password=new_password, own=own)
    if errors:
        raise UnableToChangePassword(errors=errors)
    password_hash = make_password(new_password)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        is_weak = is_short(new_password) and not has_second_factor(user_id)
        if user.has_usable_password() or is_weak:
            raise UnableToChangePassword
        put_password(
            user=user,
            password_hash=password_hash,
            is_short=is_short(new_password),
            session_key=session_key,
            kind="password_added",
            user_agent=user_agent,
            now=now,
        )


def put_off_passkey_offer(*, user_id: int, now: datetime) -> None:
    """Don't offer a passkey for a while."""
    PasskeyOffer.objects.update_or_create(
        user_id=user_id, defaults={"not_before_at": now + NOT_NOW}
    )


def _of(user_id: int, passkey_id: int) -> Passkey:
    found = (
        Passkey.objects.select_for_update(of=("self",))
        .select_related("authenticator")
        .filter(pk=passkey_id, authenticator__user_id=user_id)
        .first()
    )
    if found is None:
        raise UnableToChangePasskey
    return found


def _usable(user_id: int) -> QuerySet[Passkey]:
    return Passkey.objects.filter(authenticator__user_id=user_id, refused_at__isnull=True)
