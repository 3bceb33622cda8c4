"""What strangers are told of a person's name."""

import re

from hearthline.identity.models import User

_LETTERS = r"[^\W\d_]+"
_A_NAME = re.compile(rf"{_LETTERS}(?:(?:\.? |['\u2019-]){_LETTERS})*\.?")
_LONGEST = 60


def name_for_strangers(user: User) -> str:
    """A person's name as it may stand in a message to somebody who may not know them.

    Only what looks like a name: anything else could be an advertisement or an address that mail
    programs make a link of, in a message that comes from the provider. Else nothing.
    """
    name = " ".join(user.name.split())
    return name if len(name) <= _LONGEST and _A_NAME.fullmatch(name) else ""
