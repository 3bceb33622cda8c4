"""Paying: how much, and by which card. The card itself is entered on the gateway's page."""

import uuid
from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearthline.billing.arrangements import NextToPay, next_to_pay
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.choices import Choice
from hearthline.design.formats import money_text, page_locale
from hearthline.kernel.clock import now, provider_date
from hearthline.kernel.money import Money, UnableToReadAmount
from hearthline.payments.operations import UnableToPay, pay_bill
from hearthline.payments.queries import (
    Payable,
    PaymentDetail,
    SavedMethod,
    payable,
    saved_methods,
    unfinished_payments,
)
from hearthline.payments.reasons import reason_text

NEW_CARD = "new"
WHOLE, PART, OTHER = "whole", "part", "other"
FIELDS = {
    "above_limit": "other_amount",
    "amount_not_positive": "other_amount",
    "amount_too_large": "other_amount",
    "no_such_method": "method",
    "method_expired": "method",
}
"""Which field a refusal of the operation belongs to; the others are about the whole form."""


class PayForm(forms.Form):
    """The next part of an arrangement, the whole amount due or another one; by which card."""

    amount_choice = forms.ChoiceField(widget=forms.RadioSelect)
    other_amount = forms.CharField(required=False, max_length=20)
    method = forms.ChoiceField(widget=forms.RadioSelect)
    save_method = forms.BooleanField(required=False)
    bill_number = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_minor = forms.IntegerField(widget=forms.HiddenInput)
    part_minor = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        due: Money,
        methods: tuple[SavedMethod, ...],
        part: Money | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.due, self.part = due, part
        self._choices("amount_choice", _("How much do you want to pay?"), self._amounts())
        self._choices("method", _("How do you want to pay?"), _methods(methods))
        self.fields["other_amount"].label = _("Another amount")
        self.fields["save_method"].label = _("Keep this card for next time")
        self.fields["save_method"].help_text = _(
            "The card company keeps it. We only see its last four digits."
        )

    def _choices(self, name: str, label: str, choices: list[tuple[str, Choice]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above, for the type checker
        field.label = label
        field.choices = choices
        field.error_messages["required"] = _("Choose one.")
        field.error_messages["invalid_choice"] = _(
            "This choice is no longer there. Choose another."
        )

    def _amounts(self) -> list[tuple[str, Choice]]:
        other = (OTHER, Choice(_("Another amount")))
        if self.due.amount_minor <= 0:
            return [other]
        owed = {"amount": money_text(self.due)}
        if self.part is None:
            whole = Choice(_("Everything that is due: %(amount)s") % owed)
            return [(WHOLE, whole), other]
        whole = Choice(_("Everything that you owe: %(amount)s") % owed)
        part = Choice(
            _("What your arrangement asks for: %(amount)s") % {"amount": money_text(self.part)}
        )
        return [(PART, part), (WHOLE, whole), other]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("amount_choice") == WHOLE:
            cleaned["amount_minor"] = self.cleaned_data.get("seen_minor")
        elif cleaned.get("amount_choice") == PART and self.part is not None:
            cleaned["amount_minor"] = self.part.amount_minor
        elif cleaned.get("amount_choice") == OTHER:
            try:
                typed = cleaned.get("other_amount", "").strip()
                cleaned["amount_minor"] = Money.typed(typed, self.due.currency).amount_minor
            except UnableToReadAmount:
                example = Money(1250, self.due.currency).decimal
                self.add_error(
                    "other_amount",
                    _("Enter an amount with a point, such as %(example)s.") % {"example": example},
                )
        return cleaned


def _methods(methods: tuple[SavedMethod, ...]) -> list[tuple[str, Choice]]:
    saved = [
        (
            str(method.id),
            Choice(
                _("Card ending in %(last4)s") % {"last4": method.last4},
                hint=_("Expires %(month)02d/%(year)d")
                % {"month": method.exp_month, "year": method.exp_year},
                icon="card",
            ),
        )
        for method in methods
        if not method.is_expired
    ]
    new = Choice(
        _("A new card"), hint=_("You enter it on the card company's own page."), icon="external"
    )
    return [*saved, (NEW_CARD, new)]


@dataclass(frozen=True, slots=True)
class _Situation:
    """What a form that pays is about."""

    payable: Payable
    methods: tuple[SavedMethod, ...]
    unfinished: tuple[PaymentDetail, ...]
    next: NextToPay | None

    @property
    def part(self) -> Money | None:
        """What an arrangement asks for, less what is under way; None if that is nothing or all."""
        if self.next is None:
            return None
        left = self.next.amount - self.payable.in_flight.total
        return left if 0 < left.amount_minor < self.payable.due.amount_minor else None


def _situation(account: AccountSummary) -> _Situation:
    at = now()
    return _Situation(
        payable=payable(account_id=account.id),
        methods=saved_methods(account_id=account.id, now=at),
        unfinished=unfinished_payments(account_id=account.id),
        next=next_to_pay(account_id=account.id, today=provider_date(at)),
    )


@account_member
@sees_bills
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Show the form, or start the payment and go where the payer must go."""
    situation = _situation(account)
    if request.method != "POST":
        form = _fresh(situation, request.GET.get("bill", ""), _most(account))
        return _page(request, account, form, situation)
    shown, part = (_shown(request, account, name) for name in ("seen_minor", "part_minor"))
    form = PayForm(request.POST, due=shown, methods=situation.methods, part=part or None)
    if not form.is_valid():
        return _page(request, account, form, situation)
    try:
        step = _start(request, account, form.cleaned_data)
    except UnableToPay as refusal:
        return _refused(request, account, refusal)
    return redirect(step.continue_url or reverse("payment", args=[step.number]))


def _shown(request: HttpRequest, account: AccountSummary, name: str) -> Money:
    """What the form showed as due: the choices are read as they were when it was filled in.

    So the same form sent again finds its payment even though nothing is due any more.
    """
    text = request.POST.get(name, "")
    is_number = text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()
    return Money(int(text[:15]) if is_number else 0, account.currency)


def _start(request: HttpRequest, account: AccountSummary, asked: dict[str, Any]) -> Any:
    return pay_bill(
        account_id=account.id,
        amount_minor=asked["amount_minor"],
        method_id=None if asked["method"] == NEW_CARD else int(asked["method"]),
        bill_number=asked["bill_number"] or None,
        save_method=asked["save_method"],
        idempotency_key=str(asked["idempotency_key"]),
        balance_seen_minor=asked["seen_minor"],
        user_id=request.user.pk,
        return_url_for=lambda number: request.build_absolute_uri(
            reverse("payment-return", args=[number])
        ),
        language=get_language() or "en",
        now=now(),
    )


def _most(account: AccountSummary) -> Money | None:
    """The most that this member may pay at a time, or None without a limit."""
    minor = account.permissions.most_minor
    return None if minor is None else Money(minor, account.currency)


def _fresh(situation: _Situation, bill_number: str, most: Money | None) -> PayForm:
    """The next part of an arrangement or else the whole amount at first, no more than `most`."""
    due, part = situation.payable.due, situation.part
    first = due if part is None else part
    is_less = most is not None and first > most
    asked = WHOLE if part is None else PART
    return PayForm(
        due=due,
        methods=situation.methods,
        part=part,
        initial={
            "amount_choice": asked if due.amount_minor > 0 and not is_less else OTHER,
            "part_minor": None if part is None else part.amount_minor,
            "other_amount": str(most.decimal) if most is not None and is_less else "",
            "method": next(
                (str(method.id) for method in situation.methods if not method.is_expired), NEW_CARD
            ),
            "bill_number": bill_number,
            "idempotency_key": uuid.uuid4(),
            "seen_minor": due.amount_minor,
        },
    )


def _refused(request: HttpRequest, account: AccountSummary, refusal: UnableToPay) -> HttpResponse:
    """The form again with what was typed, but with what is due now and a key of its own."""
    data = request.POST.copy()
    fresh = _situation(account)
    data["idempotency_key"] = str(uuid.uuid4())
    data["seen_minor"] = str(fresh.payable.due.amount_minor)
    data["part_minor"] = "" if fresh.part is None else str(fresh.part.amount_minor)
    again = PayForm(data, due=fresh.payable.due, methods=fresh.methods, part=fresh.part)
    again.is_valid()
    again.add_error(FIELDS.get(refusal.reason), str(reason_text(refusal.reason)))
    return _page(request, account, again, fresh)


def _page(
    request: HttpRequest, account: AccountSummary, form: PayForm, situation: _Situation
) -> HttpResponse:
    values = {
        "account": account,
        "form": form,
        "payable": situation.payable,
        "unfinished": situation.unfinished,
        "part": situation.part,
        "next": situation.next,
        "credit": -situation.payable.balance,
        "most": _most(account),
        "symbol": get_currency_symbol(account.currency, locale=page_locale()),
    }
    return render(
        request, "portal/pay.html", values, status=422 if form.is_bound and form.errors else 200
    )
