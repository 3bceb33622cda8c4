"""The next bill as it would be, and the agreement to it."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import OrderQuote, order_at_quote, quote_order
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.operations import UnableToOrder, Wish
from hearthline.subscriptions.operations.apply import MOST_WISHES
from hearthline.subscriptions.reasons import reason_text

_LONGEST = 100


def review_address(wishes: list[Wish], effective: str, on_date: date | None) -> str:
    """The page that reviews some wishes: they stand in its address, so that it can be reloaded."""
    pairs: list[tuple[str, str]] = []
    for wish in wishes:
        if wish.action == "add":
            pairs.append(("add", wish.plan_code))
        elif wish.action == "change":
            pairs += [("change", wish.subscription_number), ("to", wish.plan_code)]
        else:
            pairs.append(("remove", wish.subscription_number))
    pairs.append(("effective", effective))
    if on_date is not None:
        pairs.append(("on_date", on_date.isoformat()))
    return f"{reverse('review-order')}?{urlencode(pairs)}"


def _wishes(query: QueryDict) -> list[Wish]:
    changes = zip(query.getlist("change"), query.getlist("to"), strict=False)
    found = [
        *(Wish("change", number, plan) for number, plan in changes),
        *(Wish("add", plan_code=code) for code in query.getlist("add")),
        *(Wish("remove", number) for number in query.getlist("remove")),
    ]
    is_sane = len(found) <= MOST_WISHES and all(
        len(text) <= _LONGEST and "\0" not in text
        for wish in found
        for text in (wish.subscription_number, wish.plan_code)
    )
    return found if is_sane else []


class AgreeForm(forms.Form):
    """What was shown, handed back; nothing of it is typed."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


class _WhenField(forms.Form):
    effective = forms.ChoiceField(choices=[(name, name) for name in ("now", "next_bill", "day")])
    on_date = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Show what would change and the next bill with it, or place the order that was agreed to."""
    wishes = _wishes(request.GET)
    when = _WhenField(request.GET)
    asked: dict[str, Any] = {
        "account_id": account.id,
        "user_id": request.user.pk,
        "wishes": wishes,
        "effective": when.cleaned_data["effective"] if when.is_valid() else "",
        "on_date": when.cleaned_data.get("on_date") if when.is_valid() else None,
        "now": now(),
    }
    refusal: UnableToOrder | None = None
    if request.method == "POST":
        form = AgreeForm(request.POST)
        if form.is_valid():
            try:
                number = order_at_quote(
                    **asked,
                    seen=form.cleaned_data["seen"],
                    idempotency_key=str(form.cleaned_data["idempotency_key"]),
                )
            except UnableToOrder as error:
                refusal = error
            else:
                return redirect("order", number)
    return _page(request, account, asked, refusal)


def _page(
    request: HttpRequest,
    account: AccountSummary,
    asked: dict[str, Any],
    refusal: UnableToOrder | None,
) -> HttpResponse:
    quote: OrderQuote | None = None
    try:
        quote = quote_order(**asked)
    except UnableToOrder as error:
        refusal = error
    values: dict[str, Any] = {
        "account": account,
        "quote": quote,
        "today": provider_date(asked["now"]),
        "refusal": reason_text(refusal) if refusal else "",
    }
    if quote is not None:
        initial = {"seen": quote.seen, "idempotency_key": uuid.uuid4()}
        values["form"] = AgreeForm(initial=initial)
    status = 422 if refusal else 200
    return render(request, "portal/services/review.html", values, status=status)
