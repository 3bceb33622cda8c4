"""What the pages on which somebody chooses a password have in common: strength and suggestions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language

from hearthline.identity.operations import password_errors
from hearthline.identity.passphrases import suggest_passphrase
from hearthline.identity.strength import strength_of

SUGGEST = "suggest"
"""The button by which a form asks for a suggestion rather than being done."""
_MOST_TYPED = 254
_REFUSED_AT_BEST = 1


def wants_suggestion(request: HttpRequest) -> bool:
    """Whether the form came only to be filled in."""
    return request.method == "POST" and SUGGEST in request.POST


def suggest_into(form: forms.Form, request: HttpRequest, field: str) -> forms.Form:
    """Fill an unbound form with what was typed, except secrets, and with a new passphrase.

    It stands in the page's text and in the field, and nowhere else.
    """
    typed = request.POST
    for name, known in form.fields.items():
        if name in typed and not isinstance(known.widget, forms.PasswordInput):
            form.initial[name] = typed[name][:_MOST_TYPED]
    suggestion = _suggestion()
    form.initial[field] = suggestion
    widget: Any = form.fields[field].widget
    widget.render_value = True
    form.suggestion = suggestion  # type: ignore[attr-defined]
    return form


def _suggestion() -> str:
    """One that the policy takes: words at random may happen to be the provider's name."""
    while True:
        found = suggest_passphrase(get_language() or "")
        if not password_errors(password=found):
            return found


def show_strength(form: forms.Form, field: str, words: Iterable[str] = ()) -> None:
    """Have a form that comes back say how strong the password was that it doesn't give back.

    One that is refused is weak at best, whatever the estimate: it doesn't know the policy.
    """
    typed = form.data.get(field, "") if form.is_bound else ""
    if typed and form.has_error(field):
        found = strength_of(typed, words)
        form.strength = replace(found, score=min(found.score, _REFUSED_AT_BEST))  # type: ignore[attr-defined]
