"""What alice had trouble with: once a restart helped, once a person had to look.

Both went through the real flow. What the network said on those days is told here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from hearthline.care.checking import ACTIONS, CHECKS, Case, Finding
from hearthline.care.operations import advance_diagnosis, answer_question, start_diagnosis
from hearthline.care.queries import diagnosis_now, troubles_of

FIXED_AGO = timedelta(days=19, hours=3)
TICKET_AGO = timedelta(days=2, hours=5)
_MOST_TURNS = 60

_WELL = {
    "known_outage": Finding("ok", "no_outage"),
    "account_restricted": Finding("ok", "not_restricted"),
    "session_up": Finding("ok", "online_only"),
    "usage": Finding("ok", "within_allowance", {"used": "212 GB", "allowance": "1500 GB"}),
    "restart_connection": Finding("ok", "restart_begun"),
    "restarted": Finding("ok", "restarted"),
}
_ONE_BAD_DAY = {"recent_drops": Finding("ok", "no_drops", {"drops": 0})}
_DROPS = {"recent_drops": Finding("bad", "many_drops", {"drops": 6})}


def have_trouble(*, account_id: int, user_id: int, now: datetime) -> None:
    """Let alice have both, unless her account has no internet."""
    kinds = {trouble.kind: trouble for trouble in troubles_of(account_id=account_id, now=now)}
    if "internet" not in kinds:
        return
    subject_id = kinds["internet"].subject_id
    for ago, said, answers in (
        (FIXED_AGO, _WELL | _ONE_BAD_DAY, ("all", "same", "yes", "yes")),
        (TICKET_AGO, _WELL | _DROPS, ("yes", "no")),
    ):
        with _the_network_says(said):
            _go_through(account_id, user_id, subject_id, answers, now - ago)


def _go_through(
    account_id: int, user_id: int, subject_id: int, answers: Sequence[str], at: datetime
) -> None:
    token = start_diagnosis(
        account_id=account_id, user_id=user_id, kind="internet", subject_id=subject_id, now=at
    )
    left = list(answers)
    for _ in range(_MOST_TURNS):
        seen = diagnosis_now(account_id=account_id, token=token, now=at)
        if seen is None or seen.is_over:
            return
        if seen.state == "asking":
            answer_question(
                account_id=account_id,
                user_id=user_id,
                token=token,
                position=seen.position,
                answer=left.pop(0),
                now=at,
            )
            at += timedelta(seconds=20)
        else:
            advance_diagnosis(
                account_id=account_id,
                user_id=user_id,
                token=token,
                position=seen.position,
                now=at,
            )
            at += timedelta(seconds=12 if seen.state == "waiting" else 1)


@contextmanager
def _the_network_says(findings: Mapping[str, Finding]) -> Iterator[None]:
    """For as long as it lasts, checks and actions find what is told here."""
    kept = [(registered, dict(registered)) for registered in (CHECKS, ACTIONS)]
    for registered, before in kept:
        for name in before.keys() & findings.keys():
            registered[name] = replace(before[name], run=_always(findings[name]))
    try:
        yield
    finally:
        for registered, before in kept:
            registered.update(before)


def _always(finding: Finding) -> Callable[[Case], Finding]:
    return lambda _: finding
