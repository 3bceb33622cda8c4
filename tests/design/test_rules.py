"""What holds for every template and stylesheet: weight, contrast, and what the CSP forbids."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearthline.design import stylesheet

ROOT = Path(stylesheet.__file__).parents[1]
STATIC = ROOT / "design" / "static"
INLINE = re.compile(
    r"<[^>]*\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
)
EMAIL = "ui/email.html"
THEMES = {
    "light": r':root, \[data-theme="light"\]',
    "dark": r'\[data-theme="dark"\]',
    "system": r":root:not\(\[data-theme\]\)",
}
PAIRS = [
    *[(text, ground, 4.5) for text in ("ink", "muted", "accent") for ground in ("ground", "sheet")],
    *[("muted", "sunk", 4.5), ("accent", "accent-tint", 4.5), ("muted", "accent-tint", 4.5)],
    *[("on-accent", ground, 4.5) for ground in ("accent", "accent-strong")],
    *[(kind, f"{kind}-tint", 4.5) for kind in ("ok", "warn", "bad", "info")],
    *[("ink", f"{kind}-tint", 4.5) for kind in ("ok", "warn", "bad", "info")],
    ("on-bar", "bar", 4.5),
    *[("bad", "sheet", 4.5), ("bad", "ground", 4.5)],
    *[("line-strong", ground, 3.0) for ground in ("ground", "sheet")],
]


def templates() -> Iterator[Path]:
    """Pages only: mail programs know no other styles than inline ones."""
    for path in sorted(ROOT.glob("*/templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        if not path.as_posix().endswith(EMAIL) and f'extends "{EMAIL}"' not in text:
            yield path


@pytest.mark.parametrize(
    "path", list(templates()), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_template_has_what_the_csp_forbids(path):
    assert not INLINE.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", list(templates()), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_template_asks_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', text)


@pytest.mark.parametrize(
    "bad", ['<p style="x">', "<a onclick='x'>", "<style>", "<script>x</script>"]
)
def test_the_search_for_inline_code_finds_it(bad):
    assert INLINE.findall(bad)


def test_the_stylesheet_is_made_of_its_parts():
    assert stylesheet.ENTRY.read_text(encoding="utf-8") == stylesheet.whole(), (
        "run python -m hearthline.design.stylesheet"
    )


def test_css_and_script_stay_light():
    css = sum(len(path.read_bytes()) for path in (stylesheet.ENTRY, STATIC / "brand" / "brand.css"))
    script = len((STATIC / "js" / "app.js").read_bytes())
    vendored = len((STATIC / "js" / "vendor" / "htmx.min.js").read_bytes())
    assert css < 30_000
    assert script < 3_000
    # Leaves more than 14 KB of the page's 100 to its words; the walk weighs every page.
    assert css + script + vendored < 85_500


def test_every_custom_property_in_use_is_set():
    text = stylesheet.whole() + (STATIC / "brand" / "brand.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--[a-z0-9-]+)", text))
    assert used <= set(re.findall(r"(--[a-z0-9-]+)\s*:", text))


def colours(theme: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (STATIC / "css" / "tokens.css", STATIC / "brand" / "brand.css"):
        text = path.read_text(encoding="utf-8")
        for body in re.findall(r"(?:^|\n)\s*" + THEMES[theme] + r" \{(.*?)\}", text, re.DOTALL):
            found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(theme, text, ground, least):
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= least


def test_both_ways_into_the_dark_are_the_same():
    assert colours("system") == colours("dark")


def test_contrast_is_counted_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
