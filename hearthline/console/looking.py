"""Opening an account in the console leaves a trace."""

from django.http import Http404, HttpRequest

from hearthline.customers.operations import record_look
from hearthline.customers.queries import AccountDetail, account_by_number
from hearthline.kernel.clock import now


def look_at(request: HttpRequest, number: str, *, page: str, subject: str = "") -> AccountDetail:
    """The account with this number, and the look at it written down.

    Raises:
        Http404: no account has this number.
    """
    account = account_by_number(number=number)
    if account is None:
        raise Http404
    assert request.user.pk is not None  # noqa: S101 - `@staff` stands before; for the type checker
    record_look(
        account_id=account.id, user_id=request.user.pk, page=page, subject=subject, now=now()
    )
    return account
