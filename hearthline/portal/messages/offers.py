"""Offers that the account may have, unless this person doesn't want to hear of any."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.billing.operations import PromotionQuote, accept_promotion, quote_promotion
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.worded import Worded
from hearthline.kernel import clock
from hearthline.notices.kinds import Topic
from hearthline.notices.queries import preferences_of
from hearthline.subscriptions.operations import UnableToDiscount, UnableToOrder
from hearthline.subscriptions.queries import promotions_for
from hearthline.subscriptions.reasons import reason_text


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion in the reader's words, and the last day on which it runs."""

    title: Worded
    text: Worded
    last_date: date
    code: str
    may_accept: bool


@account_member
@require_safe
def offers(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Those that run today, ending soonest first; none at all where they are switched off."""
    choice = preferences_of(user_id=request.user.pk or 0).choices[Topic.PROMOTIONS]
    values = {
        "account": account,
        "is_off": choice.is_off,
        "offers": [] if choice.is_off else _offers(account),
    }
    return render(request, "portal/messages/offers.html", values)


def _offers(account: AccountSummary) -> list[Offer]:
    today = clock.provider_date(clock.now())
    return [
        Offer(
            Worded(line.title, line.title_es),
            Worded(line.text, line.text_es),
            line.last_date,
            line.code,
            may_accept=bool(line.gives) and not line.plan_code and account.permissions.may_order,
        )
        for line in promotions_for(account_id=account.id, on=today)
    ]


@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, account: AccountSummary, offer_code: str) -> HttpResponse:
    """What accepting one does to the next bill; agreeing to it."""
    asked: dict[str, Any] = {
        "account_id": account.id,
        "user_id": request.user.pk,
        "code": offer_code,
        "now": clock.now(),
    }
    quote: PromotionQuote | None = None
    refusal = ""
    try:
        if request.method == "POST":
            accept_promotion(**asked)
            flash.success(request, _("The discount is yours from your next bill on."))
            return redirect("services")
        quote = quote_promotion(**asked)
    except UnableToDiscount as error:
        raise Http404 from error
    except UnableToOrder as error:
        refusal = reason_text(error)
    values = {"account": account, "quote": quote, "refusal": refusal}
    status = 422 if refusal and request.method == "POST" else 200
    return render(request, "portal/messages/offer.html", values, status=status)
