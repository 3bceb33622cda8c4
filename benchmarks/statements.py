"""How many bills a second one core turns into PDF, each for the first time.

In processor time of this process, so that what else the machine does stays out of it; the
database's share (two small queries a bill) isn't in it.
"""

import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.data import make_provider

_DATES = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
_NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)


def measure(accounts: int = 150) -> dict[str, float]:
    """Bill some accounts, then make each one's newest bill: queries, words, typesetting, keeping.

    Returns:
        `statement_pdf_per_s`, the milliseconds that typesetting alone takes, and the largest file.
    """
    from django.conf import settings

    from hearthline.billing.operations import run_bills
    from hearthline.billing.queries import latest_bill
    from hearthline.billing.statement import statement_of
    from hearthline.customers.models import Account

    make_provider(accounts=accounts, billing_day=1)
    for day in _DATES:
        run_bills(bill_date=day, now=_NOW)
    bills = [
        (account_id, bill.number)
        for account_id in Account.objects.values_list("pk", flat=True)
        if (bill := latest_bill(account_id=account_id)) is not None
    ]
    statement_of(account_id=bills[0][0], number=bills[0][1], language="en")
    shutil.rmtree(Path(settings.DATA_DIR) / "statements")
    begun = time.process_time()
    sizes = [
        len(statement_of(account_id=account_id, number=number, language="en") or b"")
        for account_id, number in bills
    ]
    seconds = time.process_time() - begun
    return {
        "statement_pdf_per_s": round(len(bills) / seconds, 1),
        "statement_typeset_ms": round(_typeset_ms(*bills[0]), 2),
        "statement_pdf_kb": round(max(sizes) / 1000, 1),
    }


def _typeset_ms(account_id: int, number: str, times: int = 50) -> float:
    """The median; the recipient differs each time, so that nothing is remembered."""
    import json

    from hearthline.billing.statement.content import content_of
    from hearthline.billing.statement.typesetting import typeset

    content = content_of(account_id=account_id, number=number)
    if content is None:
        raise RuntimeError("the bill is gone")
    taken = []
    for turn in range(times):
        said = json.dumps(content.as_json | {"recipient": [f"Bench Person {turn}"]})
        begun = time.process_time()
        typeset(said, issued_date=content.issued_date)
        taken.append(time.process_time() - begun)
    return sorted(taken)[times // 2] * 1000
