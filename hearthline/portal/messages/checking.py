"""Is this message really from us? A code in, and either the message out or a warning."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.customers.masks import mask_email, mask_phone
from hearthline.customers.operations import UnableToCheckMessage, check_message
from hearthline.identity.access import signed_in, who
from hearthline.kernel import clock
from hearthline.notices.checking import OwnMessage
from hearthline.portal.messages.topics import SHORT

_LONGEST = 40


class CheckForm(forms.Form):
    """The code at the end of a message."""

    code = forms.CharField(
        label=gettext_lazy("Code of the message"),
        help_text=gettext_lazy(
            "8 letters and digits at the end of the message, such as 7K2M-4QXD."
            " Dashes and capitals don't matter."
        ),
        max_length=_LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Enter the code of the message.")},
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show what we sent under it, or say what to do with a false message."""
    form = CheckForm(request.POST or None)
    values: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = check_message(
                user_id=who(request), code=form.cleaned_data["code"], now=clock.now()
            )
        except UnableToCheckMessage:
            form.add_error("code", _("Too many codes. Wait ten minutes, then try again."))
        else:
            values |= {"checked": True, "found": found}
            if found is not None:
                values |= {"to": _mask(found), "topic": SHORT[found.topic]}
    status = 422 if form.errors else 200
    return render(request, "portal/messages/check.html", values, status=status)


def _mask(found: OwnMessage) -> str:
    """Where it went, for somebody who may be shown no address in full: it may be an account's."""
    if found.channel == "email":
        return mask_email(found.recipient)
    return mask_phone(found.recipient) if found.channel == "sms" else ""
