"""Bill an account on another day of the month, for somebody who asks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.forms import BillingDayForm
from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.operations import (
    BillingDayPreview,
    UnableToChangeBillingDay,
    change_billing_day,
    preview_billing_day,
)
from hearthline.console.looking import look_at
from hearthline.design.formats import day_text
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def billing_day(request: HttpRequest, account_number: str) -> HttpResponse:
    """The next bills before and after, then the change; staff may at any time."""
    account = look_at(request, account_number, page="account", subject="billing day")
    today_is = next_bill_date(account_id=account.id, now=now()).day
    form = BillingDayForm(request.POST or None, initial={"day": today_is})
    preview: BillingDayPreview | None = None
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        doing = (
            change_billing_day if request.POST.get("action") == "change" else preview_billing_day
        )
        try:
            found = doing(
                account_id=account.id, day=day, user_id=who(request), by_staff=True, now=now()
            )
        except UnableToChangeBillingDay as refusal:
            form.add_error("day", _REFUSALS[refusal.reason])
        else:
            if not isinstance(found, BillingDayPreview):
                messages.success(
                    request, _("The next bill comes on %(day)s.") % {"day": day_text(found)}
                )
                return redirect("console-account", account.number)
            preview = found
    values = {"account": account, "form": form, "preview": preview, "day": today_is}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/bill_runs/billing_day.html", values, status=status)


_REFUSALS = {
    "closed": gettext_lazy("This account is closed."),
    "bad_day": gettext_lazy("Choose a day of the list."),
    "same": gettext_lazy("Bills come on this day already."),
    "due": gettext_lazy("A bill is being made right now. Try again later today."),
}
