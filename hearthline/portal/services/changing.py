"""Choose what is to change: plan and add-ons, channels, an end. The review shows the next bill."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.operations import OrderQuote, quote_order
from hearthline.catalog.queries import offered_plans
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now, provider_date
from hearthline.portal.services.choosing import (
    NEXT_BILL,
    NOW,
    AddForm,
    ChangeForm,
    EndForm,
    Offer,
    initial_of,
    offer_for,
)
from hearthline.portal.services.review import review_address
from hearthline.portal.services.services import ICONS, may_order
from hearthline.subscriptions.operations import Conflict, UnableToOrder, Wish
from hearthline.subscriptions.queries import Service, service_by_number, services_page
from hearthline.subscriptions.reasons import reason_text


@account_member
@require_safe
def change(request: HttpRequest, account: AccountSummary, service_number: str) -> HttpResponse:
    """Another plan, and what goes with it."""
    service = _service(account, service_number)
    return _choose(request, account, service, "portal/services/change.html", with_plans=True)


@account_member
@require_safe
def channels(request: HttpRequest, account: AccountSummary, service_number: str) -> HttpResponse:
    """Channel packs and single channels, on one page."""
    service = _service(account, service_number)
    if service.line.kind != "tv":
        return redirect("change-service", service.line.number)
    return _choose(request, account, service, "portal/services/channels.html", with_plans=False)


def _service(account: AccountSummary, number: str) -> Service:
    """The service that goes by this number now, which may have followed the one of that number."""
    today = provider_date(now())
    found = service_by_number(account_id=account.id, number=number, on=today)
    if found is None:
        raise Http404
    return found


def _blocked(account: AccountSummary, service: Service | None) -> str:
    """Why nothing can be changed, as a word for the template; empty if it can."""
    if not may_order(account):
        return account.status if account.status != "active" else "not_allowed"
    if service is None:
        return ""
    today = provider_date(now())
    if service.line.kind not in {"internet", "tv", "phone", "addon"}:
        return "not_here"
    if service.line.ended_date is not None and service.line.ended_date <= today:
        return "over"
    if service.line.ended_date is not None or not service.line.has_started(today):
        return "waiting"
    return ""


def _choose(
    request: HttpRequest,
    account: AccountSummary,
    service: Service,
    template: str,
    *,
    with_plans: bool,
) -> HttpResponse:
    blocked = _blocked(account, service)
    # Packs can be swapped even while the plan's own change waits.
    if blocked == "waiting" and not with_plans and service.line.has_started(_today()):
        blocked = "" if service.next is not None else blocked
    values = _values(account, service, blocked)
    if blocked:
        return render(request, template, values)
    offer = offer_for(
        service, currency=account.currency, with_plans=with_plans, only_channels=not with_plans
    )
    bill_date = next_bill_date(account_id=account.id, now=now())
    values |= {"offer": offer, "bill_date": bill_date}
    # What htmx asks for on each change is always the cost.
    if "step" not in request.GET and not _is_only_asked(request):
        form = ChangeForm(offer=offer, bill_date=bill_date, initial=initial_of(offer))
        return render(request, template, values | {"form": form})
    form = ChangeForm(request.GET, offer=offer, bill_date=bill_date)
    quote, reply = None, None
    if form.is_valid():
        wishes = form.wishes()
        quote, refusal = _quote(request, account, wishes, form.cleaned_data)
        if refusal is not None and _is_only_asked(request) and refusal.reason == "nothing_chosen":
            return _answer(request, template, values | {"form": form})
        if refusal is not None:
            form = _refused(request, form, offer, refusal)
        elif quote is not None and request.GET.get("step") == "review":
            reply = redirect(review_address(wishes, form.cleaned_data["effective"], None))
    return reply or _answer(request, template, values | {"form": form, "quote": quote})


def _quote(
    request: HttpRequest, account: AccountSummary, wishes: list[Wish], asked: dict[str, Any]
) -> tuple[OrderQuote | None, UnableToOrder | None]:
    try:
        quote = quote_order(
            account_id=account.id,
            user_id=request.user.pk,
            wishes=wishes,
            effective=asked["effective"],
            on_date=asked.get("on_date"),
            now=now(),
        )
    except UnableToOrder as refusal:
        return None, refusal
    return quote, None


def _refused(
    request: HttpRequest, form: ChangeForm, offer: Offer, refusal: UnableToOrder
) -> ChangeForm:
    """The form as it was sent, each thing that doesn't go together said where it stands."""
    again = ChangeForm(
        request.GET, offer=offer, bill_date=form.bill_date, conflicts=refusal.conflicts
    )
    again.is_valid()
    if not refusal.conflicts:
        again.add_error(None, reason_text(refusal))
    for conflict in refusal.conflicts:
        text = reason_text(UnableToOrder(refusal.reason, conflicts=(conflict,)))
        field = _field_of(conflict, offer, again)
        if text not in again.errors.get(field or "__all__", []):
            again.add_error(field, text)
    return again


