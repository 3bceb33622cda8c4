"""Activity: how sign-ins went, what was changed, and who of the staff looked, in one list."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from hearthline.customers.queries import SecurityActivity, read_cursor, security_activity_of
from hearthline.design.files import csv_file
from hearthline.identity.access import signed_in, signed_in_id
from hearthline.kernel import clock
from hearthline.kernel.sheets import csv_text
from hearthline.portal.security.activity_words import line_of

KINDS = [
    ("", gettext_lazy("Everything")),
    ("sign_ins", gettext_lazy("Sign-ins")),
    ("failed", gettext_lazy("Failed sign-ins")),
    ("changes", gettext_lazy("Changes")),
    ("looks", gettext_lazy("Looks by our staff")),
]
PERIODS = [
    ("", gettext_lazy("At any time")),
    ("7", gettext_lazy("In the last 7 days")),
    ("30", gettext_lazy("In the last 30 days")),
    ("365", gettext_lazy("In the last year")),
]
MOST_IN_A_FILE = 10_000


class SecurityActivityForm(forms.Form):
    """What to list; nothing has to be chosen."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=KINDS,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )
    days = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=PERIODS,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )


@signed_in
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """A page of it."""
    form = SecurityActivityForm(request.GET)
    found = _found(request, form)
    chosen = {name: value for name, value in _chosen(form).items() if value}
    first, file = reverse("security-activity"), reverse("security-activity-file")
    query = f"?{urlencode(chosen)}" if chosen else ""
    older = ""
    if found.following:
        older = f"{first}?{urlencode(chosen | {'before': found.following.text})}"
    values = {
        "form": form,
        "lines": [line_of(entry) for entry in found.entries],
        "is_everything": not chosen,
        "is_first": "before" not in request.GET,
        "newest": first + query,
        "older": older,
        "file": file + query,
    }
    status = 200 if form.is_valid() else 422
    return render(request, "portal/security/activity.html", values, status=status)


@signed_in
@require_safe
def activity_file(request: HttpRequest) -> HttpResponse:
    """All that was asked for, as CSV."""
    form = SecurityActivityForm(request.GET)
    found = _found(request, form, limit=MOST_IN_A_FILE)
    head = (_("When"), _("What"), _("On"), _("From"), _("More"))
    zone = clock.provider_zone()
    rows = [
        (
            f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            line.words,
            line.device,
            line.place,
            " ".join(line.notes),
        )
        for line in map(line_of, found.entries)
    ]
    word = pgettext("file name", "security-activity")
    return csv_file(csv_text(head, rows), f"{word}.csv")


def _chosen(form: SecurityActivityForm) -> dict[str, str]:
    """What is listed: everything while something is wrong."""
    return dict(form.cleaned_data) if form.is_valid() else {"kind": "", "days": ""}


def _found(
    request: HttpRequest, form: SecurityActivityForm, limit: int | None = None
) -> SecurityActivity:
    now = clock.now()
    chosen: dict[str, Any] = _chosen(form)
    more: dict[str, Any] = {"limit": limit} if limit else {}
    if limit is None:
        more["before"] = read_cursor(request.GET.get("before", ""))
    return security_activity_of(
        user_id=signed_in_id(request),
        kind=chosen["kind"],
        since=now - timedelta(days=int(chosen["days"])) if chosen["days"] else None,
        now=now,
        **more,
    )
