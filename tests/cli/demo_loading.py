"""Load the demo in this process at a moment of our choice."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from django.test import override_settings

from hearthline.cli.demo import loading, provider
from hearthline.cli.demo.households import Household
from hearthline.kernel import clock
from tests.ports import free_port


def load_at(now: datetime, folder: Path, homes: Sequence[Household] | None = None) -> list[str]:
    """Load it into the current database, the card company's books into a folder.

    Returns:
        What it said meanwhile.
    """
    said: list[str] = []
    gateway = f"http://127.0.0.1:{free_port()}"
    with (
        override_settings(
            DATA_DIR=folder,
            ATTACHMENTS_DIR=folder / "attachments",
            CARD_GATEWAY_URL=gateway,
            TV_URL=f"http://127.0.0.1:{free_port()}",
        ),
        patch.object(clock, "now", return_value=now),
        patch.object(loading, "households", lambda today: homes or _all(today)),
    ):
        loading.load(said.append)
    return said


_all = provider.households
