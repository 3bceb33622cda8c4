"""What an account has, in plain words, and what changes when."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearthline.billing.tariff_words import tariff_text
from hearthline.catalog.queries import offered_plans, tariffs_ahead
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary, address_of
from hearthline.kernel.clock import now, provider_date
from hearthline.network.queries import number_text
from hearthline.portal.services.words import allowance_text, channels_text, speed_text
from hearthline.subscriptions.queries import (
    PromotionLine,
    Service,
    ServiceLine,
    Services,
    discounts_of,
    may_be_paused,
    pause_of,
    promotions_for,
    service_by_number,
    services_page,
)

ICONS = {"internet": "wifi", "tv": "tv", "phone": "phone", "equipment": "lock", "fee": "bill"}


def may_order(account: AccountSummary) -> bool:
    """Whether this member sees the ways to change something; operations decide for themselves."""
    return account.permissions.may_order and account.status == "active"


def facts(line: ServiceLine) -> str:
    """How fast a service is and how much it includes."""
    if line.kind != "internet":
        return ""
    parts = [speed_text(line.download_mbps, line.upload_mbps), allowance_text(line.allowance_gb)]
    return ", ".join(part for part in parts if part)


def identifier_text(line: ServiceLine) -> str:
    """A phone number as people write it; the name of another line as it is."""
    is_number = line.kind == "phone" and line.service_identifier.startswith("+")
    return number_text(line.service_identifier) if is_number else line.service_identifier


def shown(service: Service) -> dict[str, Any]:
    """What a template shows of a service."""
    return {
        "service": service,
        "line": service.line,
        "icon": ICONS.get(service.line.kind, "services"),
        "identifier": identifier_text(service.line),
        "facts": facts(service.line),
        "next_facts": facts(service.next) if service.next else "",
        "channels_text": channels_text(len(service.channels)) if service.channels else "",
    }


@account_member
@require_safe
def services(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Everything an account has."""
    today = provider_date(now())
    page = services_page(account_id=account.id, on=today)
    has_tv = any(service.line.kind == "tv" for service in page.services)
    values = {
        "account": account,
        "today": today,
        "cards": [shown(service) for service in page.services],
        "others": page.others,
        "delivered": address_of(account_id=account.id),
        "may_order": may_order(account),
        "can_add_tv": not has_tv
        and may_order(account)
        and bool(offered_plans(kind="tv", currency=account.currency)),
        "promotions": [
            (promotion, _where_to_order(promotion, page) if may_order(account) else "")
            for promotion in promotions_for(account_id=account.id, on=today)
        ],
    }
    return render(request, "portal/services/services.html", values)


def _where_to_order(promotion: PromotionLine, page: Services) -> str:
    """The address of the page on which what a promotion offers can be chosen; empty if none."""
    if promotion.gives and not promotion.plan_code:
        return reverse("offer", args=[promotion.code])
    kind = promotion.plan_goes_with or promotion.plan_kind
    for service in page.services:
        if service.line.kind == kind:
            is_pack = kind == "tv" and bool(promotion.plan_goes_with)
            name = "service-channels" if is_pack else "change-service"
            return reverse(name, args=[service.line.number])
    return reverse("add-service") if promotion.plan_kind == "tv" else ""


@account_member
@require_safe
def service(request: HttpRequest, account: AccountSummary, service_number: str) -> HttpResponse:
    """One service with all that belongs to it."""
    today = provider_date(now())
    found = service_by_number(account_id=account.id, number=service_number, on=today)
    if found is None:
        raise Http404
    values = {
        "account": account,
        "today": today,
        **shown(found),
        "delivered": address_of(account_id=account.id),
        "may_order": may_order(account),
        "pause": pause_of(account_id=account.id, number=found.line.number, on=today),
        "may_pause": may_order(account)
        and may_be_paused(account_id=account.id, number=found.line.number),
        "discounts": discounts_of(
            account_id=account.id, currency=account.currency, on=today, number=found.line.number
        )
        if account.permissions.may_see_bills
        else (),
        "tariffs": [
            (line, tariff_text(line), line.is_to_come(today))
            for line in tariffs_ahead(code=found.line.plan_code, on=today)
        ]
        if account.permissions.may_see_bills
        else (),
        "is_over": found.line.ended_date is not None and found.line.ended_date <= today,
    }
    return render(request, "portal/services/service.html", values)
