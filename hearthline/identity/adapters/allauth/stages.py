"""Two steps of every sign-in, from pages and from apps alike: it is judged, and it is concluded.

Between them stands whatever second step is asked for.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage

from hearthline.identity import operations
from hearthline.identity.risk.facts import request_facts
from hearthline.identity.risk.judging import judge_sign_in
from hearthline.kernel import clock

_METHODS = {
    "password": "password",
    "code": "email_code",
    "socialaccount": "single_sign_on",
    "mfa": "passkey",
}


class JudgeStage(LoginStage):  # type: ignore[misc] # allauth has no types
    """After the first factor: how unusual is this? The answer is in `login.state["judgement"]`."""

    key = "judge"

    def handle(self) -> tuple[Any, bool]:
        if self.login.user is not None:
            self._judge(self.login.user.pk)
        return None, True

    def _judge(self, user_id: int) -> None:
        said, now = request_facts(self.request), clock.now()
        method = first_factor(self.request, self.login.user)
        judgement = judge_sign_in(user_id=user_id, method=method, request_facts=said, now=now)
        self.login.state["judgement"] = {
            "score": judgement.score,
            "reasons": list(judgement.reasons),
            "needs_second_step": judgement.needs_second_step,
        }
        last_at = said.facts.last_at if said.facts else None
        self.login.state["sign_in"] = {
            "method": method,
            "counted": dict(getattr(self.request, "sign_in_counted", {})),
            "counted_at": now.isoformat(),
            "last_at": last_at.isoformat() if last_at else None,
        }
        if judgement.is_told:
            # Now, whether or not they get past a second step: the first factor was right.
            operations.tell_unusual_sign_in(
                user_id=user_id,
                device=said.device,
                place=said.where.place,
                method=method,
                reasons=judgement.reasons,
                # Only where a second step follows is the person told that one was asked for.
                needs_second_step=judgement.needs_second_step and self._is_followed(method),
                now=now,
            )

    def _is_followed(self, method: str) -> bool:
        step = self.controller.get_stage("mfa_authenticate")
        return step is not None and method not in step.enough


class ConcludeStage(LoginStage):  # type: ignore[misc] # allauth has no types
    """After all steps: hand what was found out to `AccountAdapter.login`, which writes it down."""

    key = "conclude"

    def handle(self) -> tuple[Any, bool]:
        self.request.sign_in_state = self.login.state
        return None, True


def first_factor(request: Any, user: Any) -> str:
    """What somebody began this sign-in with: one of `SignIn.Method`."""
    records = get_authentication_records(request, user)
    return _METHODS.get(records[-1].get("method", ""), "password") if records else "password"
