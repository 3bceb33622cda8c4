"""Passwords that are long and still easy to guess."""

import re
import string
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_FEWEST_DIFFERENT = 5
_FEWEST_LEFT = 8
_RUNS = (
    string.ascii_lowercase,
    string.digits * 2,
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_WORDS = ("password", "passwort", "contraseña", "hearthline", "welcome", "letmein", "iloveyou")
_SHORTEST_RUN = 4


class EasyToGuessValidator:
    """Refuse what is nothing but repetition, runs of keys and the words everybody tries.

    NIST SP 800-63B asks for a list of common passwords; lists hold few of 15 characters and more,
    which are common ones said twice or padded with 123456.
    """

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        if len(set(password)) < _FEWEST_DIFFERENT or len(_rest(password)) < _FEWEST_LEFT:
            raise ValidationError(self.get_help_text(), code="password_easy_to_guess")

    def get_help_text(self) -> str:
        return _("This password is easy to guess. Use a few words that don't belong together.")


def _rest(password: str) -> str:
    """What is left without known words, runs of keys, and parts that are there already."""
    text = re.sub(r"[\W_]+", "", password.lower())
    names = re.findall(r"\w{4,}", settings.PROVIDER_NAME.lower())
    for word in (*_WORDS, *names):
        text = text.replace(word, "")
    for run in _RUNS:
        for keys in (run, run[::-1]):
            for length in range(len(keys), _SHORTEST_RUN - 1, -1):
                for start in range(len(keys) - length + 1):
                    text = text.replace(keys[start : start + length], "")
    # "abcxabcxabcx" is one "abcx".
    repeated = re.fullmatch(r"(.+?)\1+", text)
    return repeated.group(1) if repeated else text
