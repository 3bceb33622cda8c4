"""Is it the account? What is suspended or restricted doesn't work on purpose."""

from hearthline.care.checking.registry import Case, Finding, check
from hearthline.kernel.sql import select


@check("account_restricted", "ok", "bad")
def account_restricted(case: Case) -> Finding:
    """Whether the account is suspended or closed, or a connection of it is restricted."""
    found = select(
        """SELECT account.status,
                  EXISTS (SELECT FROM network_connection AS connection
                           WHERE connection.account_id = account.id
                             AND connection.is_restricted) AS is_restricted
             FROM customers_account AS account WHERE account.id = %(account_id)s""",
        {"account_id": case.account_id},
    )[0]
    if found["status"] in {"suspended", "closed"}:
        return Finding("bad", found["status"])
    if found["is_restricted"]:
        return Finding("bad", "restricted")
    return Finding("ok", "not_restricted")
