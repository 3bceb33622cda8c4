"""The owner invites somebody, sends the link again, or takes it back."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.customers.access import account_member
from hearthline.customers.operations import (
    UnableToManageHousehold,
    invite_member,
    resend_invitation,
    withdraw_invitation,
)
from hearthline.customers.queries import AccountSummary, InvitationLine, open_invitations
from hearthline.identity.access import who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now
from hearthline.portal.household.forms import LIMITS, InviteForm, typed_again
from hearthline.portal.household.members import manages
from hearthline.portal.household.refusals import FIELDS, refusal_text

_AT_FIRST = {"may_order": True, "sees_bills": True}


@account_member
@manages
@needs_proof("email", *LIMITS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, account: AccountSummary) -> HttpResponseBase:
    """Ask whom, and to what; then send the link."""
    if request.method == "POST":
        form = InviteForm(request.POST, currency=account.currency)
    else:
        begin = typed_again(draft(request), _AT_FIRST)
        form = InviteForm(initial=begin, currency=account.currency)
    if form.is_bound and form.is_valid():
        try:
            invite_member(
                account_id=account.id,
                user_id=who(request),
                email=form.cleaned_data["email"],
                standing=form.standing,
                language=get_language() or "en",
                now=now(),
            )
        except UnableToManageHousehold as error:
            form.add_error(FIELDS.get(error.reason), refusal_text(error))
        else:
            text = _("We've sent the invitation to %(email)s.")
            messages.success(request, text % {"email": form.cleaned_data["email"]})
            return redirect("household")
    values = {"account": account, "form": form}
    status = 422 if form.errors else 200
    return render(request, "portal/household/invite.html", values, status=status)


@account_member
@manages
@require_POST
def resend(request: HttpRequest, account: AccountSummary, invitation_id: int) -> HttpResponseBase:
    """A new link, for another seven days."""
    try:
        resend_invitation(
            account_id=account.id, user_id=who(request), invitation_id=invitation_id, now=now()
        )
    except UnableToManageHousehold as error:
        _not_there(error)
        messages.warning(request, refusal_text(error))
    else:
        messages.success(request, _("We've sent a new link. The earlier one no longer works."))
    return redirect("household")


def _about_invitation(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand the view an open invitation of this account; others aren't there."""

    @wraps(view)
    def guarded(
        request: HttpRequest, account: AccountSummary, invitation_id: int
    ) -> HttpResponseBase:
        lines = open_invitations(account_id=account.id, now=now())
        found = next((line for line in lines if line.id == invitation_id), None)
        if found is None:
            raise Http404
        return view(request, account, found)

    return guarded


@account_member
@manages
@_about_invitation
@needs_proof()
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(
    request: HttpRequest, account: AccountSummary, invitation: InvitationLine
) -> HttpResponseBase:
    """The link works no longer. The page is for who had to prove first that it is them."""
    if request.method != "POST":
        values = {"account": account, "invitation": invitation}
        return render(request, "portal/household/withdraw.html", values)
    try:
        withdraw_invitation(
            account_id=account.id, user_id=who(request), invitation_id=invitation.id, now=now()
        )
    except UnableToManageHousehold as error:
        _not_there(error)
        messages.warning(request, refusal_text(error))
    else:
        messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("household")


def _not_there(error: UnableToManageHousehold) -> None:
    if error.reason == "not_there":
        raise Http404 from error
