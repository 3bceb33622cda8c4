"""What waits for a second person: adjustments to decide, refunds to pay out."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.billing.decisions import (
    adjustment_by_id,
    adjustments_waiting,
    payout_by_id,
    payouts_waiting,
)
from hearthline.billing.operations import (
    UnableToAdjust,
    UnableToPayOut,
    pay_out,
    take_back_payout,
)
from hearthline.care.operations import decide_waiting
from hearthline.console.billing.refusals import refusal_words
from hearthline.console.looking import look_at
from hearthline.identity.access import staff, who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now

_MOST_ID = 2**63 - 1


class DecideForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[("approve", gettext_lazy("Approve")), ("refuse", gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )


class PayoutForm(forms.Form):
    """How it was paid."""

    reference = forms.CharField(
        label=gettext_lazy("Check or transfer number"),
        help_text=gettext_lazy("As it stands on the check or the bank statement."),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter the number.")},
    )


@staff("billing")
@never_cache
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits: for a decision, for its money."""
    values = {"lines": adjustments_waiting(), "payouts": payouts_waiting()}
    return render(request, "console/billing/approvals.html", values)


@staff("billing")
@needs_proof("answer", to_read=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """One adjustment, and the decision of somebody who didn't ask for it."""
    line = adjustment_by_id(adjustment_id=min(adjustment_id, _MOST_ID))
    if line is None:
        raise Http404
    account = look_at(request, line.account_number, page="account", subject="money")
    initial = draft(request)
    form = DecideForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        is_yes = form.cleaned_data["answer"] == "approve"
        try:
            decide_waiting(adjustment_id=line.id, approve=is_yes, user_id=who(request), now=now())
        except UnableToAdjust as error:
            form.add_error(None, refusal_words(error.refusal))
        else:
            messages.success(request, _("It is approved.") if is_yes else _("It is refused."))
            return redirect("console-approvals")
    values = {
        "line": line,
        "account": account,
        "form": form,
        "is_yours": line.proposed_by_id == who(request),
    }
    status = 422 if form.errors else 200
    return render(request, "console/billing/approval.html", values, status=status)


@staff("billing")
@needs_proof("reference", to_read=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payout(request: HttpRequest, payout_id: int) -> HttpResponse:
    """A refund that waits for its money: the form that says how it was paid, or take it back."""
    line = payout_by_id(payout_id=min(payout_id, _MOST_ID))
    if line is None:
        raise Http404
    account = look_at(request, line.account_number, page="account", subject="money")
    if request.method == "POST" and request.POST.get("action") == "take_back":
        return _take_back(request, line.id)
    initial = draft(request)
    form = PayoutForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            pay_out(
                payout_id=line.id,
                reference=form.cleaned_data["reference"],
                user_id=who(request),
                now=now(),
            )
        except UnableToPayOut as error:
            form.add_error(None, _NOT_PAID[error.reason])
        else:
            messages.success(request, _("It is written down as paid."))
            return redirect("console-approvals")
    values = {"line": line, "account": account, "form": form}
    status = 422 if form.errors else 200
    return render(request, "console/billing/payout.html", values, status=status)


def _take_back(request: HttpRequest, payout_id: int) -> HttpResponse:
    try:
        take_back_payout(payout_id=payout_id, user_id=who(request), now=now())
    except UnableToPayOut as error:
        messages.error(request, _NOT_PAID[error.reason])
    else:
        messages.success(request, _("The refund is taken back: it is on the account again."))
    return redirect("console-approvals")


_NOT_PAID = {
    "unknown": gettext_lazy("It isn't there any more."),
    "no_reference": gettext_lazy("Enter the number."),
    "paid": gettext_lazy("It was paid before, with another number."),
    "taken_back": gettext_lazy("It was taken back."),
    "owes": gettext_lazy("The account owes again. Take the refund back first."),
}
