"""One person's several accounts: choose which one pages are about, or add another."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthline.customers.access import CHOSEN, current_account
from hearthline.customers.operations import (
    Reason,
    UnableToRegister,
    UnableToUseAccount,
    start_registration,
    use_account,
)
from hearthline.customers.queries import accounts_of_user
from hearthline.identity.access import signed_in, who
from hearthline.identity.places import place_of
from hearthline.identity.queries import is_staff
from hearthline.kernel.clock import now
from hearthline.portal.household.words import NAMES
from hearthline.portal.registration import registration_words
from hearthline.portal.registration_forms import AccountForm
from hearthline.portal.sign_in import REGISTRATION, own_address


@signed_in
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """All of them, with a way to switch; and what it was that another one has, if that is why."""
    current = current_account(request)
    mine = accounts_of_user(user_id=who(request))
    wanted = request.GET.get("to", "")
    values = {
        "current": current,
        "accounts": [(account, NAMES[account.role]) for account in mine],
        "wanted": next((account for account in mine if account.number == wanted), None),
        "next": own_address(request),
        "next_name": REDIRECT_FIELD_NAME,
    }
    return render(request, "portal/household/accounts.html", values)


@signed_in
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Pages are about another account from now on."""
    number = request.POST.get("account", "")
    try:
        account_id = use_account(
            user_id=who(request), number=number if number.isprintable() else "", now=now()
        )
    except UnableToUseAccount as error:
        raise Http404 from error
    request.session[CHOSEN] = account_id
    return redirect(own_address(request) or "overview")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Which account? The proof that it is theirs follows, as when registering."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and is_staff(user_id=who(request)):
        form = AccountForm(request.POST)
        form.add_error(None, registration_words(Reason.STAFF))
    elif request.method == "POST" and form.is_valid():
        try:
            request.session[REGISTRATION] = start_registration(
                account_number=form.cleaned_data["account_number"],
                postal_code=form.cleaned_data["postal_code"],
                language=get_language() or "en",
                place=place_of(request),
                now=now(),
            )
        except UnableToRegister as error:
            form.add_error(None, registration_words(error.reason))
        else:
            messages.info(request, _("Next we make sure that it's yours."))
            return redirect("register-contact")
    status = 422 if form.errors else 200
    return render(request, "portal/household/add_account.html", {"form": form}, status=status)
