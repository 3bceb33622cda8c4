"""Contacts that changed lately: the old one is told, and can take the change back for some days.

A new email address proves little about who somebody is: a thief's looks the same. So as long as the
change can be undone, what opens the sign-in goes to the old address, and for longer yet the new one
doesn't prove who somebody is to us (`docs/decisions/new-contacts-wait.md`).
"""

from datetime import datetime, timedelta

from django.db.models import Q

from hearthline.identity.models import ContactChange, User
from hearthline.kernel.numbers import token_hash
from hearthline.kernel.sql import select

UNDO_LIFETIME = timedelta(days=7)
PROOF_AGE = timedelta(days=30)
"""How long a contact must be on file before it proves who somebody is (47 CFR 64.2010)."""


def undoable(now: datetime) -> Q:
    """Changes that can still be taken back."""
    return Q(undone_at__isnull=True, changed_at__gt=now - UNDO_LIFETIME)


def recovery_email_of(*, user_id: int, now: datetime) -> str:
    """Where codes go that let somebody in without their password.

    The address on file; one that was changed lately only once the change can't be undone any more.
    """
    first = (
        ContactChange.objects.filter(undoable(now), user_id=user_id, channel="email")
        .order_by("id")
        .first()
    )
    return first.old_value if first else User.objects.get(pk=user_id).email


def is_email_new(*, user_id: int, now: datetime) -> bool:
    """Whether somebody's email address changed too lately to prove who they are."""
    return ContactChange.objects.filter(
        user_id=user_id, channel="email", undone_at__isnull=True, changed_at__gt=now - PROOF_AGE
    ).exists()


def user_to_recover(*, identifier: str, now: datetime) -> int | None:
    """Who is meant by a username, an email address, or one that was theirs until lately.

    One statement, whoever it is.
    """
    found = select(
        """SELECT id FROM (
               SELECT id, 0 AS rank FROM identity_user
                WHERE is_active AND lower(username) = lower(%(text)s)
               UNION ALL
               SELECT id, 0 FROM identity_user
                WHERE is_active AND lower(email) = lower(%(text)s)
               UNION ALL
               SELECT change.user_id, 1 FROM identity_contactchange AS change
                 JOIN identity_user AS person ON person.id = change.user_id AND person.is_active
                WHERE change.channel = 'email' AND change.undone_at IS NULL
                  AND change.changed_at > %(since)s AND lower(change.old_value) = lower(%(text)s)
           ) AS meant ORDER BY rank, id LIMIT 1""",
        {"text": identifier, "since": now - UNDO_LIFETIME},
    )
    return int(found[0]["id"]) if found else None


def is_undoable(*, token: str, now: datetime) -> bool:
    """Whether the link that an old contact was sent still takes a change back."""
    return ContactChange.objects.filter(undoable(now), token_hash=token_hash(token)).exists()
