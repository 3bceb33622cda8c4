"""Who it is that signs in: a username or an email address, and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from hearthline.identity.geo import NOWHERE, whereabouts
from hearthline.identity.models import User
from hearthline.identity.operations import FAILURE_CAP, Try, note_wrong_password
from hearthline.identity.places import place_of
from hearthline.identity.risk.passwords import is_breached
from hearthline.kernel import clock

NOBODYS_HASH = (
    "argon2$argon2id$v=19$m=19456,t=2,p=1$SmMyNWE2ODluM"
    "VFFY1FSb0wydEN6RA$K/0LsduRgL5GMfckY7c8cnVK1N9z4kOEG96R1pLl8bE"
)
"""A hash of a password nobody knows, so that an unknown name takes as long as a known one."""


class SignInBackend(BaseBackend):
    """One verification, whoever it is, of a try that `begin_sign_in` counted."""

    def authenticate(
        self, request: HttpRequest | None, password: str | None = None, **_: Any
    ) -> User | None:
        begun: Try | None = getattr(request, "sign_in_try", None)
        if request is None or begun is None or password is None:
            return None
        # Counted once, tried once.
        del request.sign_in_try  # type: ignore[attr-defined]
        user = begun.user
        if user is None:
            is_right = check_password(password, NOBODYS_HASH)
        else:
            is_right = user.check_password(password)
        if user and is_right and user.is_active and user.failed_sign_ins < FAILURE_CAP:
            request.sign_in_facts = begun.facts  # type: ignore[attr-defined]
            request.sign_in_counted = begun.counted  # type: ignore[attr-defined]
            request.password_is_breached = is_breached(password)  # type: ignore[attr-defined]
            return user
        note_wrong_password(
            # Nobody's number does the same work.
            user_id=user.pk if user else 0,
            user_agent=request.headers.get("User-Agent", ""),
            where=whereabouts(place_of(request)) if request else NOWHERE,
            now=clock.now(),
        )
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
