"""What others may know of a person: no password should be made of it."""

from pathlib import Path

from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql"


def words_of_account(account_id: int) -> list[str]:
    """Number, name, address and contacts of an account; nothing where there is none."""
    return _words(account_id=account_id, user_id=None)


def words_of_user(user_id: int) -> list[str]:
    """The same for all accounts that a user belongs to."""
    return _words(account_id=None, user_id=user_id)


def _words(*, account_id: int | None, user_id: int | None) -> list[str]:
    found: list[str] = []
    values = {"account_id": account_id, "user_id": user_id}
    for row in run(_SQL / "list_own_words.sql", values):
        known = [row[name] for name in ("number", "name", "street", "city", "postal_code")]
        found += [word for word in (*known, *(row["contacts"] or ())) if word]
    return found
