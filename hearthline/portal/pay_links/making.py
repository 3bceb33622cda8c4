"""Make a link by which somebody else pays a bill, see which there are, withdraw one."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.billing.queries import bill_detail
from hearthline.customers.access import account_member, only_if
from hearthline.customers.queries import AccountSummary
from hearthline.identity.access import who
from hearthline.kernel.clock import now
from hearthline.payments.operations import UnableToUsePayLink, make_pay_link, withdraw_pay_link
from hearthline.payments.pay_links import pay_links_of
from hearthline.portal.pay_links.forms import MadeLinkForm

pays = only_if(lambda permissions: permissions.may_pay)
"""A page for members who may pay; for others it isn't there."""


@account_member
@pays
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay_link(request: HttpRequest, account: AccountSummary, bill_number: str) -> HttpResponse:
    """What a link is, those that work, and a new one, shown this once."""
    bill = bill_detail(account_id=account.id, number=bill_number)
    if bill is None:
        raise Http404
    made, refused = "", ""
    if request.method == "POST":
        try:
            token = make_pay_link(
                account_id=account.id, user_id=who(request), bill_number=bill_number, now=now()
            )
        except UnableToUsePayLink as error:
            refused = refusal_text(error)
        else:
            made = settings.SITE_URL + reverse("pay-by-link", args=[token])
    values = {
        "account": account,
        "bill": bill,
        "form": MadeLinkForm(initial={"link": made}) if made else None,
        "refused": refused,
        "links": pay_links_of(account_id=account.id, bill_number=bill_number, now=now()),
    }
    status = 422 if refused else 200
    return render(request, "portal/pay_links/pay_link.html", values, status=status)


@account_member
@pays
@require_POST
def withdraw(request: HttpRequest, account: AccountSummary, pay_link_id: int) -> HttpResponse:
    """End a link."""
    try:
        bill_number = withdraw_pay_link(
            account_id=account.id, user_id=who(request), pay_link_id=pay_link_id, now=now()
        )
    except UnableToUsePayLink as error:
        raise Http404 from error
    messages.success(request, _("The link is withdrawn. Nobody can pay by it any more."))
    return redirect("pay-link", bill_number)


def refusal_text(error: UnableToUsePayLink) -> str:
    """A sentence for a reason."""
    return {
        "not_allowed": _("You can't pay for this account."),
        "not_there": _("This link doesn't work any more."),
        "nothing_due": _("Nothing is left to pay on this bill."),
        "too_many": _("That's enough for now. Withdraw a link first, or try again later."),
        "bad_email": _("Enter an email address, such as name@example.com."),
    }[error.reason]
