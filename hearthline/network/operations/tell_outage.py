"""Tell everybody an outage reaches, some thousand accounts at a time."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from hearthline.customers.operations import tell_accounts
from hearthline.design.worded import Worded
from hearthline.network.causes import cause_text
from hearthline.network.models import OutageReach, OutageTelling, OutageUpdate

BATCH = 4000
"""Accounts told in one transaction: what a kill costs, and for how long rows are locked."""


def tell_outage(*, update_id: int, now: datetime) -> None:
    """Queue the messages about one update; run again after a kill, it goes on where it was.

    A newer update ends it: who hasn't heard of this one hears of that.
    """
    while _tell_some(update_id, now):
        pass


def _tell_some(update_id: int, now: datetime) -> bool:
    """One batch. Two workers take turns, since each locks the row that says how far we are."""
    with transaction.atomic():
        telling = (
            OutageTelling.objects.select_for_update(of=("self",))
            .select_related("update__outage")
            .filter(update_id=update_id, done_at__isnull=True)
            .first()
        )
        if telling is None:
            return False
        update = telling.update
        is_old = OutageUpdate.objects.filter(outage=update.outage, pk__gt=update_id).exists()
        accounts = [] if is_old else _next_accounts(update.outage_id, telling.last_account_id)
        if accounts:
            telling.people_told += tell_accounts(
                account_ids=accounts,
                kind=f"{update.outage.kind}_news",
                context=_context(update),
                about=f"outage:{update.outage.number}:{update.pk}",
                now=now,
            )
            telling.accounts_done += len(accounts)
            telling.last_account_id = accounts[-1]
        if len(accounts) < BATCH:
            telling.done_at = now
        telling.save()
    return telling.done_at is None


def _next_accounts(outage_id: int, after: int) -> list[int]:
    reached = OutageReach.objects.filter(outage_id=outage_id, account_id__gt=after)
    return list(reached.order_by("account_id").values_list("account_id", flat=True)[:BATCH])


def _context(update: OutageUpdate) -> dict[str, Any]:
    outage = update.outage
    return {
        "step": update.step,
        "title": Worded(outage.title, outage.title_es),
        "text": Worded(update.text, update.text_es),
        "cause": cause_text(update.cause),
        "started_at": outage.started_at,
        "estimate_at": update.estimate_at,
        "ended_at": outage.ended_at,
        "link": f"{settings.SITE_URL}/outages/{outage.number}/",
    }
