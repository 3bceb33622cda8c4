"""Saying why, before an account opens in the console."""

import contextlib
from typing import Any

from django.test import Client
from playwright.sync_api import TimeoutError  # noqa: A004 - its name


def say_why(client: Client, reason: str = "called") -> Client:
    """Have a member of staff's client say the same about every account there is."""
    from hearthline.customers.models import Account

    at = "2999-01-01T00:00:00+00:00"
    session = client.session
    session["look_reasons"] = {
        str(pk): [reason, at] for pk in Account.objects.values_list("pk", flat=True)
    }
    session.save()
    return client


def answer_why(page: Any, reason: str = "The customer is on the phone or at the counter") -> None:
    """In a browser that is opening an account or has: answer the question, if it is asked."""
    if "/console/?q=" in page.url or page.url.endswith("/console/"):
        with contextlib.suppress(TimeoutError):
            page.wait_for_url("**/console/accounts/**", timeout=3_000)
    page.wait_for_load_state()
    if "/reason/" in page.url:
        page.get_by_label(reason).check()
        with page.expect_navigation():
            page.get_by_role("button", name="Go on").click()
