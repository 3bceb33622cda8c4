"""Paying later or in parts: propose, see what it comes to, agree; and how it stands."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.arrangement_reasons import FIELDS, reason_text
from hearthline.billing.arrangement_rules import arrangement_rules
from hearthline.billing.arrangements import StandingArrangement, arrangement_on, past_arrangements
from hearthline.billing.operations import (
    ArrangementQuote,
    Proposal,
    UnableToArrange,
    agree_arrangement,
    quote_arrangement,
)
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.choices import Choice
from hearthline.design.days import DayField
from hearthline.design.formats import money_text
from hearthline.identity.access import who
from hearthline.kernel.clock import now, provider_date
from hearthline.kernel.money import Money

EVERY = [
    ("week", gettext_lazy("Every week")),
    ("two_weeks", gettext_lazy("Every two weeks")),
    ("month", gettext_lazy("Every month")),
]
USUAL_DAYS = 7


class ProposalForm(forms.Form):
    """Into how many parts, from when on, how far apart."""

    parts = forms.TypedChoiceField(
        label=gettext_lazy("How do you want to pay?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    first_date = DayField(label=gettext_lazy("First day"))
    every = forms.ChoiceField(
        label=gettext_lazy("The other parts follow"),
        choices=EVERY,
        initial="two_weeks",
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )

    def __init__(self, *args: Any, total: Money, most: int, least: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_date"].error_messages["required"] = _("Enter the day of the first part.")
        fits = [
            n for n in range(1, most + 1) if n == 1 or total.amount_minor // n >= least.amount_minor
        ]
        self.fields["parts"].choices = [(n, _choice(total, n)) for n in fits]  # type: ignore[attr-defined]

    @property
    def proposal(self) -> Proposal:
        """What was chosen."""
        chosen = self.cleaned_data
        return Proposal(chosen["parts"], chosen["first_date"], chosen["every"])


class AgreeForm(forms.Form):
    """What was shown, handed back; nothing of it is typed."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


@account_member
@sees_bills
@require_http_methods(["GET", "HEAD", "POST"])
def arrangement(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """How it stands; or the form, then what was proposed with its days, then the agreement."""
    if request.method != "POST":
        standing = arrangement_on(account_id=account.id)
        if standing is not None:
            return _standing(request, account, standing)
        return _propose(request, account)
    form, agreed = _form(request, account, Money(0, account.currency)), AgreeForm(request.POST)
    if form is None or not form.is_valid() or not agreed.is_valid():
        return _propose(request, account)
    try:
        agree_arrangement(
            account_id=account.id,
            user_id=who(request),
            proposal=form.proposal,
            seen=agreed.cleaned_data["seen"],
            idempotency_key=str(agreed.cleaned_data["idempotency_key"]),
            now=now(),
        )
    except UnableToArrange as error:
        return _propose(request, account, refusal=error)
    messages.success(request, _("It is agreed. We tell you before each part."))
    return redirect("arrangement")


def _standing(
    request: HttpRequest, account: AccountSummary, standing: StandingArrangement
) -> HttpResponse:
    values = {
        "account": account,
        "standing": standing,
        "today": provider_date(now()),
    }
    return render(request, "portal/bills/arrangement.html", values)


def _propose(
    request: HttpRequest, account: AccountSummary, *, refusal: UnableToArrange | None = None
) -> HttpResponse:
    """The form, or what was proposed; or why there can't be one at all."""
    moment = now()
    values: dict[str, Any] = {
        "account": account,
        "past": past_arrangements(account_id=account.id, limit=3),
        "rules": arrangement_rules(currency=account.currency),
        "refusal": reason_text(refusal) if refusal else "",
    }
    usual = Proposal(1, provider_date(moment) + timedelta(days=USUAL_DAYS), "two_weeks")
    try:
        whole = _quote(request, account, usual)
    except UnableToArrange as error:
        values |= {"impossible": reason_text(error)}
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/bills/arrangement.html", values, status=status)
    form = _form(request, account, whole.total)
    values |= {"whole": whole, "form": form}
    if form.is_bound and form.is_valid():
        try:
            quote = _quote(request, account, form.proposal)
        except UnableToArrange as error:
            form.add_error(FIELDS.get(error.reason), reason_text(error))
        else:
            agree = AgreeForm(initial={"seen": quote.seen, "idempotency_key": uuid.uuid4()})
            values |= {"quote": quote, "agree": agree}
    is_wrong = refusal is not None or (form.is_bound and bool(form.errors))
    return render(request, "portal/bills/arrangement.html", values, status=422 if is_wrong else 200)


def _quote(request: HttpRequest, account: AccountSummary, proposal: Proposal) -> ArrangementQuote:
    return quote_arrangement(
        account_id=account.id, user_id=who(request), proposal=proposal, now=now()
    )


def _form(request: HttpRequest, account: AccountSummary, total: Money) -> ProposalForm:
    """What stands in the address, which is how a proposal can be looked at again."""
    rules = arrangement_rules(currency=account.currency)
    is_asked = "parts" in request.GET
    return ProposalForm(
        request.GET if is_asked else None,
        total=total,
        most=rules.most_parts,
        # The operation holds it when it is agreed to.
        least=rules.least_part if total else Money(0, account.currency),
        initial={
            "parts": 1,
            "first_date": provider_date(now()) + timedelta(days=USUAL_DAYS),
        },
    )


def _choice(total: Money, parts: int) -> Choice:
    if parts == 1:
        return Choice(_("All of it later: %(amount)s") % {"amount": money_text(total)})
    each = Money(-(-total.amount_minor // parts), total.currency)
    return Choice(
        _("In %(parts)s parts of up to %(amount)s") % {"parts": parts, "amount": money_text(each)}
    )
