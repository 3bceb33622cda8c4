"""Passwords that others know already: an offline list, asked without sending anything anywhere.

`hearthline passwords build` makes the file from lists of SHA-1 hashes, `layout` says what is in it.
"""

from hearthline.identity.breached.asking import hashes_of, is_breached
from hearthline.identity.breached.layout import BreachedList, UnableToReadBreachedList

__all__ = ["BreachedList", "UnableToReadBreachedList", "hashes_of", "is_breached"]
