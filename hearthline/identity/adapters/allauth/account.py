"""How django-allauth behaves here: no sign-up of its own, our limits, our mails, our addresses."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from hearthline.identity import operations
from hearthline.identity.browsers import browser_hash, hash_to_remember
from hearthline.identity.devices import device_name
from hearthline.identity.geo import whereabouts
from hearthline.identity.places import place_of
from hearthline.identity.sessions import BEGAN_AT, DEVICE, PLACE, PROVEN_AT
from hearthline.identity.shared import is_shared, note_shared
from hearthline.kernel import clock
from hearthline.notices.operations import send_message

_WRONG = _(
    "That username or email address and password don't match."
    " Passwords are case-sensitive: check Caps Lock."
)
_TOO_MANY = _(
    "Too many tries for now. Wait a few minutes, then try again, or sign in without your password."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """What django-allauth asks us."""

    # One text for each way of being wrong: it must not say whether the name exists.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "account_inactive": _WRONG,
        "too_many_login_attempts": _TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: people register with an account number (`customers`)."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try and find out who is meant; allauth's own counters would take sixteen.

        Counted before the password is looked at; `SignInBackend` looks at it.
        """
        identifier = credentials.get("username") or credentials.get("email") or ""
        try:
            begun = operations.begin_sign_in(
                identifier=identifier,
                place=place_of(request),
                browser_hash=browser_hash(request),
                now=clock.now(),
            )
        except operations.UnableToSignIn as error:
            raise self.validation_error("too_many_login_attempts") from error
        request.sign_in_try = begun  # type: ignore[attr-defined]

    def get_login_stages(self) -> list[str]:
        """What stands between the first factor and the session."""
        return [
            "hearthline.identity.adapters.allauth.stages.JudgeStage",
            "hearthline.identity.stages.SecondStepStage",
            "hearthline.identity.adapters.allauth.stages.ConcludeStage",
        ]

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> Any:
        """Before any second step, whatever the first was: keep whether the device is shared."""
        note_shared(request)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session (its key changes) and write down that it began."""
        if getattr(user, "held_at", None) is not None:
            # Whatever they proved: somebody else may have it too (`hold_sign_in`).
            request.is_held = True  # type: ignore[attr-defined] # for the app's door
            raise ImmediateHttpResponse(redirect("recover-password"))
        super().login(request, user)
        state = getattr(request, "sign_in_state", {})
        judgement, sign_in = state.get("judgement", {}), state.get("sign_in", {})
        user_agent = request.headers.get("User-Agent", "")
        where = whereabouts(place_of(request))
        at = clock.now()
        request.session[DEVICE] = device_name(user_agent)
        request.session[PLACE] = where.place
        request.session[BEGAN_AT] = at.isoformat()
        request.session[PROVEN_AT] = at.isoformat()
        last_at, counted_at = sign_in.get("last_at"), sign_in.get("counted_at")
        operations.note_sign_in(
            user_id=user.pk,
            user_agent=user_agent,
            method=sign_in.get("method", "password"),
            where=where,
            score=judgement.get("score", 0),
            reasons=tuple(judgement.get("reasons", ())),
            browser_hash=b"" if is_shared(request) else hash_to_remember(request),
            counted=sign_in.get("counted", {}),
            counted_at=datetime.fromisoformat(counted_at) if counted_at else None,
            last_at=datetime.fromisoformat(last_at) if last_at else None,
            now=at,
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return place_of(request)

    def is_safe_url(self, url: str) -> bool:
        """Only this host: allauth would also lead to the others we answer to."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff begin at the console, everybody else at the overview."""
        is_staff = getattr(request.user, "is_staff", False)
        return reverse("console" if is_staff else "overview")

    get_signup_redirect_url = get_login_redirect_url

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened in their own words."""

    def send_mail(self, template_prefix: str, email: str, values: dict[str, Any]) -> None:
        """Send one of allauth's mails as a message of ours, of kind `identity_<its name>`."""
        user = values.get("user")
        send_message(
            kind=f"identity_{template_prefix.rpartition('/')[2]}",
            channel="email",
            to=email,
            language=getattr(user, "language", "") or "en",
            context=values,
            user_id=getattr(user, "pk", None),
            # Most of them carry a key or a code.
            is_secret=True,
            now=clock.now(),
        )
