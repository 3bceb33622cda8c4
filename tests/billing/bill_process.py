"""A bill run in a process of its own, in small batches: `python -m tests.billing.bill_process D`.

It says how many accounts are done after each batch, so that whoever kills it knows when to.
"""

import sys
from datetime import UTC, date, datetime

import django


def main() -> None:
    django.setup()
    from hearthline.billing.operations import run_bills

    day = date.fromisoformat(sys.argv[1])
    now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    run_bills(bill_date=day, now=now, batch_size=int(sys.argv[2]), progress=say)


def say(done: int, of: int) -> None:
    sys.stdout.write(f"{done} {of}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
