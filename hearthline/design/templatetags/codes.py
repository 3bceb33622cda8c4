"""A QR code to be read off the screen, and texts to be taken along."""

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from hearthline.design.templatetags.ui import _render

register = template.Library()
QUIET_MODULES = 4
"""The white edge that readers need."""


@register.simple_tag
def ui_qr(text: str, *, label: str) -> SafeString:
    """A QR code, black on white in dark mode too; `label` says what it is, never its text."""
    code = segno.make(text, error="m", micro=False)
    path: list[str] = []
    for y, row in enumerate(code.matrix_iter(border=QUIET_MODULES)):
        path.extend(f"M{x} {y}h1v1h-1z" for x, is_dark in enumerate(row) if is_dark)
    size, _height = code.symbol_size(border=QUIET_MODULES)
    # Digits and letters of a path only: nothing of the text is in it.
    return _render("qr", label=label, size=size, path=mark_safe("".join(path)))  # noqa: S308


@register.simple_tag
def ui_copy(text: str, *, copies: str, done: str) -> SafeString:
    """Shown only where JavaScript can copy (js/copy.js, which the page names in its head).

    `copies` goes to the clipboard, `done` says so.
    """
    return _render("copy", text=text, copies=copies, done=done)
