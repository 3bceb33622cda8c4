"""Handing an account over: the owner offers, a member agrees."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearthline.customers.access import account_member
from hearthline.customers.operations import (
    UnableToManageHousehold,
    accept_ownership,
    end_ownership_offer,
    offer_ownership,
)
from hearthline.customers.queries import (
    AccountSummary,
    OfferLine,
    household_of,
    ownership_offer_of,
)
from hearthline.design.choices import Choice
from hearthline.identity.access import who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now
from hearthline.portal.household.forms import OwnerForm
from hearthline.portal.household.refusals import refusal_text
from hearthline.portal.household.words import NAMES


@account_member
@needs_proof("member")
@require_http_methods(["GET", "HEAD", "POST"])
def ownership(request: HttpRequest, account: AccountSummary) -> HttpResponseBase:
    """For the owner: offer it to somebody. For who was offered it: agree."""
    offer = ownership_offer_of(account_id=account.id, now=now())
    if account.permissions.may_manage_household:
        return _offer(request, account, offer)
    if offer is None or offer.to_user_id != who(request):
        raise Http404
    if request.method != "POST":
        values = {"account": account, "offer": offer}
        return render(request, "portal/household/agree.html", values)
    try:
        accept_ownership(account_id=account.id, user_id=who(request), now=now())
    except UnableToManageHousehold as error:
        messages.error(request, refusal_text(error))
    else:
        messages.success(request, _("You are the owner of this account now."))
    return redirect("household")


def _offer(request: HttpRequest, account: AccountSummary, offer: OfferLine | None) -> HttpResponse:
    members: list[tuple[int, Choice]] = [
        (member.id, Choice(member.name, hint=str(NAMES[member.role])))
        for member in household_of(account_id=account.id)
        if not member.permissions.may_manage_household
    ]
    posted = request.POST if request.method == "POST" else None
    form = OwnerForm(posted, initial=draft(request), members=members)
    if form.is_bound and form.is_valid():
        try:
            offer_ownership(
                account_id=account.id,
                user_id=who(request),
                member_id=form.cleaned_data["member"],
                now=now(),
            )
        except UnableToManageHousehold as error:
            form.add_error(None, refusal_text(error))
        else:
            messages.success(
                request, _("We've told them. Nothing changes until they agree, within seven days.")
            )
            return redirect("household")
    values: dict[str, Any] = {
        "account": account,
        "form": form,
        "offer": offer,
        "has_others": bool(members),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/household/offer.html", values, status=status)


@account_member
@needs_proof()
@require_http_methods(["GET", "HEAD", "POST"])
def end_offer(request: HttpRequest, account: AccountSummary) -> HttpResponseBase:
    """The owner withdraws it, or who was offered it declines.

    The page is for who had to prove first that it is them.
    """
    if request.method != "POST":
        offer = ownership_offer_of(account_id=account.id, now=now())
        if offer is None:
            return redirect("household")
        if not (account.permissions.may_manage_household or offer.to_user_id == who(request)):
            raise Http404
        values = {"account": account, "offer": offer, "me": who(request)}
        return render(request, "portal/household/end_offer.html", values)
    try:
        end_ownership_offer(account_id=account.id, user_id=who(request), now=now())
    except UnableToManageHousehold as error:
        messages.warning(request, refusal_text(error))
    else:
        messages.success(request, _("The offer has ended. Everything stays as it is."))
    return redirect("household")
