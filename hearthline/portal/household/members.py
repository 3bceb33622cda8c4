"""Who belongs to the household, and what each may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.access import account_member, only_if
from hearthline.customers.operations import (
    UnableToManageHousehold,
    change_member,
    leave_household,
    remove_member,
)
from hearthline.customers.queries import (
    AccountSummary,
    HouseholdMember,
    household_of,
    member_of,
    open_invitations,
    ownership_offer_of,
)
from hearthline.identity.access import who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now
from hearthline.kernel.money import Money
from hearthline.portal.household.forms import LIMITS, LimitsForm, typed_again
from hearthline.portal.household.refusals import refusal_text
from hearthline.portal.household.words import NAMES, permission_lines

manages = only_if(lambda permissions: permissions.may_manage_household)
"""A page for the owner; for other members it isn't there."""
_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Shown:
    """A member or invitation with its role and limits in words."""

    it: Any
    role: str
    lines: list[str]


def shown(it: Any, account: AccountSummary) -> Shown:
    """Something with a role and permissions, for a template."""
    lines = permission_lines(it.permissions, currency=account.currency)
    return Shown(it, str(NAMES[it.role]), lines)


@account_member
@require_safe
def household(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Everybody, with role, limits and since when; for the owner the open invitations, too."""
    is_owner = account.permissions.may_manage_household
    members = household_of(account_id=account.id)
    values = {
        "account": account,
        "is_owner": is_owner,
        "me": who(request),
        "members": [shown(member, account) for member in members],
        "invitations": [
            shown(line, account) for line in open_invitations(account_id=account.id, now=now())
        ]
        if is_owner
        else [],
        "offer": ownership_offer_of(account_id=account.id, now=now()),
        "has_others": len(members) > 1,
    }
    return render(request, "portal/household/household.html", values)


def about_member(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view one member of this account, other than its owner; others aren't there."""

    @wraps(view)
    def guarded(request: HttpRequest, account: AccountSummary, member_id: int) -> HttpResponseBase:
        found = member_of(account_id=account.id, member_id=member_id)
        if found is None or found.permissions.may_manage_household:
            raise Http404
        return view(request, account, found)

    return guarded


@account_member
@manages
@about_member
@needs_proof(*LIMITS)
@_FORM_METHODS
def member(
    request: HttpRequest, account: AccountSummary, found: HouseholdMember
) -> HttpResponseBase:
    """Another role, other limits."""
    if request.method != "POST":
        begin = typed_again(draft(request), _as_typed(found, account.currency))
        return _member_page(
            request, account, found, LimitsForm(initial=begin, currency=account.currency)
        )
    form = LimitsForm(request.POST, currency=account.currency)
    if form.is_valid():
        try:
            change_member(
                account_id=account.id,
                user_id=who(request),
                member_id=found.id,
                standing=form.standing,
                now=now(),
            )
        except UnableToManageHousehold as error:
            form.add_error(None, refusal_text(error))
        else:
            text = _("Changed. It counts from %(name)s's next page on, and we've told them.")
            messages.success(request, text % {"name": found.name})
            return redirect("household")
    return _member_page(request, account, found, form)


def _as_typed(found: HouseholdMember, currency: str) -> dict[str, Any]:
    most = found.permissions.most_minor
    is_payer = found.permissions.may_pay
    return {
        "role": found.role,
        "most": "" if most is None else str(Money(most, currency).decimal),
        "may_order": found.permissions.may_order if is_payer else True,
        "sees_bills": found.permissions.may_see_bills,
    }


def _member_page(
    request: HttpRequest, account: AccountSummary, found: HouseholdMember, form: LimitsForm
) -> HttpResponse:
    values = {"account": account, "member": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "portal/household/member.html", values, status=status)


@account_member
@manages
@about_member
@needs_proof()
@_FORM_METHODS
def remove(
    request: HttpRequest, account: AccountSummary, found: HouseholdMember
) -> HttpResponseBase:
    """End somebody's membership, once it was said what that means."""
    if request.method == "POST":
        try:
            remove_member(
                account_id=account.id, user_id=who(request), member_id=found.id, now=now()
            )
        except UnableToManageHousehold as error:
            messages.error(request, refusal_text(error))
        else:
            text = _("%(name)s no longer has access. We've told them.")
            messages.success(request, text % {"name": found.name})
        return redirect("household")
    values = {"account": account, "member": found, "role": NAMES[found.role]}
    return render(request, "portal/household/remove.html", values)


@account_member
@needs_proof()
@_FORM_METHODS
def leave(request: HttpRequest, account: AccountSummary) -> HttpResponseBase:
    """End one's own membership; an owner hands over first."""
    if request.method == "POST":
        try:
            leave_household(account_id=account.id, user_id=who(request), now=now())
        except UnableToManageHousehold as error:
            messages.error(request, refusal_text(error))
            return redirect("household")
        messages.success(
            request,
            _("You no longer belong to account %(number)s.") % {"number": account.number},
        )
        return redirect("overview")
    return render(request, "portal/household/leave.html", {"account": account})
