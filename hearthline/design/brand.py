"""The brand outside of pages: its colours and logo, from the same files that pages use."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_LIGHT = re.compile(r":root[^{]*\{([^}]*)\}")
_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})\s*;")


@cache
def light_colours() -> dict[str, str]:
    """The light theme's colours by the names of `tokens.css`; the brand's own win."""
    found: dict[str, str] = {}
    for name in ("css/tokens.css", "brand/brand.css"):
        for body in _light_blocks(_text(name)):
            found |= dict(_COLOUR.findall(body))
    return found


@cache
def logo() -> str:
    """The logo, as SVG."""
    return _text("brand/logo.svg")


def _light_blocks(css: str) -> list[str]:
    """What stands before the first theme that isn't light."""
    return _LIGHT.findall(css.split("@media (prefers-color-scheme: dark)", 1)[0])


def _text(name: str) -> str:
    place = finders.find(name)
    if not isinstance(place, str):
        raise FileNotFoundError(name)
    return Path(place).read_text(encoding="utf-8")
