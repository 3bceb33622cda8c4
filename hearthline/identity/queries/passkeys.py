"""What pages and sign-in ask about passkeys and the other ways in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists

from hearthline.identity.models import Passkey, PasskeyOffer, User
from hearthline.identity.queries.factors import recovery_codes_left


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey. `used_at` is None until it is used; `refused_at` is set once it was copied."""

    id: int
    name: str
    device: str
    is_synced: bool
    added_at: datetime
    used_at: datetime | None
    refused_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a person can sign in, and what second steps they have.

    Attributes:
        has_password: a password, which may be blocked for now.
        passkeys: how many that are trusted.
        has_totp: an authenticator app as the second step.
        recovery_codes_left: codes for who has lost that; no way in by themselves.
    """

    has_password: bool
    passkeys: int
    has_totp: bool
    recovery_codes_left: int

    @property
    def last(self) -> bool:
        """Whether there is only one way in left, which can't be removed."""
        return self.has_password + self.passkeys <= 1


def passkeys_of(*, user_id: int) -> tuple[PasskeyLine, ...]:
    """A person's passkeys, in the order in which they were added."""
    found = (
        Passkey.objects.filter(authenticator__user_id=user_id)
        .select_related("authenticator")
        .order_by("pk")
    )
    return tuple(
        PasskeyLine(
            id=passkey.pk,
            name=passkey.authenticator.data["name"],
            device=passkey.device,
            is_synced=passkey.is_synced,
            added_at=passkey.authenticator.created_at,
            used_at=passkey.authenticator.last_used_at,
            refused_at=passkey.refused_at,
        )
        for passkey in found
    )


def ways_in_of(user_id: int) -> WaysIn:
    """How a person can sign in; nothing at all where there is no such person."""
    user = User.objects.filter(pk=user_id).first()
    return WaysIn(
        has_password=user is not None and user.has_usable_password(),
        passkeys=Passkey.objects.filter(
            authenticator__user_id=user_id, refused_at__isnull=True
        ).count(),
        has_totp=Authenticator.objects.filter(
            user_id=user_id, type=Authenticator.Type.TOTP
        ).exists(),
        recovery_codes_left=recovery_codes_left(user_id),
    )


def is_passkey_offered(*, user_id: int, now: datetime) -> bool:
    """Whether a person without a passkey should be offered one now. One query."""
    has_one = Passkey.objects.filter(authenticator__user_id=user_id, refused_at__isnull=True)
    put_off = PasskeyOffer.objects.filter(user_id=user_id, not_before_at__gt=now)
    return User.objects.filter(~Exists(has_one), ~Exists(put_off), pk=user_id).exists()
