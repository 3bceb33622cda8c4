"""Phone lines: the number, voicemail, forwarding, anonymous calls, and whether it is set yet."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.choices import Choice
from hearthline.kernel.clock import now
from hearthline.network.operations import (
    CallHandling,
    UnableToChangePhone,
    change_phone_line,
)
from hearthline.network.queries import (
    PhoneLineLine,
    number_text,
    phone_line_of,
    phone_lines_of,
    phone_progress,
)

REASONS: dict[str, Promise] = {
    "no_number": _("Enter the number that should get the calls."),
    "not_a_number": _("Enter a whole phone number with its area code, such as %(example)s."),
    "own_number": _("This is the number of this line. Enter another one."),
    "emergency": _("Calls can't be forwarded to an emergency number. Enter another one."),
    "costly": _("Calls can't be forwarded to a number that costs extra. Enter another one."),
    "abroad": _("Calls can't be forwarded to this country. Enter another number."),
    "loop": _("That line forwards its calls to this one, so they would go in circles."),
}
_EXAMPLE = "+12175550142"


def forwarding_choices() -> list[tuple[str, Choice]]:
    """When calls may be forwarded, in the reader's language."""
    return [
        ("off", Choice(gettext("Off"), hint=gettext("Calls ring here."))),
        ("always", Choice(gettext("Always"), hint=gettext("No call rings here."))),
        ("busy", Choice(gettext("When the line is busy"))),
        (
            "no_answer",
            Choice(
                gettext("When nobody answers"), hint=gettext("Also when the phone is switched off.")
            ),
        ),
    ]


class CallForm(forms.Form):
    """How the calls of one line are handled."""

    forwarding = forms.ChoiceField(
        label=_("Forward calls"),
        choices=forwarding_choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    forwarding_to = forms.CharField(
        label=_("Number that gets the calls"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    has_voicemail = forms.BooleanField(
        label=_("Voicemail"),
        help_text=_("Callers can leave a message when nobody answers."),
        required=False,
    )
    blocks_anonymous = forms.BooleanField(
        label=_("Turn away anonymous calls"),
        help_text=_("Callers who hide their number hear that you don't take such calls."),
        required=False,
    )


@account_member
@require_safe
def phone(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The account's phone lines; straight to the line where there is only one."""
    lines = phone_lines_of(account_id=account.id)
    if len(lines) == 1:
        return redirect("phone-line", lines[0].id)
    return render(request, "portal/phone/lines.html", {"account": account, "lines": lines})


@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def phone_line(request: HttpRequest, account: AccountSummary, line_id: int) -> HttpResponse:
    """One line, or what is to change about it."""
    line = _line(account, line_id)
    if request.method != "POST":
        return _page(request, account, line, _filled(line))
    form = CallForm(request.POST)
    if not form.is_valid():
        return _page(request, account, line, form)
    try:
        change_phone_line(
            account_id=account.id,
            line_id=line_id,
            user_id=request.user.pk or 0,
            wanted=CallHandling(**form.cleaned_data),
            now=now(),
        )
    except UnableToChangePhone as refusal:
        if refusal.reason not in REASONS:
            return _page(request, account, line, _filled(line), status=403)
        example = {"example": number_text(_EXAMPLE)}
        form.add_error("forwarding_to", str(REASONS[refusal.reason]) % example)
        return _page(request, account, line, form)
    return redirect("phone-line", line_id)


@account_member
@require_safe
def phone_line_state(request: HttpRequest, account: AccountSummary, line_id: int) -> HttpResponse:
    """Only whether the last change is in effect yet, for a page that asks again and again."""
    line = _line(account, line_id)
    if not getattr(request, "htmx", False):
        return redirect("phone-line", line_id)
    return render(request, "portal/phone/_state.html", _state(account, line))


def _line(account: AccountSummary, line_id: int) -> PhoneLineLine:
    line = phone_line_of(account_id=account.id, line_id=line_id)
    if line is None:
        raise Http404
    return line


def _filled(line: PhoneLineLine) -> CallForm:
    return CallForm(
        initial={
            "forwarding": line.forwarding,
            "forwarding_to": line.forwarding_to_text,
            "has_voicemail": line.has_voicemail,
            "blocks_anonymous": line.blocks_anonymous,
        }
    )


def _state(account: AccountSummary, line: PhoneLineLine) -> dict[str, Any]:
    step = phone_progress(account_id=account.id, line_id=line.id)
    if step is not None and not step.is_open and not line.is_confirmed:
        # It may have come into effect between the two looks.
        line = _line(account, line.id)
    return {"line": line, "step": step}


def _page(
    request: HttpRequest,
    account: AccountSummary,
    line: PhoneLineLine,
    form: CallForm,
    status: int = 0,
) -> HttpResponse:
    values = {
        "account": account,
        "form": form,
        "may_change": account.permissions.may_change_phone,
        "has_several": len(phone_lines_of(account_id=account.id)) > 1,
        "emergency_number": settings.EMERGENCY_NUMBER,
        "forwarding_word": str(dict(forwarding_choices())[line.forwarding]),
        **_state(account, line),
    }
    refused = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/phone/line.html", values, status=status or refused)
