"""Guided troubleshooting as staff see it: an account's diagnoses, and how the flows do."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.care.flows.drawing import draw
from hearthline.care.flows.format import KINDS
from hearthline.care.queries import diagnoses_of, diagnosis_by_token, flow_report
from hearthline.console.looking import look_at
from hearthline.identity.access import staff
from hearthline.kernel.clock import now

COUNTED = timedelta(days=90)


@staff("support", "network")
@never_cache
@require_safe
def diagnoses(request: HttpRequest, account_number: str) -> HttpResponse:
    """What an account had checked, and what came of it."""
    found = look_at(request, account_number, page="diagnosis")
    values = {"account": found, "diagnoses": diagnoses_of(account_id=found.id)}
    return render(request, "console/care/diagnoses.html", values)


@staff("support", "network")
@never_cache
@require_safe
def diagnosis(request: HttpRequest, account_number: str, diagnosis_token: str) -> HttpResponse:
    """One with every result."""
    found = look_at(request, account_number, page="diagnosis", subject=diagnosis_token[:60])
    report = diagnosis_by_token(account_id=found.id, token=diagnosis_token)
    if report is None:
        raise Http404
    values = {"account": found, "report": report}
    return render(request, "console/care/diagnosis.html", values)


@staff("support", "network")
@require_safe
def flows(request: HttpRequest) -> HttpResponse:
    """A flow's picture, and how often each of its ends was reached in the last 90 days."""
    kind = request.GET.get("kind", "")
    report = flow_report(kind=kind if kind in KINDS else KINDS[0], since=now() - COUNTED)
    values = {
        "report": report,
        "days": COUNTED.days,
        "picture": draw(report.flow, label=f"{report.kind_name}, {report.version}"),
    }
    return render(request, "console/care/flows.html", values)
