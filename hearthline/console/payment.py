"""Write down money that came as cash, by check or by bank transfer."""

import uuid
from datetime import date
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.queries import Due, what_is_due
from hearthline.console.amounts import AmountForm
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.design.days import DayField
from hearthline.design.formats import money_text, page_locale
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date, start_of_day
from hearthline.payments.operations import UnableToRecordPayment, record_payment

CHANNELS = [
    ("cash", gettext_lazy("Cash")),
    ("check", gettext_lazy("Check")),
    ("bank_transfer", gettext_lazy("Bank transfer")),
]
OLDEST = date(2000, 1, 1)


class PaymentForm(AmountForm):
    """How much came, how, and when."""

    amount = forms.CharField(
        label=gettext_lazy("Amount received"),
        max_length=20,
        error_messages={"required": gettext_lazy("Enter the amount.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it came.")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Check or transfer number"),
        help_text=gettext_lazy("As it stands on the check or the bank statement."),
        max_length=100,
        required=False,
    )
    received_date = DayField(
        label=gettext_lazy("Day it came"),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.today = today

    def clean_received_date(self) -> date:
        day: date = self.cleaned_data["received_date"]
        if not OLDEST <= day <= self.today:
            raise forms.ValidationError(_("Enter a day that isn't in the future."))
        return day


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, account_number: str) -> HttpResponse:
    """The form, or the payment written down; the same form sent again is the same payment."""
    account = look_at(request, account_number, page="payment")
    today = provider_date(now())
    due = what_is_due(account_id=account.id, today=today)
    if request.method != "POST":
        return _page(request, account, due, _fresh(account, due, today))
    form = PaymentForm(request.POST, currency=account.currency, today=today)
    if not form.is_valid():
        return _page(request, account, due, form)
    try:
        number = _record(request, account, form.cleaned_data)
    except UnableToRecordPayment:
        form.add_error(None, _("This form was sent before with something else in it. Start again."))
        return _page(request, account, due, form)
    values = {"amount": money_text(form.cleaned_data["amount"]), "number": number}
    messages.success(request, _("%(amount)s is written down as payment %(number)s.") % values)
    return redirect("console-account", account.number)


def _record(request: HttpRequest, account: AccountDetail, typed: dict[str, Any]) -> str:
    step = record_payment(
        account_id=account.id,
        amount_minor=typed["amount"].amount_minor,
        channel=typed["channel"],
        reference=typed["reference"],
        received_at=start_of_day(typed["received_date"]),
        idempotency_key=f"console:{typed['idempotency_key']}",
        staff_user_id=request.user.pk,
        now=now(),
    )
    return step.number


def _fresh(account: AccountDetail, due: Due, today: date) -> PaymentForm:
    owed = str(due.amount.decimal) if due.amount else ""
    return PaymentForm(
        currency=account.currency,
        today=today,
        initial={"amount": owed, "received_date": today, "idempotency_key": uuid.uuid4()},
    )


def _page(
    request: HttpRequest, account: AccountDetail, due: Due, form: PaymentForm
) -> HttpResponse:
    values = {
        "account": account,
        "due": due,
        "form": form,
        "symbol": get_currency_symbol(account.currency, locale=page_locale()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/payment.html", values, status=status)
