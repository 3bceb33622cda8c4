"""Staff come in by their company's own sign-in, where there is one."""

import hmac
import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from hearthline.console.own_addresses import own_address
from hearthline.identity.access import anyone
from hearthline.identity.adapters.single_sign_on import (
    Errand,
    SingleSignOn,
    UnableToSignOn,
    single_sign_on,
)
from hearthline.identity.operations import UnableToKnowNewcomer, know_newcomer
from hearthline.identity.queries import user_by_id
from hearthline.kernel import clock
from hearthline.kernel.numbers import new_token

LASTS = timedelta(minutes=10)
"""How long somebody may take at the company's sign-in."""
_ERRAND = "single_sign_on"
_MOST_CODE = 4096
logger = logging.getLogger(__name__)


@anyone
@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the company's sign-in, and to ours; without the former, ours."""
    target = own_address(request)
    if not settings.STAFF_SSO_ISSUER:
        return redirect("sign-in")
    return _page(request, target)


@anyone
@never_cache
@require_GET
def single(request: HttpRequest) -> HttpResponse:
    """Go to the company's sign-in; only this browser's session can come back from there."""
    company = _company()
    target = own_address(request)
    errand = Errand(
        state=new_token(),
        nonce=new_token(),
        verifier=new_token(),
        return_url=settings.SITE_URL + reverse("console-sign-in-callback"),
    )
    try:
        address = company.address_for(errand)
    except UnableToSignOn as error:
        logger.warning("Single sign-on can't begin: %s.", error)
        return _page(request, target, _("Your company's sign-in doesn't answer. Try again later."))
    request.session[_ERRAND] = {
        "state": errand.state,
        "nonce": errand.nonce,
        "verifier": errand.verifier,
        "next": target,
        "until": (clock.now() + LASTS).isoformat(),
    }
    return redirect(address)


@anyone
@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponseBase:
    """Somebody comes back; each errand is good for one return."""
    company = _company()
    kept: dict[str, Any] = request.session.pop(_ERRAND, None) or {}
    moment = clock.now()
    if not _is_return_of(kept, request, moment):
        return _page(
            request, "", _("This sign-in was begun elsewhere or too long ago. Start again.")
        )
    errand = Errand(
        state=kept["state"],
        nonce=kept["nonce"],
        verifier=kept["verifier"],
        return_url=settings.SITE_URL + reverse("console-sign-in-callback"),
    )
    try:
        newcomer = company.who_came(code=request.GET["code"], errand=errand, now=moment)
        user_id = know_newcomer(newcomer=newcomer, now=moment)
    except UnableToSignOn as error:
        logger.warning("Single sign-on failed: %s.", error)
        words = _(
            "Your company's sign-in couldn't be used. Start again, or ask who looks after it."
        )
        return _page(request, kept["next"], words)
    except UnableToKnowNewcomer:
        words = _(
            "Your company knows you, but you aren't on our staff yet. Ask an admin to add you."
        )
        return _page(request, kept["next"], words)
    user = user_by_id(user_id)
    has_step = settings.STAFF_SSO_HAS_SECOND_FACTOR and newcomer.has_second_factor
    record_authentication(request, user, "socialaccount", second_factor=has_step)
    target = kept["next"] or reverse("console")
    return perform_login(request, Login(user=user, redirect_url=target))  # type: ignore[no-any-return]


def _is_return_of(kept: dict[str, Any], request: HttpRequest, moment: datetime) -> bool:
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not kept or moment > datetime.fromisoformat(kept["until"]):
        return False
    is_same = hmac.compare_digest(kept["state"].encode(), state.encode())
    # RFC 9207: an issuer that names itself must be the one we went to.
    is_its = request.GET.get("iss", settings.STAFF_SSO_ISSUER) == settings.STAFF_SSO_ISSUER
    return is_same and is_its and 0 < len(code) <= _MOST_CODE


def _company() -> SingleSignOn:
    found = single_sign_on()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, target: str, problem: str = "") -> HttpResponse:
    query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
    values = {
        "company": settings.STAFF_SSO_NAME or _("your company"),
        "problem": problem,
        "address": reverse("console-single-sign-on") + query,
    }
    return render(request, "console/sign_in.html", values, status=422 if problem else 200)
