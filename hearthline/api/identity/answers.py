"""What the door answers: django-allauth's envelope, with our words."""

from http import HTTPStatus
from typing import Any

from allauth.headless.base.response import BaseAuthenticationResponse
from allauth.headless.constants import Flow
from allauth.headless.internal.restkit.response import APIResponse
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from hearthline.identity.queries import PasskeyLine
from hearthline.identity.sessions import RECOVERY, SIGN_IN_CODE
from hearthline.identity.stages import pending_step, waiting


class _Answer(BaseAuthenticationResponse):  # type: ignore[misc] # allauth has no types
    def __init__(self, request: HttpRequest, status: HTTPStatus | None) -> None:
        super().__init__(request, user=request.user, status=status)

    def _get_flows(self, request: HttpRequest, user: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._get_flows(request, user)
        for flow in found:
            if flow["id"] == Flow.PASSWORD_RESET_BY_CODE:
                flow["is_pending"] = RECOVERY in request.session
            elif flow["id"] == Flow.LOGIN_BY_CODE:
                flow["is_pending"] = SIGN_IN_CODE in request.session
            elif flow["id"] == Flow.MFA_AUTHENTICATE:
                flow.pop("types", None)
                flow.update(_step(request))
        return found


def _step(request: HttpRequest) -> dict[str, Any]:
    """What can pass the second step, and by which of it a code is on its way."""
    stage = pending_step(request)
    if stage is None:
        return {}
    step = waiting(request, stage)
    return {"means": list(step.means), "sent": list(step.sent), "may_trust": step.may_trust}


def passkey_data(line: PasskeyLine) -> dict[str, Any]:
    """One passkey; a copied one is listed, so that it can be removed."""
    return {
        "type": "webauthn",
        "id": line.id,
        "name": line.name,
        "is_passwordless": True,
        "created_at": line.added_at.timestamp(),
        "last_used_at": line.used_at.timestamp() if line.used_at else None,
    }


def answer(request: HttpRequest, status: HTTPStatus | None = None) -> HttpResponse:
    """Who is signed in (200), or what can be done to be (401)."""
    if getattr(request, "is_held", False):
        # They have proven who they are, so they may be told: `hold_sign_in`.
        return refused(
            request, "held", _("This sign-in is blocked. Choose a new password by email first.")
        )
    made: HttpResponse = _Answer(request, status)
    return made


def step_up(request: HttpRequest) -> HttpResponse:
    """401 to somebody who is signed in: prove first that it is you."""
    return answer(request, HTTPStatus.UNAUTHORIZED)


def done(
    request: HttpRequest, data: Any = None, *, meta: Any = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """It is so; with what was asked for."""
    made: HttpResponse = APIResponse(request, data=data, meta=meta, status=status)
    return made


def conflict(request: HttpRequest) -> HttpResponse:
    """Not at this point."""
    return done(request, status=HTTPStatus.CONFLICT)


def refused(
    request: HttpRequest, code: str, message: str, *, param: str = "", status: int = 400
) -> HttpResponse:
    """What was sent is refused: by which name an app knows why, and in words for people."""
    error = {"code": code, "message": message} | ({"param": param} if param else {})
    made: HttpResponse = APIResponse(request, errors=[error], status=status)
    return made


def unreadable(status: int) -> JsonResponse:
    """The request isn't one; nobody looked who sent it."""
    words = {
        400: ("unreadable", _("Send one JSON object.")),
        403: ("csrf", _("The X-CSRFToken header is missing or wrong.")),
        413: ("too_large", _("Send less.")),
        415: ("not_json", _("Send application/json.")),
    }
    code, message = words[status]
    made = JsonResponse(
        {"status": status, "errors": [{"code": code, "message": message}]}, status=status
    )
    add_never_cache_headers(made)
    return made


def gone() -> JsonResponse:
    """The session ended while it was being used."""
    made = JsonResponse(
        {"status": 410, "data": {"flows": []}, "meta": {"is_authenticated": False}}, status=410
    )
    add_never_cache_headers(made)
    return made
