"""The second step of a sign-in, as django-allauth's pipeline has it: from pages and apps alike.

Until it is passed there is no session of anybody: what waits is who proved the first factor, with
what, and a mark of their password. It ends after ACCOUNT_LOGIN_TIMEOUT.
"""

from dataclasses import dataclass
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStageController
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from hearthline.identity.browsers import browser_hash, browser_of, remembered_hash
from hearthline.identity.devices import device_name
from hearthline.identity.geo import whereabouts
from hearthline.identity.models import SignIn
from hearthline.identity.operations.codes import Channel
from hearthline.identity.operations.second_step import (
    StepRefusal,
    UnableToPassStep,
    note_second_step,
    pass_second_step,
    send_step_code,
)
from hearthline.identity.operations.trust_browser import trust_browser
from hearthline.identity.places import place_of
from hearthline.identity.queries.factors import Means, has_factor_and_trust, means_of
from hearthline.identity.shared import is_shared
from hearthline.kernel import clock
from hearthline.kernel.numbers import new_token

SENT: frozenset[Means] = frozenset({"email", "sms"})


class SecondStepStage(AuthenticateStage):  # type: ignore[misc] # allauth has no types
    """Asks for a second step where the person has one, or the sign-in is unusual."""

    enough = frozenset({"passkey", "single_sign_on"})
    """First factors that are two at once: a passkey with user verification, and what the
    provider's own sign-on asked for."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Let the sign-in go on, or lead to the page that asks."""
        user = self.login.user
        method = self.login.state.get("sign_in", {}).get("method", "password")
        if user is None or method in self.enough:
            return None, True
        judgement = self.login.state.get("judgement", {})
        has_factor, is_trusted = self._has_factor_and_trust(user.pk)
        is_unusual = judgement.get("needs_second_step", False)
        if not is_unusual and (is_trusted or not has_factor):
            return None, True
        means = means_of(user_id=user.pk, first_factor=method)
        if not means:
            # An emailed code is all there is.
            return None, True
        self.state.update(
            authentication_required=True,
            means=list(means),
            method=method,
            reference=new_token(),
            sent=[],
            password=user.get_session_auth_hash(),
            may_trust=has_factor,
            is_unusual=is_unusual,
        )
        now = clock.now()
        note_second_step(
            user_id=user.pk, outcome=SignIn.Outcome.SECOND_STEP, seen=self._seen(), now=now
        )
        if means[0] in SENT:
            self._send_first(cast("Channel", means[0]))
        return headed_redirect_response("mfa_authenticate"), True

    def _has_factor_and_trust(self, user_id: int) -> tuple[bool, bool]:
        facts = getattr(self.request, "sign_in_facts", None)
        if facts is not None and facts.has_second_factor is not None:
            return facts.has_second_factor, facts.is_trusted_browser
        return has_factor_and_trust(
            user_id=user_id, browser_hash=browser_hash(self.request), now=clock.now()
        )

    def _seen(self) -> dict[str, Any]:
        """What the history keeps of this browser and how unusual the sign-in is."""
        judgement = self.login.state.get("judgement", {})
        where = whereabouts(place_of(self.request))
        return {
            "device": device_name(self.request.headers.get("User-Agent", "")),
            "method": self.state["method"],
            "country": where.country,
            "place": where.place,
            "score": judgement.get("score", 0),
            "reasons": list(judgement.get("reasons", ())),
        }

    def _send_first(self, channel: Channel) -> None:
        try:
            self.send(channel)
        except UnableToPassStep:
            return  # too many lately; the page offers the button

    def send(self, channel: Channel) -> None:
        """Have a code sent.

        Raises:
            UnableToPassStep: see `send_step_code`; `ENDED` if nothing is offered by that channel.
        """
        self._require(channel)
        send_step_code(
            user_id=self.login.user.pk,
            channel=channel,
            reference=self.state["reference"],
            is_known_browser=self._is_known(),
            device=device_name(self.request.headers.get("User-Agent", "")),
            now=clock.now(),
        )
        self.state["sent"] = sorted({*self.state["sent"], channel})
        stash_login(self.request, self.login)

    def try_code(self, means: str, code: str, *, trust: bool = False) -> HttpResponse:
        """Try a code; a right one signs the person in, and leads to where they were going.

        Args:
            means: what it comes from, one of those that are offered.
            code: as typed.
            trust: don't ask again in this browser for a while.

        Raises:
            UnableToPassStep: with the reason.
        """
        self._require(means)
        user = self.login.user
        pass_second_step(
            user_id=user.pk,
            means=means,
            code=code,
            reference=self.state["reference"],
            is_known_browser=self._is_known(),
            seen=self._seen(),
            user_agent=self.request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
        record_authentication(self.request, user, method="mfa", type=means)
        may_trust = self.state["may_trust"] and not is_shared(self.request)
        response = cast("HttpResponse", self.exit())
        if trust and may_trust and self.request.user.is_authenticated:
            trust_browser(
                user_id=user.pk, browser_hash=remembered_hash(self.request), now=clock.now()
            )
        return response

    def _require(self, means: str) -> None:
        user = self.login.user
        is_same = user.is_active and constant_time_compare(
            user.get_session_auth_hash(), self.state["password"]
        )
        if not is_same or means not in self.state["means"] or means == "passkey":
            raise UnableToPassStep(StepRefusal.ENDED)

    def _is_known(self) -> bool:
        return browser_of(self.request, user_id=self.login.user.pk) is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in that waits for its second step, as a page or an app is told of it.

    Attributes:
        means: what can pass it, the one to offer first in front.
        sent: those of them by which a code is on the way.
        may_trust: whether this browser may be let off the next time.
        is_unusual: asked because the sign-in is unusual.
        is_shared: on a device that others use too.
        target: where the person was going; empty for wherever they begin.
    """

    means: tuple[Means, ...]
    sent: tuple[Means, ...]
    may_trust: bool
    is_unusual: bool
    is_shared: bool
    target: str


def pending_step(request: HttpRequest) -> SecondStepStage | None:
    """The second step that a request's session waits for; None if there is none, or it ran out."""
    if request.user.is_authenticated:
        return None
    stage = LoginStageController.enter(request, SecondStepStage.key)
    is_waiting = stage is not None and stage.login.user is not None and "means" in stage.state
    return stage if is_waiting else None


def waiting(request: HttpRequest, stage: SecondStepStage) -> Waiting:
    """What to say of a second step that is asked for."""
    return Waiting(
        means=tuple(stage.state["means"]),
        sent=tuple(stage.state["sent"]),
        may_trust=stage.state["may_trust"] and not is_shared(request),
        is_unusual=stage.state["is_unusual"],
        is_shared=is_shared(request),
        target=stage.login.redirect_url or "",
    )
