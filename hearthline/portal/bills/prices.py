"""What a new price of a plan means for an account that has it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthline.catalog.queries import price_change
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.queries import subscriptions_at_price


@account_member
@sees_bills
@require_safe
def price_notice(request: HttpRequest, account: AccountSummary, price_id: int) -> HttpResponse:
    """The old price, the new one and its first day, for who has or had the plan then."""
    found = price_change(price_id=price_id)
    services = (
        subscriptions_at_price(
            account_id=account.id, plan_code=found.plan_code, on=found.starts_date
        )
        if found is not None
        else ()
    )
    if found is None or not services:
        raise Http404
    today = provider_date(now())
    values = {
        "account": account,
        "price": found,
        "is_to_come": found.starts_date > today,
        "services": services,
        "months": found.period_months,
    }
    return render(request, "portal/bills/price_notice.html", values)
