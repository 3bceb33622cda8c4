"""Browsers that are let off the second step for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.identity.models import Browser, User
from hearthline.identity.operations.record_event import record_event
from hearthline.notices.operations import send_message


class UnableToEndTrust(Exception):
    """The user has no such browser, or it is asked already."""


def trust_browser(*, user_id: int, browser_hash: bytes, now: datetime) -> None:
    """Let a browser off the second step, and tell the person by email.

    Does nothing where no browser is known by this hash (a shared device), or none may be trusted.

    Args:
        user_id: whose. They have just passed the second step in it.
        browser_hash: of the browser's own cookie.
        now: when; it ends after TRUSTED_BROWSER_DAYS.
    """
    days = settings.TRUSTED_BROWSER_DAYS
    with transaction.atomic():
        browser = (
            Browser.objects.select_for_update()
            .filter(user_id=user_id, token_hash=browser_hash)
            .first()
        )
        if browser is None or days <= 0:
            return
        browser.trusted_until_at = now + timedelta(days=days)
        browser.save(update_fields=["trusted_until_at"])
        record_event(user_id=user_id, kind="browser_trusted", device=browser.device, now=now)
        user = User.objects.get(pk=user_id)
        send_message(
            kind="browser_trusted",
            channel="email",
            to=user.email,
            language=user.language,
            context={
                "device": browser.device,
                "days": days,
                "address": f"{settings.SITE_URL}/security/",
            },
            user_id=user_id,
            now=now,
        )


def end_browser_trust(*, user_id: int, browser_id: int, now: datetime) -> None:
    """Ask for the second step in a browser again.

    Raises:
        UnableToEndTrust: see there.
    """
    with transaction.atomic():
        browser = (
            Browser.objects.select_for_update()
            .filter(user_id=user_id, pk=browser_id, trusted_until_at__gt=now)
            .first()
        )
        if browser is None:
            raise UnableToEndTrust
        browser.trusted_until_at = None
        browser.save(update_fields=["trusted_until_at"])
        record_event(user_id=user_id, kind="browser_trust_ended", device=browser.device, now=now)
