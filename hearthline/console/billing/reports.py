"""Reports on page and as CSV: who owes since when, revenue, taxes, cash."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.billing.reports import PeriodReport, aged_accounts, ageing, revenue, taxes
from hearthline.console.billing.report_words import BUCKET_WORDS, line_words
from hearthline.design.days import DayField
from hearthline.design.files import csv_file
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.kernel.sheets import csv_stream, csv_text
from hearthline.payments.cash_report import cash_received

REPORTS: dict[str, tuple[Any, Callable[..., PeriodReport], Any]] = {
    "revenue": (
        gettext_lazy("Revenue"),
        revenue,
        gettext_lazy("By service, plan and kind of line, without taxes and deposits."),
    ),
    "taxes": (
        gettext_lazy("Taxes and fees for others"),
        taxes,
        gettext_lazy("By jurisdiction and tax, those within prices too."),
    ),
    "cash": (
        gettext_lazy("Money received"),
        cash_received,
        gettext_lazy("By the way it came."),
    ),
}


class PeriodForm(forms.Form):
    """Which days; the last one belongs to it."""

    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that isn't before the first one."))
        return typed


class DayForm(forms.Form):
    """As of which day's end."""

    as_of = DayField(label=gettext_lazy("At the end of"))


@staff("billing")
@never_cache
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, and what each is about."""
    lines = [(f"console-report-{key}", name, hint) for key, (name, _of, hint) in REPORTS.items()]
    return render(request, "console/billing/reports.html", {"lines": lines})


@staff("billing")
@never_cache
@require_safe
def ageing_report(request: HttpRequest) -> HttpResponse:
    """Who owes since when, as sums, with the largest debts."""
    form, as_of = _asked_day(request)
    found = ageing(as_of=as_of, currency=settings.CURRENCY)
    values = {
        "form": form,
        "as_of": as_of,
        "report": found,
        "tied": found.tied,
        "sums": list(zip(BUCKET_WORDS.values(), found.buckets, strict=True)),
        "heads": list(BUCKET_WORDS.values()),
        "file_href": f"{reverse('console-report-ageing-file')}?as_of={as_of.isoformat()}",
    }
    status = 422 if form.errors else 200
    return render(request, "console/billing/ageing.html", values, status=status)


@staff("billing")
@never_cache
@require_safe
def ageing_file(request: HttpRequest) -> HttpResponseBase:
    """Every account that owes something or has credit, as CSV."""
    _form, as_of = _asked_day(request)
    head = (
        _("Account"),
        _("Name"),
        *(str(words) for words in BUCKET_WORDS.values()),
        _("Balance"),
        _("Currency"),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for account in aged_accounts(as_of=as_of, currency=settings.CURRENCY):
            amounts = (amount.decimal for amount in account.buckets)
            total = account.balance
            yield (account.number, account.name, *amounts, total.decimal, total.currency)

    response = StreamingHttpResponse(
        csv_stream(head, rows()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="ageing-{as_of.isoformat()}.csv"'
    return response


def _asked_day(request: HttpRequest) -> tuple[DayForm, date]:
    today = provider_date(now())
    form = DayForm(request.GET if "as_of" in request.GET else {"as_of": today})
    return form, form.cleaned_data["as_of"] if form.is_valid() else today


def _period_page(key: str) -> Any:
    @staff("billing")
    @never_cache
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        name, of, hint = REPORTS[key]
        form, since, until = _asked_period(request)
        found = of(since=since, until=until, currency=settings.CURRENCY)
        values = {
            "form": form,
            "name": name,
            "hint": hint,
            "report": found,
            "tied": found.tied,
            "lines": [(line_words(line), line) for line in found.lines],
            "file_href": reverse(f"console-report-{key}-file")
            + f"?since={since.isoformat()}&until={until.isoformat()}",
        }
        status = 422 if form.errors else 200
        return render(request, "console/billing/report.html", values, status=status)

    return page


def _period_file(key: str) -> Any:
    @staff("billing")
    @never_cache
    @require_safe
    def file(request: HttpRequest) -> HttpResponse:
        _form, since, until = _asked_period(request)
        found = REPORTS[key][1](since=since, until=until, currency=settings.CURRENCY)
        head = (_("Part"), _("Name"), _("Place"), _("Kind"), _("Lines"), _("Amount"), _("Currency"))
        rows = [
            (
                words.group,
                words.name,
                line.place,
                words.kind,
                line.lines,
                line.amount.decimal,
                line.amount.currency,
            )
            for line in found.lines
            for words in (line_words(line),)
        ]
        return csv_file(csv_text(head, rows), f"{key}-{since.isoformat()}-{until.isoformat()}.csv")

    return file


def _asked_period(request: HttpRequest) -> tuple[PeriodForm, date, date]:
    """What was asked for, or the last whole month."""
    last = provider_date(now()).replace(day=1) - timedelta(days=1)
    month = {"since": last.replace(day=1), "until": last}
    form = PeriodForm(request.GET if "since" in request.GET else month)
    found = form.cleaned_data if form.is_valid() else month
    return form, found["since"], found["until"]


revenue_report, revenue_file = _period_page("revenue"), _period_file("revenue")
taxes_report, taxes_file = _period_page("taxes"), _period_file("taxes")
cash_report, cash_file = _period_page("cash"), _period_file("cash")
