"""Who it is that signs in: a username or an email address, and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from hearthline.identity.models import User
from hearthline.identity.operations import FAILURE_CAP, note_wrong_password
from hearthline.identity.queries import user_by_identifier
from hearthline.kernel import clock

NOBODYS_HASH = (
    "argon2$argon2id$v=19$m=19456,t=2,p=1$SmMyNWE2ODluM"
    "VFFY1FSb0wydEN6RA$K/0LsduRgL5GMfckY7c8cnVK1N9z4kOEG96R1pLl8bE"
)
"""A hash of a password nobody knows, so that an unknown name takes as long as a known one."""


class SignInBackend(BaseBackend):
    """One query and one verification, whoever it is."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        email: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        identifier = username or email
        if not identifier or password is None:
            return None
        user = user_by_identifier(identifier)
        if user is None:
            is_right = check_password(password, NOBODYS_HASH)
        else:
            is_right = user.check_password(password)
        if user and is_right and user.is_active and user.failed_sign_ins < FAILURE_CAP:
            return user
        note_wrong_password(
            # Nobody's number does the same work and leaves no trace.
            user_id=user.pk if user else 0,
            user_agent=request.headers.get("User-Agent", "") if request else "",
            now=clock.now(),
        )
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
