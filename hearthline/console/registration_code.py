"""A registration code for somebody whose contacts of record can't be reached."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.console.looking import look_at
from hearthline.customers.operations import (
    UnableToIssueRegistrationCode,
    issue_registration_code,
)
from hearthline.customers.operations.issue_registration_code import LIFETIME
from hearthline.identity.access import staff
from hearthline.kernel.clock import now


class RegistrationCodeForm(forms.Form):
    """The code is the proof, so whoever gives it must have checked the person."""

    checked = forms.BooleanField(
        label=gettext_lazy("I have checked who this person is"),
        help_text=gettext_lazy("By a photo ID at the counter, or as our rules say for calls."),
        error_messages={"required": gettext_lazy("Check who the person is before you go on.")},
    )


@staff("support")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_code(request: HttpRequest, account_number: str) -> HttpResponse:
    """The form, or the code: shown on this one page and kept nowhere."""
    account = look_at(request, account_number, page="registration_code")
    moment = now()
    form = RegistrationCodeForm(request.POST if request.method == "POST" else None)
    values: dict[str, object] = {"account": account, "form": form}
    if form.is_bound and form.is_valid():
        try:
            values["code"] = issue_registration_code(
                account_id=account.id, staff_user_id=request.user.pk, now=moment
            )
            values["expires_at"] = moment + LIFETIME
        except UnableToIssueRegistrationCode:
            form.add_error(None, _("This account is closed, so nobody can register for it."))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/registration_code.html", values, status=status)
