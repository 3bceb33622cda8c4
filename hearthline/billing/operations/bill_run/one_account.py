"""Bill one account of a run that went past it."""

from datetime import date, datetime
from functools import partial

from hearthline.billing.models import BillRun
from hearthline.billing.operations.bill_run.errors import UnableToRunBills
from hearthline.billing.operations.bill_run.running import still_unbilled
from hearthline.billing.operations.issuing import issue_bills
from hearthline.billing.operations.outside_taxes import issue_with_taxes
from hearthline.customers.models import Account


def bill_account(*, account_id: int, bill_date: date, now: datetime) -> str | None:
    """Issue an account's bill of a day, if it has none yet; a wrong one is corrected instead.

    Returns:
        The bill's number; None if there is nothing to bill.

    Raises:
        UnableToRunBills: there is no approved run of that day, it isn't the account's billing day,
            or it has its bill.
        UnableToAssessTaxes: the tax service is down.
    """
    return issue_with_taxes(issue=partial(_bill, account_id, bill_date, now), now=now)


def _bill(account_id: int, bill_date: date, now: datetime) -> str | None:
    run = BillRun.objects.filter(bill_date=bill_date, approved_at__isnull=False).first()
    if run is None:
        raise UnableToRunBills(f"there is no approved bill run of {bill_date}")
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    if account.billing_day != bill_date.day or (
        account.bills_from_date is not None and account.bills_from_date > bill_date
    ):
        raise UnableToRunBills(f"account {account.number} isn't billed on {bill_date}")
    if not still_unbilled(account_ids=[account_id], bill_date=bill_date):
        raise UnableToRunBills(f"account {account.number} has its bill of {bill_date}")
    issued = issue_bills(account_ids=[account_id], bill_date=bill_date, run_id=run.pk, now=now)
    return issued.last_number or None
