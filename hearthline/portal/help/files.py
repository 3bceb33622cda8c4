"""Files of tickets, for the account's members only."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from hearthline.care.handing_out import file_response
from hearthline.care.queries import attachment_of
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary


@account_member
@require_safe
def attachment(
    _request: HttpRequest, account: AccountSummary, ticket_number: str, attachment_id: int
) -> HttpResponseBase:
    """One file, streamed."""
    return file_response(
        attachment_of(account_id=account.id, number=ticket_number, attachment_id=attachment_id)
    )
