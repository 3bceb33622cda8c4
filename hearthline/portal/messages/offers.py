"""Offers that the account may have, unless this person doesn't want to hear of any."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.worded import Worded
from hearthline.kernel import clock
from hearthline.notices.kinds import Topic
from hearthline.notices.queries import preferences_of
from hearthline.subscriptions.queries import promotions_for


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion in the reader's words, and the last day on which it runs."""

    title: Worded
    text: Worded
    last_date: date


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
        Offer(Worded(line.title, line.title_es), Worded(line.text, line.text_es), line.last_date)
        for line in promotions_for(account_id=account.id, on=today)
    ]
