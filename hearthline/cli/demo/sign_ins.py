"""What `hearthline run` prints, so that a newcomer knows what to type."""

from django.conf import settings
from django.db import connection

from hearthline.cli.demo.provider import ALICE, FREE_BY_CODE, FREE_BY_EMAIL
from hearthline.kernel.sql import select

_ACCOUNTS = """
    SELECT account.number, address.postal_code,
           EXISTS (SELECT FROM customers_member WHERE account_id = account.id) AS is_taken
      FROM customers_account AS account
      JOIN customers_address AS address ON address.account_id = account.id
     WHERE account.number = ANY(%(numbers)s)
"""


def sign_ins() -> list[str]:
    """Who signs in where, and which accounts can be registered for; empty without the demo."""
    # Whoever prints this goes on for days and needs no connection meanwhile.
    with connection.temporary_connection():
        rows = select(_ACCOUNTS, {"numbers": [ALICE, FREE_BY_EMAIL, FREE_BY_CODE]})
    accounts = {row["number"]: row for row in rows}
    if ALICE not in accounts:
        return []
    lines = [
        f"Sign in       {settings.SITE_URL}/sign-in/   alice, bob, carol, dave (together),",
        "              mallory, grace (usage, a new price), heidi (a late fee, parts to pay)",
        f"Staff         {settings.SITE_URL}/console/   sam (admin), sue (support)",
        f"Password      {settings.DEMO_PASSWORD}",
        f"Inbox         {settings.SITE_URL}/demo/inbox/   every email and text message",
        f"Register      {settings.SITE_URL}/register/",
    ]
    notes = {
        FREE_BY_EMAIL: "the code comes into the inbox",
        FREE_BY_CODE: f"no contact: hearthline registration-code {FREE_BY_CODE}",
        ALICE: "somebody has it already",
    }
    for number, note in notes.items():
        account = accounts.get(number)
        if account and (number == ALICE or not account["is_taken"]):
            lines.append(
                f"              account {number}, postal code {account['postal_code']}: {note}"
            )
    return lines
