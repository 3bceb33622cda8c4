"""Correct a wrong bill: see the difference first, then issue a credit note and the bill anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import (
    UnableToAssessTaxes,
    UnableToCorrect,
    correct_bill,
    preview_correction,
)
from hearthline.billing.operations.corrections import BilledCharge, charges_on
from hearthline.billing.queries import bill_detail
from hearthline.console.bill_runs.words import NO_TAXES
from hearthline.console.looking import look_at
from hearthline.design.formats import money_text
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now

_MOST = 60


class CorrectionForm(forms.Form):
    """Why it is wrong, and which charges shouldn't have been on it."""

    reason = forms.CharField(
        label=gettext_lazy("What was wrong?"),
        help_text=gettext_lazy("The subscriber can read this."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write in a few words what was wrong.")},
    )
    dropped = forms.MultipleChoiceField(
        label=gettext_lazy("Leave out of the corrected bill"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, charges: tuple[BilledCharge, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["dropped"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [
            (str(each.id), f"{each.description}: {money_text(each.amount)}") for each in charges
        ]


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, account_number: str, bill_number: str) -> HttpResponse:
    """The difference a correction would make; sent with a reason, the correction."""
    account = look_at(request, account_number, page="bill", subject=bill_number[:_MOST])
    detail = bill_detail(account_id=account.id, number=bill_number)
    if detail is None:
        raise Http404
    charges = charges_on(account_id=account.id, number=bill_number)
    form = CorrectionForm(request.POST or None, charges=charges)
    is_doing = request.method == "POST" and request.POST.get("action") == "correct"
    dropped = [int(each) for each in (form.cleaned_data.get("dropped", []) if _read(form) else [])]
    try:
        if is_doing and form.is_valid():
            done = correct_bill(
                account_id=account.id,
                number=bill_number,
                reason=form.cleaned_data["reason"],
                user_id=who(request),
                dropped=dropped,
                now=now(),
            )
            messages.success(request, _("The bill is corrected. This is what replaces it."))
            return redirect("console-bill", account_number, done.rebill or done.credit_note)
        preview = preview_correction(
            account_id=account.id, number=bill_number, now=now(), dropped=dropped
        )
    except UnableToCorrect as refusal:
        messages.error(request, _REFUSALS[refusal.reason])
        return redirect("console-bill", account_number, bill_number)
    except UnableToAssessTaxes:
        messages.error(request, NO_TAXES)
        return redirect("console-bill", account_number, bill_number)
    if request.method == "POST" and not is_doing:
        form = CorrectionForm(initial=_typed(request, dropped), charges=charges)
    values = {
        "account": account,
        "bill": detail,
        "form": form,
        "preview": preview,
        "has_charges": bool(charges),
        "causes": [(cause, "") for cause in preview.explanation.causes]
        if preview.explanation
        else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/bill_runs/correct.html", values, status=status)


def _read(form: CorrectionForm) -> bool:
    """Whether anything was sent; a missing reason keeps no preview from being drawn."""
    if form.is_bound:
        form.is_valid()
    return form.is_bound


def _typed(request: HttpRequest, dropped: list[int]) -> dict[str, Any]:
    return {"reason": request.POST.get("reason", "")[:200], "dropped": [str(n) for n in dropped]}


_REFUSALS = {
    "not_found": gettext_lazy("There is no such bill."),
    "imported": gettext_lazy("This bill is another system's: enter a credit or a charge instead."),
    "credit_note": gettext_lazy("A credit note isn't corrected."),
    "corrected": gettext_lazy("This bill was corrected already."),
    "built_upon": gettext_lazy(
        "A later bill gave back days of this one, or billed them again. Enter a credit or a charge "
        "instead."
    ),
    "charge": gettext_lazy("One of these charges isn't on this bill. Start again."),
    "no_reason": gettext_lazy("Write in a few words what was wrong."),
}
