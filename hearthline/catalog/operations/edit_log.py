"""What staff changed stays written down: what it was, what it became, who, when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hearthline.catalog.models import CatalogEdit


def note_edit(
    *,
    subject: str,
    code: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    user_id: int,
    now: datetime,
) -> None:
    """Keep what differs, in the caller's transaction; nothing where nothing does."""
    changes = {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }
    if changes:
        CatalogEdit.objects.create(
            subject=subject, code=code, user_id=user_id, edited_at=now, changes=changes
        )
