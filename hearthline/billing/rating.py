"""The rating engine: one set-based statement, with different endings for different uses.

`sql/rate_accounts.sql` turns what accounts have into bill lines; whatever prices something ends it
with what it wants done with them. There is no second implementation.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from hearthline.kernel.clock import provider_zone
from hearthline.kernel.sql import rows

ISSUE = "issue_bills.sql"
_SQL = Path(__file__).parent / "sql"


def rate(
    *, account_ids: Sequence[int], bill_date: date, ending: str | tuple[str, ...], **parameters: Any
) -> list[dict[str, Any]]:
    """Rate accounts as their bill of `bill_date` would, and do with the lines what the ending says.

    Args:
        account_ids: whose; one or many thousands.
        bill_date: the first day of the period that is paid in advance, 1 to 28 of a month.
        ending: a file in `sql/` that goes on from the rows of `lines`, or several that make one.
        parameters: what the ending needs; `period_date`, the day on which the month began, for a
            bill within one; `is_rebill` for a bill of a day that later ones followed already.
    """
    given = {
        "accounts": list(account_ids),
        "bill_date": bill_date,
        "time_zone": provider_zone().key,
        "period_date": None,
        "is_rebill": False,
        "is_issue": ending == ISSUE,
        **parameters,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(ending), given)
        return rows(cursor)


@cache
def _statement(ending: str | tuple[str, ...]) -> str:
    endings = (ending,) if isinstance(ending, str) else ending
    return "".join((_SQL / name).read_text() for name in ("rate_accounts.sql", *endings))
