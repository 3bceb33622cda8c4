"""Security: where the person is signed in, how sign-ins went, and how to end what isn't theirs."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearthline.customers.queries import security_activity_of
from hearthline.identity.access import signed_in, signed_in_id
from hearthline.identity.operations import UnableToEndSession, end_other_sessions, end_session
from hearthline.identity.queries import sessions_of, ways_in_of
from hearthline.kernel import clock
from hearthline.portal.security.activity_words import line_of
from hearthline.portal.security.second_factors import second_step_card

SHOWN = 4
"""Entries of the activity on the first page."""


@signed_in
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Ways in, sessions, and what happened lately."""
    user_id = signed_in_id(request)
    key = request.session.session_key or ""
    now = clock.now()
    sessions = sessions_of(user_id=user_id, session_key=key, now=now)
    lately = security_activity_of(user_id=user_id, now=now, limit=SHOWN)
    values = {
        "sessions": sessions,
        "has_others": any(not session.is_this for session in sessions),
        "ways": ways_in_of(user_id),
        "second_step": second_step_card(request),
        "lines": [line_of(entry) for entry in lately.entries],
    }
    return render(request, "portal/security/security.html", values)


@signed_in
@require_POST
def end_one(request: HttpRequest, session_reference: str) -> HttpResponse:
    """End one session; one's own is signing out."""
    user_id = signed_in_id(request)
    key = request.session.session_key or ""
    lines = sessions_of(user_id=user_id, session_key=key, now=clock.now())
    is_this = any(line.is_this and line.reference == session_reference for line in lines)
    try:
        end_session(
            user_id=user_id,
            reference=session_reference,
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToEndSession as error:
        raise Http404 from error
    if is_this:
        logout(request)
        return redirect("sign-in")
    messages.success(request, _("That session has ended."))
    return redirect("security")


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    ended = end_other_sessions(
        user_id=signed_in_id(request),
        session_key=request.session.session_key or "",
        user_agent=request.headers.get("User-Agent", ""),
        now=clock.now(),
    )
    text = ngettext(
        "%(number)d other session has ended.", "%(number)d other sessions have ended.", ended
    )
    messages.success(request, text % {"number": ended})
    return redirect("security")
