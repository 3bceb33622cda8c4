"""Tell people something, few or many: each as they chose, once, by one row a channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from hearthline.kernel.queue import enqueue, enqueue_many
from hearthline.kernel.sql import run
from hearthline.notices.message_codes import new_codes
from hearthline.notices.models import Message, Wording
from hearthline.notices.operations.rendering import Text, render
from hearthline.notices.planning import Recipient, Row, plan_telling

SQL = Path(__file__).parents[1] / "sql"
FEW = 20
"""So many keep their texts themselves and have a job each; more share both."""
BATCH = 50
"""Messages that one job delivers."""
_COLUMNS = (
    "channel",
    "recipient",
    "language",
    "subject",
    "body_text",
    "body_html",
    "code",
    "wording_id",
    "account_id",
    "user_id",
    "part_of_id",
    "not_before_at",
    "read_at",
)


@dataclass(slots=True)
class _Occasion:
    """What is told, and its texts by channel and language, made when first needed."""

    kind: str
    about: str
    context: Mapping[str, Any]
    is_shared: bool
    texts: dict[tuple[str, str], tuple[Text, int | None]] = field(default_factory=dict)

    def text(self, channel: str, language: str) -> tuple[Text, int | None]:
        """The text, and the id of its wording where many share it."""
        key = (channel, language)
        if key not in self.texts:
            text = render(kind=self.kind, channel=channel, language=language, context=self.context)
            wording_id = self._keep(text, *key) if self.is_shared else None
            self.texts[key] = (text, wording_id)
        return self.texts[key]

    def _keep(self, text: Text, channel: str, language: str) -> int:
        wording, _made = Wording.objects.get_or_create(
            about=self.about,
            kind=self.kind,
            channel=channel,
            language=language,
            defaults={
                "subject": text.subject,
                "body_text": text.plain,
                "body_html": text.html,
            },
        )
        return int(wording.pk)


def send_to_many(
    *,
    kind: str,
    context: Mapping[str, Any],
    recipients: Iterable[Recipient],
    now: datetime,
    about: str = "",
) -> int:
    """Tell people something by the channels that each chose, in the caller's transaction.

    Somebody told of the same thing before (`kind` and `about`) isn't told again, so that a job
    that was killed can simply be run once more. What quiet hours hold back is delivered when
    they end. Seven statements, and one more for each text that many share.

    Args:
        kind: which templates (as in `send_message`); listed in `notices.kinds`.
        context: what the templates are about; the same for all of them.
        recipients: whom. A person named twice is told once.
        now: when.
        about: what happened, such as `outage:300000017:2`; needed for more than `FEW`.

    Returns:
        How many were told, others than those who had been told before.
    """
    rows = plan_telling(kind=kind, recipients=recipients, now=now)
    heads = [mine[0] for mine in rows]
    if not heads:
        return 0
    is_shared = len(heads) > FEW
    if is_shared and not about:
        raise ValueError("many are told of something in particular: say what, in `about`")
    occasion = _Occasion(kind, about, context, is_shared)
    with transaction.atomic():
        kept = _insert(occasion, heads, [None] * len(heads), now)
        ids = {(row["account_id"], row["user_id"]): row["id"] for row in kept}
        parts = [
            (row, ids[row.recipient.account_id, row.recipient.user_id])
            for mine in rows
            for row in mine[1:]
            if (row.recipient.account_id, row.recipient.user_id) in ids
        ]
        if parts:
            kept += _insert(occasion, [row for row, _ in parts], [head for _, head in parts], now)
        _enqueue(kept)
    return len(ids)


def drop_held(*, about: str) -> int:
    """Give up messages about something that wait for quiet hours to end: newer ones follow.

    Args:
        about: the beginning of what they are about, such as `outage:300000017:`.

    Returns:
        How many.
    """
    return Message.objects.filter(
        status=Message.Status.QUEUED,
        not_before_at__isnull=False,
        claimed_until_at__isnull=True,
        about__startswith=about,
    ).update(status=Message.Status.DROPPED)


# -- Rows and jobs ---------------------------------------------------------------------------------


def _insert(
    occasion: _Occasion, rows: Sequence[Row], part_of: Sequence[int | None], now: datetime
) -> list[dict[str, Any]]:
    lines = []
    for row, head, code in zip(rows, part_of, new_codes(len(rows)), strict=True):
        text, wording_id = occasion.text(row.channel, row.language)
        own = None if wording_id else text.with_code(code)
        kept = (own.plain, own.html, code) if own else ("", "", code)
        lines.append(
            (row.channel, row.to, row.language, text.subject, *kept, wording_id,
             row.recipient.account_id, row.recipient.user_id, head, row.not_before_at, row.read_at)
        )  # fmt: skip
    arrays = dict(zip(_COLUMNS, map(list, zip(*lines, strict=True)), strict=True))
    values = {"kind": occasion.kind, "about": occasion.about, "now": now, **arrays}
    return run(SQL / "insert_messages.sql", values)


def _enqueue(kept: Sequence[Mapping[str, Any]]) -> None:
    """Jobs that deliver them: one each for a few that go now, else one for every fifty."""
    waiting: dict[datetime | None, list[int]] = {}
    for row in kept:
        if row["channel"] != "centre":
            waiting.setdefault(row["not_before_at"], []).append(row["id"])
    for at, ids in waiting.items():
        if at is None and len(ids) <= FEW:
            for message_id in ids:
                enqueue("deliver_message", message_id=message_id)
            continue
        batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
        enqueue_many("deliver_messages", [{"message_ids": batch} for batch in batches], at=at)
