"""Pays again and again, each time killed (-9) some statements later, until it gets through.

A program of its own, so that what is killed is a process and not a test. Prints how often it was
killed. Usage: `python -m tests.payments.killed_between_lines saved-card 1` (every statement).
"""

import ast
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import django

WATCHED = "/hearthline/payments/operations/"
MOST_LINES = 1000


def main(scenario: str, stride: int) -> None:
    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.ROOT_URLCONF = "hearthline.api.urls"
    prepare = SCENARIOS[scenario]
    for killed, line in enumerate(range(1, MOST_LINES, stride)):
        work = prepare(line)
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
            sys.exit(f"the payment failed by itself: {status}")
        sys.stdout.write(str(killed))
        return
    sys.exit("it never got through")


@cache
def _statements(path: str) -> frozenset[int]:
    """The lines of a file on which a statement begins."""
    tree = ast.parse(Path(path).read_text())
    return frozenset(node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt))


def _do_and_die(work: Callable[[], Any], line: int) -> None:
    """Do some work; at the given statement of the operations, be gone."""
    left = line

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        if WATCHED not in frame.f_code.co_filename:
            return None
        if event == "line" and frame.f_lineno in _statements(frame.f_code.co_filename):
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


def _household(line: int) -> Any:
    from tests.factories import make_account
    from tests.payments.conftest import owe

    account = make_account(number=f"HOME-{line}", email=f"home{line}@mail.example")
    owe(account)
    return account


def _pay(account: Any, method_id: int | None) -> Any:
    from hearthline.payments.operations import pay_bill
    from tests.payments.conftest import OWED

    return pay_bill(
        account_id=account.pk,
        amount_minor=OWED,
        method_id=method_id,
        bill_number=None,
        save_method=False,
        idempotency_key="the-form",
        balance_seen_minor=OWED,
        user_id=None,
        return_url_for=lambda number: f"http://127.0.0.1:1/{number}/",
        now=datetime.now(tz=UTC),
    )


def saved_card(line: int) -> Callable[[], Any]:
    """Charge a saved card: all three steps in one go."""
    from hearthline.payments.adapters.card.simulated.cards import Behaviour
    from tests.payments.conftest import keep

    account = _household(line)
    method_id = keep(account, Behaviour.WEBHOOK_NEVER)
    return lambda: _pay(account, method_id)


def new_card(line: int) -> Callable[[], Any]:
    """Open a page at the company."""
    account = _household(line)
    return lambda: _pay(account, None)


def _paid_at_the_company(line: int) -> Any:
    from hearthline.payments.adapters.card.simulated.cards import Behaviour
    from hearthline.payments.models import Payment
    from tests.payments.card_company import Payer

    step = _pay(_household(line), None)
    Payer().pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    return Payment.objects.get(number=step.number)


def back(line: int) -> Callable[[], Any]:
    """The payer comes back."""
    from hearthline.payments.operations import complete_return

    payment = _paid_at_the_company(line)
    return lambda: complete_return(
        payment_number=payment.number, account_id=payment.account_id, now=datetime.now(tz=UTC)
    )


def reconcile(line: int) -> Callable[[], Any]:
    """The job runs, and finds what the last one that was killed has left."""
    from hearthline.payments.operations import reconcile_payments

    reconcile_payments(now=datetime.now(tz=UTC) + timedelta(minutes=1))
    _paid_at_the_company(line)
    return lambda: reconcile_payments(now=datetime.now(tz=UTC) + timedelta(minutes=1))


def webhook(line: int) -> Callable[[], Any]:
    """The company tells us, and will tell us again."""
    from django.conf import settings

    from hearthline.payments.adapters.card.simulated.client import SimulatedCardGateway
    from hearthline.payments.adapters.card.simulated.signing import signed_headers
    from hearthline.payments.operations import receive_gateway_event

    secret = settings.CARD_GATEWAY_SECRET
    client = SimulatedCardGateway(url=settings.CARD_GATEWAY_URL, secret=secret)
    payment = _paid_at_the_company(line)
    told = client._ask("GET", f"/api/payments/{payment.gateway_key}", None)
    body = json.dumps({"event_id": f"evt-{line}", "payment": told}).encode()

    def tell() -> None:
        now = datetime.now(tz=UTC)
        headers = signed_headers(secret, "webhook", now.timestamp(), body)
        receive_gateway_event(headers=headers, body=body, now=now)

    return tell


SCENARIOS: dict[str, Callable[[int], Callable[[], Any]]] = {
    "saved-card": saved_card,
    "new-card": new_card,
    "back": back,
    "reconcile": reconcile,
    "webhook": webhook,
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
