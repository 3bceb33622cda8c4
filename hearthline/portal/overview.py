"""The overview: what is due, what is on, what is new, the next action first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearthline.billing.arrangements import arrangement_on
from hearthline.billing.queries import BillSummary, latest_bill, what_is_due
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.identity.access import who
from hearthline.identity.queries import is_passkey_offered
from hearthline.identity.sessions import BEGAN_AT
from hearthline.identity.shared import is_shared
from hearthline.kernel.clock import now, provider_date
from hearthline.network.queries import outages_at
from hearthline.payments.queries import latest_payment
from hearthline.subscriptions.queries import ServiceLine, services_of

NEW_FOR = timedelta(days=30)
MOST_NEWS = 4
OFFERED_FOR = timedelta(hours=1)
"""How long after signing in a passkey is offered."""
ICONS = {"internet": "wifi", "tv": "tv", "phone": "phone"}


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened lately; `href` and `link` lead to more, where there is more."""

    day: date
    title: str
    href: str = ""
    link: str = ""


@account_member
@require_safe
def overview(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Everything a subscriber looks for first, each part one query."""
    moment = now()
    today = provider_date(moment)
    services = services_of(account_id=account.id, on=today)
    bill = latest_bill(account_id=account.id)
    values = {
        "account": account,
        "today": today,
        "outages": outages_at(account_id=account.id, now=moment),
        "due": what_is_due(account_id=account.id, today=today),
        "arrangement": arrangement_on(account_id=account.id),
        "services": [
            (service, ICONS.get(service.kind, "services"), not service.has_started(today))
            for service in services
        ],
        "bill": bill,
        "payment": latest_payment(account_id=account.id),
        "news": _news(today, bill, services),
        "offers_passkey": _offers_passkey(request, moment),
    }
    return render(request, "portal/overview.html", values)


def _offers_passkey(request: HttpRequest, moment: datetime) -> bool:
    """After signing in, where the device is one's own; later visits don't ask."""
    began_at = request.session.get(BEGAN_AT)
    if not began_at or is_shared(request):
        return False
    is_fresh = moment - datetime.fromisoformat(began_at) < OFFERED_FOR
    return is_fresh and is_passkey_offered(user_id=who(request), now=moment)


def _news(
    today: date,
    bill: BillSummary | None,
    services: list[ServiceLine],
) -> list[News]:
    """What happened in the last 30 days, newest first."""
    found = []
    if bill is not None:
        is_note = bill.kind == "credit_note"
        found.append(
            News(
                bill.issued_date,
                _("A bill was taken back") if is_note else _("Your bill is ready"),
                reverse("bill", args=[bill.number]),
                _("See the credit note") if is_note else _("See the bill"),
            )
        )
    found += [
        News(service.started_date, _("%(plan)s started") % {"plan": service.plan_name})
        for service in services
    ]
    lately = [news for news in found if news.title and today - NEW_FOR <= news.day <= today]
    return sorted(lately, key=lambda news: news.day, reverse=True)[:MOST_NEWS]
