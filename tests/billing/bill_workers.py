"""Workers of a bill run that somebody kills: `python -m tests.billing.bill_workers`.

For each line `D BATCH` on its standard input it forks one that works on the run of day D, and
answers with its process id. Forking spares each of them the start of Django.
"""

import os
import signal
import sys
from datetime import UTC, date, datetime

import django


def main() -> None:
    django.setup()
    from hearthline.billing.operations import run_bills

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        day, batch_size = line.split()
        pid = os.fork()
        if pid == 0:
            bill_date = date.fromisoformat(day)
            now = datetime(bill_date.year, bill_date.month, bill_date.day, 18, tzinfo=UTC)
            code = 1
            try:
                run_bills(bill_date=bill_date, now=now, batch_size=int(batch_size))
                code = 0
            finally:
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
