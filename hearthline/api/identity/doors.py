"""From a view of the JSON contract to an address: what is checked before any of them runs."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.base.views import APIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit.response import ErrorResponse
from django import forms
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from hearthline.api.identity.answers import answer, done, gone, refused, step_up, unreadable
from hearthline.api.identity.bodies import UnreadableBody, read_body
from hearthline.identity.access import declares
from hearthline.identity.proofs import is_recently_proven
from hearthline.kernel import clock


class Open(APIView):  # type: ignore[misc] # allauth has no types
    """An address for everybody; `Known` is for who is signed in."""

    access = "anyone"

    @sensitive_variables("data")
    def handle_input(self, data: dict[str, Any] | None) -> HttpResponse | None:
        """Take texts as texts only: a number or a list in their place is a mistake."""
        form_class = self.get_input_class()
        if form_class is None:
            return None
        for name, field in form_class.base_fields.items():
            value = (data or {}).get(name)
            if _wants_text(field) and value is not None and not isinstance(value, str):
                return refused(self.request, "invalid", _("Send a text."), param=name)
        refusal: HttpResponse | None = super().handle_input(data)
        return refusal

    def handle_invalid_input(self, form: forms.Form) -> HttpResponse:
        """400; 429 where the reason is that it was tried too often."""
        is_too_many = any(
            error.code and error.code.startswith("too_many")
            for errors in form.errors.as_data().values()
            for error in errors
        )
        status = HTTPStatus.TOO_MANY_REQUESTS if is_too_many else HTTPStatus.BAD_REQUEST
        refusal: HttpResponse = ErrorResponse(self.request, input=form, status=status)
        return refusal

    def http_method_not_allowed(self, request: HttpRequest, *_args: Any, **_: Any) -> HttpResponse:
        refusal = done(request, status=HTTPStatus.METHOD_NOT_ALLOWED)
        refusal.headers["Allow"] = ", ".join(self._allowed_methods())
        return refusal

    def options(self, request: HttpRequest, *_args: Any, **_: Any) -> HttpResponse:
        """The methods that there are, and nothing for other sites."""
        methods = done(request)
        methods.headers["Allow"] = ", ".join(self._allowed_methods())
        return methods


class Known(Open):
    """An address for who is signed in; others get 401 and the ways to be so."""

    access = "app"
    proven_methods: tuple[str, ...] = ()
    """Methods that want a fresh proof (step-up) first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return answer(request)
        if request.method in self.proven_methods and not is_recently_proven(
            request.session, now=clock.now()
        ):
            return step_up(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def user_id(self) -> int:
        """Whose request it is."""
        return int(self.request.user.pk)


def _wants_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField)


class Input(forms.Form):
    """What one address takes."""

    def refuse(self, name: str, code: str, message: str) -> None:
        self.add_error(name, ValidationError(message, code=code))


class _Csrf(CsrfViewMiddleware):
    """Django's check, answering in JSON."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002 - Django's signature
        return unreadable(403)


def door(view: type[APIView], client: Client, access: str) -> Callable[..., HttpResponseBase]:
    """A view at an address of one client.

    Apps prove themselves by a header that no other site can send, so their requests need no CSRF
    token; browsers by a cookie, so theirs do.
    """
    inner = view.as_api_view(client=client)

    @wraps(inner)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            read_body(request)
        except UnreadableBody as error:
            return unreadable(error.status)
        if client is Client.BROWSER and (refusal := _csrf_refusal(request)):
            return refusal
        try:
            response: HttpResponseBase = inner(request, *args, **kwargs)
        except (UpdateError, SessionInterrupted):
            # Ended from elsewhere in the same moment.
            return gone()
        except ImmediateHttpResponse as error:
            if error.response.status_code == HTTPStatus.GONE:
                return gone()
            raise
        return response

    return declares(access, csrf_exempt(guarded))  # type: ignore[no-any-return]


def _csrf_refusal(request: HttpRequest) -> HttpResponse | None:
    check = _Csrf(lambda _: HttpResponse())
    check.process_request(request)
    refusal: HttpResponse | None = check.process_view(request, lambda _: HttpResponse(), (), {})
    return refusal
