"""Files on their way into a message: judged and written first, then attached with its row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db.models import Sum

from hearthline.care import files as disk
from hearthline.care.models import Attachment, TicketMessage
from hearthline.customers.models import Account

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came. `lost` says why it didn't come whole: `too_large` or `not_kept`."""

    name: str
    content: BinaryIO
    lost: str = ""


class UnableToAttach(Exception):
    """A file can't come along, so nothing was written.

    `reason`: `type`, `too_large`, `too_many_pixels`, `damaged`, `empty`, `too_many`,
    `too_much_today` or `not_kept` (trying again may help). `name` is safe to show.
    """

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason
        self.name = name


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that is written to disk and waits for its row."""

    judged: disk.Judged
    kept: disk.Kept


@contextmanager
def made_ready(
    *, files: Sequence[SentFile], account_id: int, now: datetime
) -> Iterator[tuple[ReadyFile, ...]]:
    """Judge and write files, outside any transaction; what isn't attached inside is gone after.

    Raises:
        UnableToAttach: see there.
    """
    if len(files) > settings.ATTACHMENTS_A_MESSAGE:
        raise UnableToAttach("too_many")
    ready: list[ReadyFile] = []
    try:
        if files:
            _hold_cap(account_id, now, more_bytes=0)
        for file in files:
            ready.append(_ready(file))  # noqa: PERF401 - those before it are removed if one fails
        yield tuple(ready)
    except disk.UnableToKeepFile as error:
        disk.discard(keys=[file.kept.key for file in ready])
        raise UnableToAttach("not_kept") from error
    except BaseException:
        disk.discard(keys=[file.kept.key for file in ready])
        raise
    disk.discard_incoming(keys=[file.kept.key for file in ready])


def attach(*, ready: Sequence[ReadyFile], message: TicketMessage, now: datetime) -> None:
    """Give files their rows and their places; the last thing in a transaction.

    Raises:
        UnableToAttach: the account sent too much today.
        UnableToKeepFile: the disk refused; `made_ready` turns it into `UnableToAttach`.
    """
    if not ready:
        return
    # Two messages at once: the second counts what the first brought.
    Account.objects.select_for_update(no_key=True).get(pk=message.account_id)
    size = sum(file.kept.size_bytes for file in ready)
    if not message.is_staff:
        _hold_cap(message.account_id, now, more_bytes=size)
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            account_id=message.account_id,
            name=file.judged.name,
            media_type=file.judged.media_type,
            size_bytes=file.kept.size_bytes,
            sha256=file.kept.sha256,
            key=file.kept.key,
            width_px=file.judged.width_px,
            height_px=file.judged.height_px,
            at=now,
        )
        for file in ready
    )
    disk.settle(keys=[file.kept.key for file in ready])


def _ready(file: SentFile) -> ReadyFile:
    shown = disk.shown_name(file.name)
    if file.lost:
        raise UnableToAttach(file.lost, shown)
    try:
        judged = disk.judge(name=file.name, content=file.content)
    except disk.UnableToAcceptFile as error:
        raise UnableToAttach(error.why.value, error.name) from error
    try:
        return ReadyFile(judged, disk.keep(content=judged.content))
    except disk.UnableToKeepFile as error:
        raise UnableToAttach("not_kept", shown) from error


def _hold_cap(account_id: int, now: datetime, *, more_bytes: int) -> None:
    sent = Attachment.objects.filter(account_id=account_id, at__gt=now - _A_DAY)
    used = sent.aggregate(total=Sum("size_bytes"))["total"] or 0
    if used + more_bytes > settings.ATTACHMENT_MOST_MB_A_DAY * 1_000_000:
        raise UnableToAttach("too_much_today")
