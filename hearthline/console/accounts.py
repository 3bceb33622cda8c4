"""One account as its subscriber sees it."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.billing.queries import bills_of, what_is_due
from hearthline.console.looking import look_at
from hearthline.customers.queries import contact_of_record_changes, new_emails_of_members
from hearthline.design.paging import asked_page
from hearthline.identity.access import staff
from hearthline.identity.roles import opens
from hearthline.kernel.clock import now, provider_date
from hearthline.notices.queries import messages_of_account
from hearthline.payments.queries import PAGE_SIZE as PAYMENTS_A_PAGE
from hearthline.payments.queries import payment_history
from hearthline.subscriptions.queries import orders_of, services_of

MESSAGES_SHOWN = 5
ORDERS_SHOWN = 10
SEE_MONEY = ("support", "billing")


@staff("support", "billing", "network")
@never_cache
@require_safe
def account(request: HttpRequest, account_number: str) -> HttpResponse:
    """What somebody's roles let them see of an account, on one page."""
    found = look_at(request, account_number, page="account")
    at = now()
    today = provider_date(at)
    values: dict[str, Any] = {
        "account": found,
        "today": today,
        "services": services_of(account_id=found.id, on=today),
        "orders": orders_of(account_id=found.id, limit=ORDERS_SHOWN),
    }
    if opens(SEE_MONEY, request.staff_roles):  # type: ignore[attr-defined]
        values |= _money(request, found.id, at)
    return render(request, "console/account.html", values)


def _money(request: HttpRequest, account_id: int, at: datetime) -> dict[str, Any]:
    """What is owed, and how the household is reached: nothing that a network needs."""
    return {
        "sees_money": True,
        "due": what_is_due(account_id=account_id, today=provider_date(at)),
        "new_emails": new_emails_of_members(account_id=account_id, now=at),
        "contact_changes": contact_of_record_changes(account_id=account_id),
        "messages_sent": messages_of_account(account_id=account_id, limit=MESSAGES_SHOWN),
        **_bills(account_id, asked_page(request, "bills")),
        **_payments(account_id, asked_page(request, "payments")),
    }


# Rows come in pages already; the paginator only draws the way to the other pages.
def _bills(account_id: int, page: int) -> dict[str, Any]:
    found = bills_of(account_id=account_id, page=page)
    pages = Paginator(range(found.total), found.page_size)
    return {"bills": found.bills, "bills_page": pages.page(found.page)}


def _payments(account_id: int, page: int) -> dict[str, Any]:
    found = payment_history(account_id=account_id, page=page)
    pages = Paginator(range(found.total), PAYMENTS_A_PAGE)
    return {"payments": found.rows, "payments_page": pages.page(found.page)}
