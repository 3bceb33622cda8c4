"""What tests of households share."""

import re
from typing import Any

from hearthline.customers.operations import Standing, invite_member
from hearthline.notices.models import Message
from tests.conftest import NOW


def invited(cast: Any, email: str = "eve@mail.example", **changes: Any) -> int:
    """alice invites somebody to her household."""
    asked: dict[str, Any] = {
        "account_id": cast.home.pk,
        "user_id": cast.alice.pk,
        "email": email,
        "standing": Standing("payer", 5_000),
        "language": "en",
        "now": NOW,
    }
    return invite_member(**(asked | changes))


def newest_token() -> str:
    """The token of the link in the newest invitation."""
    text = Message.objects.filter(kind="invitation").latest("pk").body_text
    found = re.search(r"/invitation/([\w-]{43})/", text)
    assert found
    return found[1]
