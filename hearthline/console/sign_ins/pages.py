"""The list of unusual sign-ins and of blocked people; of everybody, an account or one person."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.console.looking import look_at
from hearthline.customers.queries import (
    EVERYBODYS,
    SIGN_INS_A_PAGE,
    PeopleMeant,
    blocked_people,
    people_meant,
    sign_ins_for_staff,
)
from hearthline.design.paging import asked_page
from hearthline.identity.access import staff
from hearthline.identity.risk.words import short_words
from hearthline.identity.roles import opens
from hearthline.identity.sign_in_words import METHODS, OUTCOMES, outcome_words
from hearthline.kernel.clock import now

BLOCKED, EVERYTHING = "blocked", "all"
_MOST_DIGITS = 18


class FilterForm(forms.Form):
    """Which ones to list."""

    person = forms.CharField(
        label=gettext_lazy("Username, email address or account number"),
        help_text=gettext_lazy("Exactly as it is. You say why before you see one person's."),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("Unusual and refused sign-ins")),
            (BLOCKED, gettext_lazy("People whose password is blocked")),
            (EVERYTHING, gettext_lazy("All sign-ins")),
        ],
        required=False,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[
            ("", gettext_lazy("In any way")),
            *((key, words) for key, (_state, words) in OUTCOMES.items()),
        ],
        required=False,
    )


@staff("support")
@never_cache
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """The list. One person's, or one account's, is a look at their account, with a reason.

    Staff's own sign-ins are for admins.
    """
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    meant: PeopleMeant | None = None
    if asked.get("person"):
        meant = people_meant(text=asked["person"], with_staff=sees_staff(request))
        if meant is None:
            form.add_error("person", _("Nobody has this username, email or account number."))
        elif meant.account_number:
            is_account = meant.account_number == asked["person"].strip()
            subject = "" if is_account else asked["person"].strip()[:60]
            look_at(request, meant.account_number, page="sign_ins", subject=subject)
    values = {"form": form, "asked": asked, "days": EVERYBODYS.days, "meant": meant}
    if not form.errors:
        user_ids = meant.user_ids if meant else None
        is_blocked_list = asked["show"] == BLOCKED
        values |= (_blocked if is_blocked_list else _attempts)(request, asked, user_ids)
    status = 422 if form.errors else 200
    return render(request, "console/sign_ins/list.html", values, status=status)


def sees_staff(request: HttpRequest) -> bool:
    """Whether somebody sees how staff signed in as well."""
    return opens((), request.staff_roles)  # type: ignore[attr-defined]


def _blocked(
    request: HttpRequest, _asked: dict[str, str], user_ids: tuple[int, ...] | None
) -> dict[str, Any]:
    number = asked_page(request)
    found = blocked_people(user_ids=user_ids, with_staff=sees_staff(request), page=number)
    return {
        "is_blocked_list": True,
        "people": found.people,
        "page": Paginator(range(found.total), SIGN_INS_A_PAGE).get_page(number),
    }


def _attempts(
    request: HttpRequest, asked: dict[str, str], user_ids: tuple[int, ...] | None
) -> dict[str, Any]:
    before = request.GET.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) <= _MOST_DIGITS
    found = sign_ins_for_staff(
        user_ids=user_ids,
        everything=asked["show"] == EVERYTHING,
        outcome=asked["outcome"],
        with_staff=sees_staff(request),
        before_id=int(before) if is_number else None,
        now=now(),
    )
    chosen = {name: value for name, value in asked.items() if value}
    first = reverse("console-sign-ins")
    older = f"{first}?{urlencode(chosen | {'before': str(found.following)})}"
    return {
        "lines": [
            (
                line,
                *outcome_words(line.outcome, line.method),
                METHODS.get(line.method, ""),
                short_words(line.reasons),
            )
            for line in found.lines
        ],
        "newest": f"{first}?{urlencode(chosen)}" if is_number else "",
        "older": older if found.following else "",
    }