def _field_of(conflict: Conflict, offer: Offer, form: ChangeForm) -> str | None:
    for name, plans in offer.extras.items():
        if any(plan.name == conflict.name for plan in plans):
            return name
    return "plan" if "plan" in form.fields else None


@account_member
@require_safe
def end(request: HttpRequest, account: AccountSummary, service_number: str) -> HttpResponse:
    """End a service: as easy as ordering it."""
    service = _service(account, service_number)
    values = _values(account, service, _blocked(account, service))
    template = "portal/services/end.html"
    if values["blocked"]:
        return render(request, template, values)
    bill_date = next_bill_date(account_id=account.id, now=now())
    if "step" not in request.GET:
        form = EndForm(bill_date=bill_date, today=_today(), initial={"effective": NEXT_BILL})
        return render(request, template, values | {"form": form})
    form = EndForm(request.GET, bill_date=bill_date, today=_today())
    if form.is_valid():
        wishes = [Wish("remove", service.line.number)]
        asked = form.cleaned_data
        _none, refusal = _quote(request, account, wishes, asked)
        if refusal is None:
            return redirect(review_address(wishes, asked["effective"], asked["on_date"]))
        form.add_error("on_date" if refusal.reason == "bad_day" else None, reason_text(refusal))
    return _answer(request, template, values | {"form": form})


@account_member
@require_safe
def add(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """TV for an account that has none: nobody needs to come by for it."""
    page = services_page(account_id=account.id, on=_today())
    has_tv = any(service.line.kind == "tv" for service in page.services)
    plans = offered_plans(kind="tv", currency=account.currency)
    blocked = _blocked(account, None) or ("has_it" if has_tv else "" if plans else "not_here")
    values = {"account": account, "blocked": blocked}
    template = "portal/services/add.html"
    if blocked:
        return render(request, template, values)
    bill_date = next_bill_date(account_id=account.id, now=now())
    if "step" not in request.GET:
        form = AddForm(plans=plans, bill_date=bill_date, initial={"effective": NOW})
        return render(request, template, values | {"form": form})
    form = AddForm(request.GET, plans=plans, bill_date=bill_date)
    if form.is_valid():
        wishes = form.wishes()
        _none, refusal = _quote(request, account, wishes, form.cleaned_data)
        if refusal is None:
            return redirect(review_address(wishes, form.cleaned_data["effective"], None))
        form.add_error(None, reason_text(refusal))
    return _answer(request, template, values | {"form": form})


def _today() -> Any:
    return provider_date(now())


def _values(account: AccountSummary, service: Service, blocked: str) -> dict[str, Any]:
    return {
        "account": account,
        "service": service,
        "line": service.line,
        "icon": ICONS.get(service.line.kind, "services"),
        "blocked": blocked,
        "today": _today(),
    }


def _is_only_asked(request: HttpRequest) -> bool:
    """Whether htmx asks what the choice would cost; nobody has pressed anything."""
    return "HX-Request" in request.headers


def _answer(request: HttpRequest, template: str, values: dict[str, Any]) -> HttpResponse:
    """The page; to htmx, which takes the cost out of it, always as a success."""
    is_refused = values["form"].errors and not _is_only_asked(request)
    return render(request, template, values, status=422 if is_refused else 200)
