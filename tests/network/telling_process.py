"""Tells of an outage in a process of its own: `python -m tests.network.telling_process ID BATCH`.

It says how many accounts are done after each batch, so that whoever kills it knows when to. A
third argument makes it die by itself, in the middle of that batch.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any

import django


def main(update_id: int, batch: int, dies_in: int) -> None:
    django.setup()
    from hearthline.network.operations import tell_outage as module_of
    from hearthline.notices.operations import telling

    room: Any = sys.modules[module_of.__module__]
    room.BATCH = batch
    insert: Any = telling._insert
    batches = 0

    def insert_and_perhaps_die(*args: Any) -> Any:
        nonlocal batches
        kept = insert(*args)
        batches += 1
        if batches == dies_in:
            os.kill(os.getpid(), signal.SIGKILL)
        return kept

    telling._insert = insert_and_perhaps_die  # type: ignore[assignment]
    module_of(update_id=update_id, now=datetime(2026, 3, 16, 15, tzinfo=UTC))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
