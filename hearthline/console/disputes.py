"""Disputed lines: what waits, and the decision about one."""

from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.billing.disputes import DisputedLine, disputed_line, open_disputes
from hearthline.billing.operations import UnableToDispute, limit_minor
from hearthline.care.operations import decide_line
from hearthline.console.billing.refusals import NO_NEXT_BILL
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.customers.reasons import Reason
from hearthline.design.formats import page_locale
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now
from hearthline.kernel.money import Money, UnableToReadAmount

UPHOLD, REFUSE = "uphold", "refuse"


class DecisionForm(forms.Form):
    """Give back, or not, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (UPHOLD, gettext_lazy("Give it back")),
            (REFUSE, gettext_lazy("It stays as it is")),
        ],
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount to give back"),
        help_text=gettext_lazy("Before taxes: those of the line come back with it."),
        max_length=20,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is sent to the subscriber as the answer."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why.")},
    )

    def __init__(self, *args: Any, line: DisputedLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["credit"] = None
        if typed.get("decision") == UPHOLD:
            try:
                text = typed.get("amount", "").strip()
                credit = Money.typed(text, self.line.amount.currency)
            except UnableToReadAmount:
                credit = Money(0, self.line.amount.currency)
            if not 0 < credit.amount_minor <= self.line.amount.amount_minor:
                self.add_error("amount", _("Enter an amount up to that of the line."))
            typed["credit"] = credit
        return typed


@staff("support", "billing")
@never_cache
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    return render(request, "console/disputes.html", {"lines": open_disputes()})


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, ticket_number: str) -> HttpResponse:
    """One line, with what is decided about it."""
    line = disputed_line(reference=ticket_number)
    if line is None:
        raise Http404
    account = look_at(
        request,
        line.account_number,
        page="bill",
        subject=line.bill_number[:60],
        because=Reason("ticket", ticket_number),
    )
    if request.method != "POST":
        initial = {"amount": str(line.amount.decimal)}
        return _page(request, account, line, DecisionForm(line=line, initial=initial))
    form = DecisionForm(request.POST, line=line)
    if form.is_valid():
        try:
            is_decided = decide_line(
                reference=ticket_number,
                credit=form.cleaned_data["credit"],
                reason=form.cleaned_data["reason"],
                staff_user_id=who(request),
                now=now(),
            )
        except UnableToDispute as refusal:
            form.add_error(None, _REFUSALS.get(refusal.reason) or _DECIDED)
        else:
            if is_decided:
                messages.success(request, _("It is decided, and the subscriber is told."))
            else:
                words = _("It is above your limit and waits for somebody else's approval.")
                messages.info(request, words)
            return redirect("console-disputes")
    return _page(request, account, line, form)


_DECIDED = gettext_lazy("Somebody has decided about it meanwhile.")
_REFUSALS = {
    "waits": gettext_lazy("It waits for somebody else's approval."),
    "role": gettext_lazy("Your roles don't do this."),
    "waived": gettext_lazy("It is waived already, or that waits for approval."),
    "closed": NO_NEXT_BILL,
    "taken_back": gettext_lazy(
        "The bill with this line was taken back, so nothing of it is given back once more. Choose "
        "that it stays, and write why."
    ),
}


def _page(
    request: HttpRequest, account: AccountDetail, line: DisputedLine, form: DecisionForm
) -> HttpResponse:
    limit = limit_minor(user_id=who(request), kind="dispute", currency=account.currency)
    values = {
        "account": account,
        "line": line,
        "form": form,
        "limit": None if limit is None else Money(limit, account.currency),
        "symbol": get_currency_symbol(account.currency, locale=page_locale()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/dispute.html", values, status=status)
