"""How long a password must be: longer where nothing else stands between it and the account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator


def shortest(*, has_second_factor: bool) -> int:
    """Characters that a password must have (NIST SP 800-63B-4, 3.1.1.2)."""
    if has_second_factor:
        return int(settings.PASSWORD_MIN_LENGTH_WITH_SECOND_FACTOR)
    return int(settings.PASSWORD_MIN_LENGTH)


def is_short(password: str) -> bool:
    """Whether a password is too short to be the only factor."""
    return len(password) < shortest(has_second_factor=False)


class LengthValidator:
    """Refuse a password that is too short for its person; `has_second_factor` of theirs says so."""

    def validate(self, password: str, user: Any = None) -> None:
        """Say how many characters are wanted."""
        self._rule(user).validate(password, user)

    def get_help_text(self) -> str:
        return self._rule(None).get_help_text()

    def _rule(self, user: Any) -> MinimumLengthValidator:
        has_second_factor = getattr(user, "has_second_factor", False)
        return MinimumLengthValidator(shortest(has_second_factor=has_second_factor))
