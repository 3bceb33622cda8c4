"""The brand's colours where CSS doesn't reach: the frame of an installed page, its icons.

They are read from the style sheets, so that a provider names each colour once (`brand/brand.css`).
"""

import re
from dataclasses import dataclass
"""The brand outside of pages: its colours and logo, from the same files that pages use."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_SHEETS = ("css/tokens.css", "brand/brand.css")
_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BrandColours:
    """Colours of one theme, as CSS writes them."""

    ground: str
    sheet: str
    accent: str


@cache
def brand_colours(theme: str) -> BrandColours:
    """The colours of the `light` or the `dark` theme; the brand's own win."""
    values: dict[str, str] = {}
    for sheet in _SHEETS:
        text = Path(str(finders.find(sheet))).read_text(encoding="utf-8")
        for selector, body in _BLOCK.findall(_COMMENT.sub("", text)):
            if f'[data-theme="{theme}"]' in selector:
                values |= dict(_VALUE.findall(body))
    return BrandColours(values["ground"], values["sheet"], values["accent"])


def short_name(name: str, most: int = 12) -> str:
    """As many words of a name as fit under an icon; a first word that is longer is cut."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > most:
        words.pop()
    return " ".join(words)[:most]
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
