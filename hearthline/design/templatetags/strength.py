"""How strong a new password is, in a word and a picture."""

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hearthline.design.templatetags.ui import _render, ui_meter

register = template.Library()

STRENGTHS: tuple[tuple[str, str | Promise], ...] = (
    ("bad", _("very weak")),
    ("bad", _("weak")),
    ("warn", _("fair")),
    ("ok", _("good")),
    ("ok", _("strong")),
)
"""A state and a word for each score of a password, from 0 to 4."""


@register.simple_tag
def ui_strength(
    score: int | str | None = None, advice: Iterable[str] = (), *, minimum: int = 0
) -> SafeString:
    """How strong a new password is: what the server found, and `passwords.js` while one types.

    Hidden until there is something to say. `minimum` is the fewest characters; empty: the setting.
    """
    # A template's unknown name is an empty text.
    known = score if isinstance(score, int) else 0
    kind, word = STRENGTHS[known]
    is_known = isinstance(score, int)
    meter = ui_meter(
        str(_("Strength of the password")),
        known + 1,
        len(STRENGTHS),
        text=str(word) if is_known else "-",
        kind=kind,
    )
    return _render(
        "strength",
        is_known=is_known,
        advice=tuple(advice or ()),
        meter=meter,
        minimum=minimum or settings.PASSWORD_MIN_LENGTH,
        kinds="|".join(state for state, _word in STRENGTHS),
        words="|".join(str(said) for _kind, said in STRENGTHS),
    )
