"""Post an outage: write it, see whom it reaches, send it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.console.network.outage_forms import OutageForm, fresh_form
from hearthline.identity.access import staff
from hearthline.kernel import clock
from hearthline.network.operations import UnableToPostOutage, check_draft, post_outage
from hearthline.network.queries import preview_reach


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; sent, it shows whom it would reach, and nobody is told yet."""
    moment = clock.now()
    if request.method != "POST":
        return _form(request, fresh_form(moment))
    form = OutageForm(request.POST)
    if request.POST.get("step") == "change" or not form.is_valid():
        return _form(request, form)
    draft = form.draft()
    try:
        reached = check_draft(draft=draft, now=moment)
    except UnableToPostOutage as error:
        form.refuse(error)
        return _form(request, form)
    preview = preview_reach(account_ids=reached.account_ids, kind=draft.kind, now=moment)
    values = {"form": form, "draft": draft, "preview": preview}
    return render(request, "console/network/outage_review.html", values)


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Send what was reviewed."""
    if request.method != "POST":
        return redirect("console-outage-new")
    form = OutageForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    try:
        number = post_outage(
            draft=form.draft(),
            user_id=request.user.pk,
            idempotency_key=str(form.cleaned_data["idempotency_key"]),
            now=clock.now(),
        )
    except UnableToPostOutage as error:
        form.refuse(error)
        return _form(request, form)
    return redirect("console-outage", number)


def _form(request: HttpRequest, form: OutageForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/network/outage_new.html", {"form": form}, status=status)
