"""What pages and the second step ask about somebody's second factors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef

from hearthline.identity.models import Browser, RecoveryCode, User
from hearthline.notices.adapters.sms import is_sms_offered

Means = Literal["passkey", "app", "sms", "email", "recovery"]
"""What can pass a second step."""
MEANS: tuple[Means, ...] = ("passkey", "app", "sms", "email", "recovery")
"""All of them, in the order in which they are offered where nothing else speaks for one."""
_FACTORS = {Authenticator.Type.WEBAUTHN: "passkey", Authenticator.Type.TOTP: "app"}
FACTORS = tuple(_FACTORS)
"""What is a second factor, as allauth keeps it; recovery codes only stand in for one of these."""


@dataclass(frozen=True, slots=True)
class BrowserLine:
    """A browser that isn't asked for the second step; `device` in words, or empty."""

    id: int
    device: str
    seen_at: datetime
    until_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What somebody has; `recovery_codes_left` counts those not used yet."""

    app_since_at: datetime | None
    app_used_at: datetime | None
    passkeys: int
    recovery_codes_left: int
    has_short_password: bool

    @property
    def has_any(self) -> bool:
        return self.app_since_at is not None or self.passkeys > 0


def factors_of(user_id: int | OuterRef) -> Any:
    """Allauth's rows of somebody's second factors; a passkey that is refused counts for nothing.

    `begin_sign_in.sql` says the same.
    """
    rows = Authenticator.objects.filter(user_id=user_id, type__in=FACTORS)
    return rows.exclude(passkey__refused_at__isnull=False)


def has_second_factor(user_id: int) -> bool:
    """Whether there is something besides the password: an authenticator app or a passkey."""
    return bool(factors_of(user_id).exists())


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes aren't used yet."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at__isnull=True).count()


def second_factors_of(*, user_id: int) -> SecondFactors:
    user = User.objects.get(pk=user_id)
    rows = list(factors_of(user_id))
    app = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    return SecondFactors(
        app_since_at=app.created_at if app else None,
        app_used_at=app.last_used_at if app else None,
        passkeys=sum(row.type == Authenticator.Type.WEBAUTHN for row in rows),
        recovery_codes_left=recovery_codes_left(user_id),
        has_short_password=user.has_short_password,
    )


def has_factor_and_trust(*, user_id: int, browser_hash: bytes, now: datetime) -> tuple[bool, bool]:
    """Whether somebody has a second factor, and whether this browser is let off the second step.

    For a sign-in without a password; one with a password has read both already
    (`begin_sign_in.sql`).
    """
    found = User.objects.filter(pk=user_id).annotate(
        has_factor=Exists(factors_of(user_id)),
        is_trusted=Exists(
            Browser.objects.filter(
                user_id=user_id, token_hash=browser_hash, trusted_until_at__gt=now
            )
        ),
    )
    return found.values_list("has_factor", "is_trusted").get()


def means_of(*, user_id: int, first_factor: str) -> tuple[Means, ...]:
    """What somebody can pass the second step with, the one to offer first in front.

    That is whichever factor they used last; codes that are sent come after those, and never by
    the channel of the first factor: one mailbox would be both.

    Args:
        user_id: who.
        first_factor: one of `SignIn.Method`.
    """
    user = User.objects.get(pk=user_id)
    rows = list(factors_of(user_id))
    # Newest use first; one never used last; the stronger first where that leaves a tie.
    rows.sort(key=lambda row: row.type != Authenticator.Type.WEBAUTHN)
    rows.sort(key=lambda row: row.last_used_at.timestamp() if row.last_used_at else 0, reverse=True)
    means = list(dict.fromkeys(_FACTORS[row.type] for row in rows))
    if not means or not user.is_staff:
        may_be_sent = set(settings.SECOND_STEP_FALLBACKS) if means else {"email", "sms"}
        if "sms" in may_be_sent and user.phone and is_sms_offered():
            means.append("sms")
        if "email" in may_be_sent and first_factor != "email_code":
            means.append("email")
    if rows and recovery_codes_left(user_id):
        means.append("recovery")
    return tuple(means)  # type: ignore[arg-type]


def trusted_browsers_of(
    *, user_id: int, browser_hash: bytes, now: datetime
) -> tuple[BrowserLine, ...]:
    """Browsers that aren't asked for the second step, the one seen last first."""
    found = Browser.objects.filter(user_id=user_id, trusted_until_at__gt=now)
    return tuple(
        BrowserLine(
            id=row.pk,
            device=row.device,
            seen_at=row.last_seen_at,
            until_at=row.trusted_until_at or now,
            is_this=bytes(row.token_hash) == browser_hash,
        )
        for row in found.order_by("-last_seen_at")
    )
