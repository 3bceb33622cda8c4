"""On which day of the month bills come: the next ones before and after, then the change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.forms import BillingDayForm
from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.operations.billing_day import (
    BillingDayPreview,
    UnableToChangeBillingDay,
    change_billing_day,
    preview_billing_day,
)
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.formats import day_text
from hearthline.identity.access import who
from hearthline.kernel.clock import now


@account_member
@sees_bills
@require_http_methods(["GET", "HEAD", "POST"])
def billing_day(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The day as it is; sent, first the next bills before and after, then the change."""
    today_is = next_bill_date(account_id=account.id, now=now()).day
    form = BillingDayForm(request.POST or None, initial={"day": today_is})
    preview: BillingDayPreview | None = None
    if request.method == "POST" and form.is_valid():
        wanted: dict[str, Any] = {
            "account_id": account.id,
            "day": form.cleaned_data["day"],
            "user_id": who(request),
            "by_staff": False,
            "now": now(),
        }
        try:
            if request.POST.get("action") == "change":
                first = change_billing_day(**wanted)
                messages.success(
                    request,
                    _("Your next bill comes on %(day)s, and then each month on that day.")
                    % {"day": day_text(first)},
                )
                return redirect("next-bills")
            preview = preview_billing_day(**wanted)
        except UnableToChangeBillingDay as refusal:
            form.add_error("day", _REFUSALS[refusal.reason])
    values = {"account": account, "form": form, "preview": preview, "day": today_is}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/bills/billing_day.html", values, status=status)


_REFUSALS = {
    "not_allowed": gettext_lazy("Only who may pay for this account changes the day."),
    "closed": gettext_lazy("This account is closed."),
    "bad_day": gettext_lazy("Choose a day of the list."),
    "same": gettext_lazy("Bills come on this day already."),
    "too_soon": gettext_lazy("The day can be changed once in six months. Call us if you need to."),
    "due": gettext_lazy("A bill is being made right now. Try again later today."),
}
