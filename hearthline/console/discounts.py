"""What an account gets off its services; staff grant and end it, and say why."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.console.catalog.gifts import GIVES, WITH_KINDS, gift_typed
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.design.days import DayField
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.operations import UnableToDiscount, end_discount, grant_discount
from hearthline.subscriptions.queries import discounts_of, services_of

_REQUIRED = {"required": gettext_lazy("Fill this in.")}
_REASONS: dict[str, Promise] = {
    "no_reason": gettext_lazy("Say why."),
    "past": gettext_lazy("Enter today or a later day."),
    "ends_before_start": gettext_lazy("It must end after it starts."),
    "no_such_service": gettext_lazy("This service has ended by then. Choose again."),
    "granted_already": gettext_lazy("This discount is there already."),
    "no_such_discount": gettext_lazy("This discount is over already."),
}


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why.")},
    )


class GrantForm(forms.Form):
    """Less to pay for a service, from when until when, and why."""

    service = forms.ChoiceField(label=gettext_lazy("Service"), error_messages=_REQUIRED)
    name = forms.CharField(
        label=gettext_lazy("What the bill calls it"), max_length=120, error_messages=_REQUIRED
    )
    gives = forms.ChoiceField(label=gettext_lazy("What it gives"), choices=GIVES)
    gift = forms.CharField(label=gettext_lazy("How much"), max_length=20, error_messages=_REQUIRED)
    starts_date = DayField(
        label=gettext_lazy("First day"),
    )
    ends_date = DayField(
        label=gettext_lazy("First day without it"),
        help_text=gettext_lazy("Empty means for as long as they have the service."),
        required=False,
    )
    with_kind = forms.ChoiceField(
        label=gettext_lazy("Only while the account also has"), choices=WITH_KINDS, required=False
    )
    reason = _reason()

    def __init__(
        self, *args: Any, services: list[tuple[str, str]], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = services

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "gift" in cleaned:
            try:
                cleaned["rate_ppm"], cleaned["amount_minor"] = gift_typed(
                    cleaned.get("gives", ""), cleaned["gift"], self.currency
                )
            except forms.ValidationError as error:
                self.add_error("gift", error)
        return cleaned


class EndForm(forms.Form):
    """Which discount is over today, and why."""

    discount = forms.ChoiceField(label=gettext_lazy("Discount"), error_messages=_REQUIRED)
    end_reason = _reason()

    def __init__(self, *args: Any, discounts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["discount"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = discounts


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discounts(request: HttpRequest, account_number: str) -> HttpResponse:
    """All discounts that an account has or had; grant one, end one."""
    account = look_at(request, account_number, page="account")
    today = provider_date(now())
    is_end = request.POST.get("step") == "end"
    posted = request.POST if request.method == "POST" else None
    grant = _grant_form(account, today, None if is_end else posted)
    end = _end_form(account, today, posted if is_end else None)
    form = end if is_end else grant
    if form.is_bound and form.is_valid():
        try:
            if is_end:
                _end(request, account, form.cleaned_data)
            else:
                _grant(request, account, form.cleaned_data)
        except UnableToDiscount as refusal:
            field = refusal.field if refusal.field in form.fields else None
            text = _REASONS.get(refusal.reason, gettext_lazy("This can't be taken. Check it."))
            form.add_error(field, str(text))
        else:
            messages.success(
                request, _("The discount was ended.") if is_end else _("The discount was granted.")
            )
            return redirect("console-discounts", account.number)
    values = {
        "account": account,
        "today": today,
        "discounts": discounts_of(account_id=account.id, currency=account.currency),
        "grant": grant,
        "end": end,
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/discounts.html", values, status=status)


def _grant_form(account: AccountDetail, today: date, data: Any) -> GrantForm:
    services = [
        (line.number, f"{line.plan_name}, {line.number}")
        for line in services_of(account_id=account.id, on=today)
    ]
    return GrantForm(
        data, services=services, currency=account.currency, initial={"starts_date": today}
    )


def _end_form(account: AccountDetail, today: date, data: Any) -> EndForm:
    running = discounts_of(account_id=account.id, currency=account.currency, on=today)
    return EndForm(
        data, discounts=[(str(each.id), f"{each.name}, {each.plan_name}") for each in running]
    )


def _grant(request: HttpRequest, account: AccountDetail, typed: dict[str, Any]) -> None:
    grant_discount(
        account_id=account.id,
        subscription_number=typed["service"],
        name=typed["name"],
        rate_ppm=typed["rate_ppm"],
        amount_minor=typed["amount_minor"],
        starts_date=typed["starts_date"],
        ends_date=typed["ends_date"],
        with_kind=typed["with_kind"],
        reason=typed["reason"],
        user_id=request.user.pk or 0,
        now=now(),
    )


def _end(request: HttpRequest, account: AccountDetail, typed: dict[str, Any]) -> None:
    end_discount(
        account_id=account.id,
        discount_id=int(typed["discount"]),
        reason=typed["end_reason"],
        user_id=request.user.pk or 0,
        now=now(),
    )
