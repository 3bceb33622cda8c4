"""Balance and activity: everything that moved the balance, to filter, search and take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from hearthline.billing.activity import PAGE_SIZE, Activity, Asked, Movement, activity_of
from hearthline.billing.queries import balance
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.days import DayField
from hearthline.design.files import csv_file
from hearthline.design.paging import asked_page
from hearthline.kernel.clock import provider_date
from hearthline.kernel.sheets import csv_text
from hearthline.payments.queries import numbers_of_postings

KINDS = [
    ("", gettext_lazy("Everything")),
    ("bill", gettext_lazy("Bills")),
    ("payment", gettext_lazy("Payments")),
    ("other", gettext_lazy("Anything else")),
]


class ActivityForm(forms.Form):
    """What to list; nothing has to be filled in."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=KINDS,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Number or amount"),
        help_text=gettext_lazy("Part of a number, or an amount such as 82.40."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            self.add_error("until", _("Enter a day that isn't before the first one."))
        return typed

    @property
    def asked(self) -> Asked:
        """What is listed: everything while something is wrong."""
        return Asked(**self.cleaned_data) if self.is_valid() else Asked()


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A movement in words, with the way to what it was."""

    movement: Movement
    words: str
    href: str


@account_member
@sees_bills
@require_safe
def activity(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """A page of it."""
    form = ActivityForm(request.GET)
    found = activity_of(
        account_id=account.id,
        currency=account.currency,
        asked=form.asked,
        page=asked_page(request),
    )
    address = reverse("activity-file")
    query = request.GET.urlencode()
    values = {
        "account": account,
        "form": form,
        "balance": balance(account_id=account.id),
        "lines": list(_lines(account, found)),
        "page": Paginator(range(found.total), PAGE_SIZE).page(found.page),
        "total": found.total,
        "is_everything": form.asked == Asked(),
        "file": f"{address}?{query}" if query else address,
    }
    return render(
        request, "portal/bills/activity.html", values, status=200 if form.is_valid() else 422
    )


@account_member
@sees_bills
@require_safe
def activity_file(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """All that was asked for, as CSV."""
    form = ActivityForm(request.GET)
    found = activity_of(
        account_id=account.id, currency=account.currency, asked=form.asked, page_size=None
    )
    head = (_("Day"), _("What"), _("Amount"), _("Balance"), _("Currency"))
    rows = [
        (
            provider_date(line.movement.occurred_at),
            line.words,
            line.movement.amount.decimal,
            line.movement.balance.decimal,
            line.movement.amount.currency,
        )
        for line in _lines(account, found)
    ]
    word = pgettext("file name", "activity")
    return csv_file(csv_text(head, rows), f"{word}.csv")


def _lines(account: AccountSummary, found: Activity) -> Iterator[ActivityLine]:
    payments = numbers_of_postings(
        account_id=account.id,
        transaction_ids=[
            movement.transaction_id
            for movement in found.movements
            if movement.kind == "payment" and not movement.is_reversal
        ],
    )
    for movement in found.movements:
        number = payments.get(movement.transaction_id, "")
        if movement.bill_number:
            href = reverse("bill", args=[movement.bill_number])
        else:
            href = reverse("payment", args=[number]) if number else ""
        yield ActivityLine(movement, _words(movement, number), href)


def _words(movement: Movement, payment_number: str) -> str:
    told = movement.description
    if movement.is_reversal:
        return _("Taken back: %(what)s") % {"what": told} if told else _("Taken back")
    if movement.bill_number:
        return movement.bill_name
    if payment_number:
        return _("Payment %(number)s") % {"number": payment_number}
    words = {
        "bill": _("A bill, corrected since"),
        "payment": _("A payment"),
        "opening_balance": _("Balance brought over"),
        "balance_adjustment": _("Balance corrected"),
        "write_off_recovered": _("A debt written off, paid after all"),
    }
    return words.get(movement.kind) or told or _("Other")
