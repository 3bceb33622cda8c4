"""Use a passkey: at sign-in, and as a proof. The count of its signatures is kept and checked."""

from datetime import datetime
from enum import StrEnum

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction

from hearthline.identity.devices import device_name
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import Passkey, Session, SignIn, User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import second_factor_lost
from hearthline.identity.operations.tell_of_passkey import tell_of_passkey
from hearthline.identity.passkeys.answers import (
    Answer,
    UnreadableAnswer,
    key_of,
    read_answer,
    verify,
)
from hearthline.identity.passkeys.ceremonies import LIFETIME, State, challenge_of


class PasskeyRefusal(StrEnum):
    """Why a passkey isn't taken."""

    EXPIRED = "expired"
    """The question was never asked, was answered before, or is too old."""
    UNKNOWN = "unknown"
    """No such passkey, not this person's, or its answer proves nothing. Never said which."""
    CLONED = "cloned"
    """Its count of signatures didn't grow: a copy exists. Nothing opens with it any more."""
    KNOWN = "known"
    """It is kept already."""
    TOO_MANY = "too_many"
    """The person has as many as one may have."""


class UnableToUsePasskey(Exception):
    """A passkey wasn't taken."""

    def __init__(self, refusal: PasskeyRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def once(*, challenge: bytes) -> Limit:
    """A challenge is answered once, however many try it at the same moment."""
    return Limit("passkey challenge", challenge.hex(), 1, LIFETIME)


def use_passkey(
    *,
    credential: object,
    state: State | None,
    user_agent: str,
    now: datetime,
    user_id: int | None = None,
) -> Authenticator:
    """Hold a browser's answer against the passkey it names, and count the use.

    A passkey whose count of signatures didn't grow is a copy, or has one: it is refused from then
    on, everybody who is signed in as that person is signed out, and the person is told.

    Args:
        credential: the browser's answer; may be anything.
        state: of the question (`ceremonies.ask_to_use`).
        user_agent: the browser's description of itself.
        now: when.
        user_id: whose passkey it must be; None at sign-in, where the passkey says who it is.

    Returns:
        allauth's row, for allauth's own functions; its `user` is active.

    Raises:
        UnableToUsePasskey: `EXPIRED`, `UNKNOWN` or `CLONED`.
    """
    challenge = challenge_of(state, now=now)
    if challenge is None:
        raise UnableToUsePasskey(PasskeyRefusal.EXPIRED)
    try:
        answer = read_answer(credential)
        found = _passkey_of(answer, user_id)
        verify(answer, challenge=challenge, key=key_of(found.authenticator.data["credential"]))
    except (UnreadableAnswer, Passkey.DoesNotExist) as error:
        raise UnableToUsePasskey(PasskeyRefusal.UNKNOWN) from error
    with transaction.atomic():
        passkey, refusal = _count(found.pk, answer, challenge, now)
    if refusal is PasskeyRefusal.CLONED:
        _refuse(passkey.authenticator.user_id, passkey.pk, user_agent, now)
    if refusal is not None:
        # After the transaction: an error inside would undo what was written down.
        raise UnableToUsePasskey(refusal)
    return passkey.authenticator


def owner_of_answer(*, credential: object) -> User:
    """Whose passkey an answer names; it proves nothing yet.

    Raises:
        UnableToUsePasskey: `UNKNOWN`.
    """
    try:
        owner: User = _passkey_of(read_answer(credential), None).authenticator.user
    except (UnreadableAnswer, Passkey.DoesNotExist) as error:
        raise UnableToUsePasskey(PasskeyRefusal.UNKNOWN) from error
    return owner


def _passkey_of(answer: Answer, user_id: int | None) -> Passkey:
    """The passkey that an answer names, if it is whose it claims to be."""
    found = Passkey.objects.select_related("authenticator__user").get(
        credential_id=answer.credential_id
    )
    user = found.authenticator.user
    handle = user_pk_to_url_str(user).encode()
    is_theirs = answer.user_handle == handle
    if user_id is not None:
        # Devices may leave the handle out where the person is known already.
        is_theirs = user.pk == user_id and answer.user_handle in {None, handle}
    if not is_theirs or not user.is_active:
        raise UnreadableAnswer("somebody else's")
    return found


def _count(
    passkey_id: int, answer: Answer, challenge: bytes, now: datetime
) -> tuple[Passkey, PasskeyRefusal | None]:
    """Count a use under the row's lock, so that of many at once with one answer one succeeds."""
    passkey = (
        Passkey.objects.select_for_update(of=("self",))
        .select_related("authenticator__user")
        .filter(pk=passkey_id)
        .first()
    )
    if passkey is None:  # removed in this moment
        raise UnableToUsePasskey(PasskeyRefusal.UNKNOWN)
    if not take([once(challenge=challenge)], now=now):
        return passkey, PasskeyRefusal.EXPIRED
    if passkey.refused_at is not None or _is_behind(passkey.sign_count, answer.sign_count):
        return passkey, PasskeyRefusal.CLONED
    passkey.sign_count = answer.sign_count
    passkey.save(update_fields=["sign_count"])
    passkey.authenticator.last_used_at = now
    passkey.authenticator.save(update_fields=["last_used_at"])
    return passkey, None


def _is_behind(kept: int, said: int) -> bool:
    """Authenticators that don't count always say 0; one that ever counted must go on."""
    return (kept > 0 or said > 0) and said <= kept


def _refuse(user_id: int, passkey_id: int, user_agent: str, now: datetime) -> None:
    """Trust a passkey no longer, sign everybody out, and tell the person; does nothing twice.

    A transaction of its own, since it locks the person first, as whoever removes a passkey does. A
    copy that was met in the one before is met again at its next use, should this one be lost.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        found = Passkey.objects.select_for_update(of=("self",)).select_related("authenticator")
        passkey = found.filter(pk=passkey_id, refused_at__isnull=True).first()
        if passkey is not None:
            passkey.refused_at = now
            passkey.save(update_fields=["refused_at"])
            _shut(user, passkey, user_agent, now)


def _shut(user: User, passkey: Passkey, user_agent: str, now: datetime) -> None:
    """What follows when a copy was met, in the transaction that refuses the passkey."""
    name, device = passkey.authenticator.data["name"], device_name(user_agent)
    Session.objects.filter(user_id=user.pk).delete()
    lost_password = second_factor_lost(user=user)
    SignIn.objects.create(
        user_id=user.pk,
        at=now,
        outcome=SignIn.Outcome.BLOCKED,
        method=SignIn.Method.PASSKEY,
        device=device,
    )
    record_event(
        user_id=user.pk, kind="passkey_refused", device=device, details={"name": name}, now=now
    )
    tell_of_passkey(
        user=user,
        kind="passkey_cloned",
        name=name,
        page="recover/password/" if lost_password else "security/passkeys/",
        now=now,
    )
