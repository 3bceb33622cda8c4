"""What a person has read in their message centre."""

from datetime import datetime

from hearthline.notices.models import Message


def mark_read(*, user_id: int, message_id: int, now: datetime) -> None:
    """Note that a person opened a message of theirs; the first time counts. Others' stay as is."""
    Message.objects.filter(
        pk=message_id, user_id=user_id, part_of__isnull=True, read_at__isnull=True
    ).update(read_at=now)


def mark_all_read(*, user_id: int, now: datetime, newest_id: int) -> None:
    """Note that a person has seen all their messages up to one: later ones they can't have seen."""
    Message.objects.filter(
        user_id=user_id,
        part_of__isnull=True,
        is_secret=False,
        read_at__isnull=True,
        pk__lte=newest_id,
    ).update(read_at=now)
