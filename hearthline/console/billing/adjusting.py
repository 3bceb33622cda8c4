"""An account's money: what was changed about it, and the form that changes something."""

import uuid
from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.billing.decisions import adjustments_of
from hearthline.billing.deposits import deposit_held
from hearthline.billing.operations import (
    Refusal,
    UnableToAdjust,
    limit_minor,
    propose_adjustment,
)
from hearthline.billing.queries import what_is_due
from hearthline.billing.reasons import REASONS
from hearthline.billing.waivers import charges_to_waive
from hearthline.console.amounts import AmountForm
from hearthline.console.billing.refusals import refusal_words
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.design.formats import money_text, page_locale
from hearthline.identity.access import staff, who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now, provider_date
from hearthline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class What:
    """Something that can be done: its kind in the books, its sign, and its words."""

    kind: str
    sign: int
    name: Promise
    hint: Promise
    reason: str = ""
    chooses: bool = False


WHATS: dict[str, What] = {
    "credit": What(
        "adjustment",
        -1,
        gettext_lazy("Give a credit"),
        gettext_lazy("The account owes less."),
        chooses=True,
    ),
    "charge": What(
        "adjustment",
        1,
        gettext_lazy("Charge something"),
        gettext_lazy("The account owes more. No taxes are added."),
        chooses=True,
    ),
    "write_off": What(
        "write_off",
        -1,
        gettext_lazy("Write off a debt"),
        gettext_lazy("It isn't owed any more. If it is paid after all, it is taken back."),
    ),
    "refund": What(
        "refund",
        1,
        gettext_lazy("Pay back credit"),
        gettext_lazy("It goes to the list of payouts at once."),
    ),
    "deposit": What(
        "deposit",
        1,
        gettext_lazy("Take a deposit"),
        gettext_lazy("It is charged on the next bill and held until it is given back."),
        reason="taken",
    ),
    "deposit_back": What(
        "deposit",
        -1,
        gettext_lazy("Give a deposit back"),
        gettext_lazy("It is a credit on the next bill."),
        reason="given_back",
    ),
    "deposit_used": What(
        "deposit_used",
        -1,
        gettext_lazy("Use the deposit for what is owed"),
        gettext_lazy("The account owes less at once."),
        reason="debt",
    ),
}


class AdjustForm(AmountForm):
    """How much, why, and when."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Choose why.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy("The subscriber reads it on the bill or in the activity."),
        max_length=120,
        required=False,
    )
    applies = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("next_bill", gettext_lazy("On the next bill")),
            ("now", gettext_lazy("At once, on the balance")),
        ],
        widget=forms.RadioSelect,
        initial="next_bill",
    )
    what = forms.ChoiceField(
        choices=[(key, what.name) for key, what in WHATS.items()], widget=forms.HiddenInput
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, what: What, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - declared above
        reason.choices = [("", _("Choose"))] + [
            (key, str(label)) for key, label in REASONS[what.kind].items()
        ]
        if what.reason:
            del self.fields["reason"]
        if not what.chooses:
            del self.fields["applies"]

    def clean_words(self) -> str:
        return " ".join(self.cleaned_data["words"].split())


@staff("support", "billing")
@never_cache
@require_safe
def money(request: HttpRequest, account_number: str) -> HttpResponse:
    """What was changed, by whom and why; and what can be done."""
    account = look_at(request, account_number, page="account", subject="money")
    can = [
        (key, what)
        for key, what in WHATS.items()
        if limit_minor(user_id=who(request), kind=what.kind, currency=account.currency)
    ]
    values = {
        "account": account,
        "due": what_is_due(account_id=account.id, today=provider_date(now())),
        "deposit": deposit_held(account_id=account.id),
        "lines": adjustments_of(account_id=account.id),
        "can": can,
        "charges": charges_to_waive(account_id=account.id, today=provider_date(now())),
    }
    return render(request, "console/billing/money.html", values)


@staff("support", "billing")
@needs_proof("amount", "reason", "words", "applies", "what", "idempotency_key", to_read=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest, account_number: str) -> HttpResponse:
    """The form, or what it asks for; the same form sent again is the same adjustment."""
    account = look_at(request, account_number, page="account", subject="money")
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("what", "")
    waiting = draft(request)
    key = waiting.get("what", key)
    if key not in WHATS:
        return redirect("console-money", account.number)
    what = WHATS[key]
    if request.method != "POST":
        fresh = {"what": key, "applies": "next_bill", "idempotency_key": uuid.uuid4()} | waiting
        return _page(request, account, what, _form(account, what, initial=fresh))
    form = _form(account, what, request.POST)
    if not form.is_valid():
        return _page(request, account, what, form)
    try:
        made = _propose(account, what, form.cleaned_data, who(request))
    except UnableToAdjust as error:
        field = "amount" if error.refusal in _OF_AMOUNT else None
        form.add_error(field, refusal_words(error.refusal))
        return _page(request, account, what, form)
    if made.state == "proposed":
        messages.info(request, _("It is above your limit and waits for somebody else's approval."))
    else:
        amount = money_text(form.cleaned_data["amount"])
        messages.success(request, _("%(amount)s: it is done.") % {"amount": amount})
    return redirect("console-money", account.number)


_OF_AMOUNT = {Refusal.AMOUNT, Refusal.NOT_OWED, Refusal.NO_CREDIT, Refusal.NO_DEPOSIT}


def _form(account: AccountDetail, what: What, data: Any = None, **fields: Any) -> AdjustForm:
    return AdjustForm(data, currency=account.currency, what=what, **fields)


def _propose(account: AccountDetail, what: What, typed: dict[str, Any], user_id: int) -> Any:
    return propose_adjustment(
        account_id=account.id,
        kind=what.kind,
        amount_minor=what.sign * typed["amount"].amount_minor,
        reason=what.reason or typed["reason"],
        words=typed["words"],
        applies=typed.get("applies", "now"),
        user_id=user_id,
        idempotency_key=f"console:{typed['idempotency_key']}",
        now=now(),
    )


def _page(
    request: HttpRequest, account: AccountDetail, what: What, form: AdjustForm
) -> HttpResponse:
    limit = limit_minor(user_id=who(request), kind=what.kind, currency=account.currency)
    values = {
        "account": account,
        "what": what,
        "form": form,
        "due": what_is_due(account_id=account.id, today=provider_date(now())),
        "deposit": deposit_held(account_id=account.id),
        "is_deposit": what.kind.startswith("deposit"),
        "limit": None if limit is None else Money(limit, account.currency),
        "symbol": get_currency_symbol(account.currency, locale=page_locale()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/billing/adjust.html", values, status=status)
