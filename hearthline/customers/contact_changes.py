"""Contacts of record that changed lately: who has the old one can take the change back."""

from datetime import datetime

from django.db.models import Q

from hearthline.identity.contact_changes import UNDO_LIFETIME


def contact_subject(account_id: int, user_id: int) -> str:
    """What codes for a contact of record are for, as `identity.operations.codes` has it."""
    return f"account:{account_id}:{user_id}"


def undoable(now: datetime) -> Q:
    """Changes that can still be taken back."""
    return Q(undone_at__isnull=True, changed_at__gt=now - UNDO_LIFETIME)
