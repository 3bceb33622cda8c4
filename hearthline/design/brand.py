"""The brand outside of pages: colours and logo, from the same files that pages use.

So a provider names each colour once (`brand/brand.css`), and bills, icons and the frame of an
installed page follow.
"""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_SHEETS = ("css/tokens.css", "brand/brand.css")
_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def brand_colours(theme: str) -> dict[str, str]:
    """The values of the `light` or the `dark` theme by their names in `tokens.css`.

    The brand's own win.
    """
    values: dict[str, str] = {}
    for sheet in _SHEETS:
        for selector, body in _BLOCK.findall(_COMMENT.sub("", _text(sheet))):
            if f'[data-theme="{theme}"]' in selector:
                values |= dict(_VALUE.findall(body))
    return values


@cache
def logo() -> str:
    """The logo, as SVG."""
    return _text("brand/logo.svg")


def short_name(name: str, most: int = 12) -> str:
    """As many words of a name as fit under an icon; a first word that is longer is cut."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > most:
        words.pop()
    return " ".join(words)[:most]


def _text(name: str) -> str:
    place = finders.find(name)
    if not isinstance(place, str):
        raise FileNotFoundError(name)
    return Path(place).read_text(encoding="utf-8")
