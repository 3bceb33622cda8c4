"""A new passkey for who is signed in and has just proved that it is them."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hearthline.identity.devices import device_name
from hearthline.identity.limits import take
from hearthline.identity.models import Passkey, User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import end_trust, second_factor_added
from hearthline.identity.operations.tell_of_passkey import tell_of_passkey
from hearthline.identity.operations.use_passkey import (
    PasskeyRefusal,
    UnableToUsePasskey,
    once,
)
from hearthline.identity.passkeys.answers import NewKey, UnreadableAnswer, read_new_key
from hearthline.identity.passkeys.ceremonies import State, ask_to_add, challenge_of

MOST_PASSKEYS = 20
"""Of one person: more than anybody has devices, few enough to look at."""
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was kept; `recovery_codes`, if any were made, are to be shown this once."""

    id: int
    recovery_codes: tuple[str, ...] = ()


def begin_adding_passkey(*, user_id: int, now: datetime) -> tuple[dict[str, object], State]:
    """What the person's browser is asked, and the state that its answer is held against.

    Raises:
        UnableToUsePasskey: they have as many as one may have (`TOO_MANY`).
    """
    user = User.objects.get(pk=user_id, is_active=True)
    known = _passkeys(user_id).values_list("credential_id", flat=True)
    if len(known) >= MOST_PASSKEYS:
        raise UnableToUsePasskey(PasskeyRefusal.TOO_MANY)
    options, state = ask_to_add(
        user_handle=user_pk_to_url_str(user).encode(),
        username=user.username,
        name=user.name or user.username,
        known=[bytes(credential_id) for credential_id in known],
        now=now,
    )
    return options, {**state, "user_id": user_id}


def add_passkey(
    *,
    user_id: int,
    credential: object,
    state: State | None,
    name: str,
    user_agent: str,
    now: datetime,
    shows_codes: bool = True,
) -> NewPasskey:
    """Keep the passkey that a browser has made, and tell the person by email.

    With their first second factor come recovery codes, as with an authenticator app.

    Args:
        user_id: whose.
        credential: the browser's answer; may be anything.
        state: what `begin_adding_passkey` gave; worth nothing for somebody else, or twice.
        name: what the person calls it; without one, the browser's name in words.
        user_agent: the browser's description of itself.
        now: when.
        shows_codes: recovery codes that come with it can be shown; without, none are made.

    Raises:
        UnableToUsePasskey: `EXPIRED`, `UNKNOWN` (it proves nothing), `KNOWN` or `TOO_MANY`.
    """
    challenge = challenge_of(state, now=now)
    if state is None or challenge is None or state.get("user_id") != user_id:
        raise UnableToUsePasskey(PasskeyRefusal.EXPIRED)
    try:
        key = read_new_key(credential, challenge=challenge)
    except UnreadableAnswer as error:
        raise UnableToUsePasskey(PasskeyRefusal.UNKNOWN) from error
    device = device_name(user_agent)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id, is_active=True)
        if not take([once(challenge=challenge)], now=now):
            raise UnableToUsePasskey(PasskeyRefusal.EXPIRED)
        names = _names(user_id)
        if len(names) >= MOST_PASSKEYS:
            raise UnableToUsePasskey(PasskeyRefusal.TOO_MANY)
        name = _free(clean_name(name=name) or device or _("Passkey"), names)
        passkey = _keep(user_id, key, name, device, now)
        record_event(
            user_id=user_id,
            kind="passkey_added",
            device=device,
            details={"name": name},
            now=now,
        )
        codes: tuple[str, ...] = ()
        if shows_codes:
            codes = second_factor_added(user_id=user_id, user_agent=user_agent, now=now)
        else:
            end_trust(user_id=user_id)
        tell_of_passkey(user=user, kind="passkey_added", name=name, has_codes=bool(codes), now=now)
    return NewPasskey(int(passkey.pk), codes)


def clean_name(*, name: str) -> str:
    """What can be shown of a name: one line, not too long."""
    shown = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(shown.split())[:NAME_LENGTH].strip()


def _keep(user_id: int, key: NewKey, name: str, device: str, now: datetime) -> Passkey:
    try:
        with transaction.atomic():
            authenticator = Authenticator.objects.create(
                user_id=user_id,
                type=Authenticator.Type.WEBAUTHN,
                data={"name": name, "credential": key.credential},
                created_at=now,
            )
            return Passkey.objects.create(
                authenticator=authenticator,
                credential_id=key.credential_id,
                sign_count=key.sign_count,
                device=device,
                is_synced=key.is_synced,
            )
    except IntegrityError as error:
        # An authenticator makes a new id for each; only somebody who copies one has it twice.
        raise UnableToUsePasskey(PasskeyRefusal.KNOWN) from error


def _passkeys(user_id: int) -> QuerySet[Passkey]:
    return Passkey.objects.filter(authenticator__user_id=user_id)


def _names(user_id: int) -> list[str]:
    found = _passkeys(user_id).values_list("authenticator__data__name", flat=True)
    return [str(name) for name in found]


def _free(name: str, taken: list[str]) -> str:
    """`Firefox, Windows 2` where there is a `Firefox, Windows`, so that a list tells them apart."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[: NAME_LENGTH - 4]} {number}"
    return free
