"""An authenticator app: set up with a code of its own, asked for codes, switched off."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from hearthline.identity.devices import device_name
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import (
    FactorRefusal,
    UnableToChangeFactor,
    second_factor_added,
    second_factor_removed,
)
from hearthline.identity.sealing import UnableToUnseal, seal, unseal
from hearthline.identity.totp import matching_step, new_secret
from hearthline.notices.operations import send_message

WRONG_CODES_MOST = 50
"""Wrong codes in a row after which none of the app's is right any more, until the person passes a
second step another way. Three codes out of a million are right at any time, and NIST allows 100."""
_SETUPS = 20


def new_app_secret() -> str:
    """A secret for an app to take in, sealed: keep it in the session until a code proves it."""
    return seal(new_secret())


def read_app_secret(*, sealed: str) -> str:
    """A secret in base 32, to be shown to whose session it is in; empty if it can't be read."""
    try:
        return unseal(sealed)
    except UnableToUnseal:
        return ""


def switch_on_app(
    *, user_id: int, sealed_secret: str, code: str, user_agent: str, now: datetime
) -> tuple[str, ...]:
    """Let an app's codes count from now on; one that there was counts no more.

    Args:
        user_id: whose.
        sealed_secret: what `new_app_secret` gave, from the session.
        code: from the app, so that it is sure that it took in the secret.
        user_agent: the browser's.
        now: when.

    Returns:
        Recovery codes to be shown this once, if there were none before; else nothing.

    Raises:
        UnableToChangeFactor: `WRONG_CODE`, `TOO_MANY` or `EXPIRED`.
    """
    if not take([Limit("app set-up", str(user_id), _SETUPS, timedelta(minutes=15))], now=now):
        raise UnableToChangeFactor(FactorRefusal.TOO_MANY)
    secret = read_app_secret(sealed=sealed_secret)
    if not secret:
        raise UnableToChangeFactor(FactorRefusal.EXPIRED)
    step = matching_step(secret, code, after=0, now=now)
    if step is None:
        raise UnableToChangeFactor(FactorRefusal.WRONG_CODE)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).delete()
        Authenticator.objects.create(
            user_id=user_id,
            type=Authenticator.Type.TOTP,
            # The code that set it up is used, too.
            data={"secret": sealed_secret, "last_step": step, "wrong": 0},
            created_at=now,
        )
        record_event(
            user_id=user_id, kind="authenticator_app_on", device=device_name(user_agent), now=now
        )
        codes = second_factor_added(user_id=user_id, user_agent=user_agent, now=now)
        _tell(user, "authenticator_app_on", now)
    return codes


def switch_off_app(*, user_id: int, user_agent: str, now: datetime) -> None:
    """Let the app's codes count no more.

    Raises:
        UnableToChangeFactor: `NOT_ON` or `SHORT_PASSWORD`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        found = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
        if not found.delete()[0]:
            raise UnableToChangeFactor(FactorRefusal.NOT_ON)
        second_factor_removed(user_id=user_id)
        record_event(
            user_id=user_id, kind="authenticator_app_off", device=device_name(user_agent), now=now
        )
        _tell(user, "authenticator_app_off", now)


def use_app_code(*, user_id: int, code: str, now: datetime) -> bool:
    """Use a code of the app's up; False if it isn't right, was used, or the app is shut.

    The last step that was used is kept in the row, under its lock: of many at once with the same
    code one succeeds, and no older code counts any more. Count tries before (`pass_second_step`).
    """
    with transaction.atomic():
        app = (
            Authenticator.objects.select_for_update()
            .filter(user_id=user_id, type=Authenticator.Type.TOTP)
            .first()
        )
        if app is None or _is_shut(app):
            return False
        secret = read_app_secret(sealed=app.data["secret"])
        after = app.data.get("last_step", 0)
        step = matching_step(secret, code, after=after, now=now) if secret else None
        if step is None:
            app.data["wrong"] = app.data.get("wrong", 0) + 1
            app.save(update_fields=["data"])
            return False
        app.data.update(last_step=step, wrong=0)
        app.last_used_at = now
        app.save(update_fields=["data", "last_used_at"])
    return True


def _is_shut(app: Authenticator) -> bool:
    """Too many wrong codes in a row."""
    return int(app.data.get("wrong", 0)) >= WRONG_CODES_MOST


def reopen_app(*, user_id: int) -> None:
    """Forget the wrong codes of the app, in the caller's transaction: the person was proven."""
    app = (
        Authenticator.objects.select_for_update()
        .filter(user_id=user_id, type=Authenticator.Type.TOTP, data__wrong__gt=0)
        .first()
    )
    if app is not None:
        app.data["wrong"] = 0
        app.save(update_fields=["data"])


def _tell(user: User, kind: str, now: datetime) -> None:
    send_message(
        kind=kind,
        channel="email",
        to=user.email,
        language=user.language,
        context={"address": f"{settings.SITE_URL}/security/"},
        user_id=user.pk,
        now=now,
    )
