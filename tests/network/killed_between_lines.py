"""Runs steps again and again, each time killed (-9) some statements later, until one gets through.

A program of its own, so that what is killed is a process and not a test. Prints how often it was
killed. Usage: `python -m tests.network.killed_between_lines tv`.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import django

from tests.payments.killed_between_lines import _statements

WATCHED = "/hearthline/network/operations/"
MOST_LINES = 1000


def main(kind: str) -> None:
    django.setup()
    from django.db import connections

    for killed, line in enumerate(range(1, MOST_LINES)):
        work = PREPARE[kind](line)
        parents = connections["default"].connection
        child = os.fork()
        if child == 0:
            connections["default"].connection = None  # a connection of its own; `parents` stays
            _do_and_die(work, line)
        del parents
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            continue
        if status != 0:
            sys.exit(f"the step failed by itself: {status}")
        sys.stdout.write(str(killed))
        return
    sys.exit("it never got through")


def _do_and_die(work: Callable[[], Any], line: int) -> None:
    left = line

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        path = frame.f_code.co_filename
        if WATCHED not in path:
            return None
        if event == "line" and frame.f_lineno in _statements(path):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    code = 1
    try:
        work()
        code = 0
    finally:
        sys.settrace(None)
        os._exit(code)


def _account(line: int) -> Any:
    from tests.factories import make_account

    return make_account(number=f"HOME-{line}")


def _run(step_id: int | None) -> Callable[[], Any]:
    from hearthline.network.operations import run_provisioning_step

    assert step_id is not None
    return lambda: run_provisioning_step(step_id=step_id, now=datetime.now(tz=UTC))


def tv(line: int) -> Callable[[], Any]:
    from django.db import transaction

    from hearthline.network.operations import set_tv_channels

    with transaction.atomic():
        step_id = set_tv_channels(
            account_id=_account(line).pk,
            channels=["news"],
            reference="order:1",
            now=datetime.now(tz=UTC),
        )
    return _run(step_id)


def voice(line: int) -> Callable[[], Any]:
    from django.db import transaction

    from hearthline.network.operations import ensure_phone_line

    number = f"+1217555{line:04}"
    with transaction.atomic():
        step_id = ensure_phone_line(
            account_id=_account(line).pk,
            service_identifier=number,
            number=number,
            reference="order:1",
            now=datetime.now(tz=UTC),
        )
    return _run(step_id)


PREPARE: dict[str, Callable[[int], Callable[[], Any]]] = {"tv": tv, "voice": voice}

if __name__ == "__main__":
    main(sys.argv[1])
