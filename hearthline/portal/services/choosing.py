"""The forms in which people choose what is to change, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.billing.operations.quotes import FARTHEST_DAYS
from hearthline.catalog.queries import (
    PlanLine,
    RuleLine,
    channels_of_plans,
    offered_extras,
    offered_plans,
    plan_by_code,
    rules_of_plans,
)
from hearthline.design.choices import Choice
from hearthline.design.days import DayField
from hearthline.design.formats import day_text
from hearthline.portal.services.words import (
    differences_text,
    holds_text,
    price_text,
    rules_text,
)
from hearthline.subscriptions.operations import Conflict, Wish
from hearthline.subscriptions.queries import Service
from hearthline.subscriptions.reasons import conflict_texts


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen for a service: plans, and what goes with it by the field it stands in."""

    service: Service
    current: PlanLine | None
    plans: tuple[PlanLine, ...]
    extras: Mapping[str, tuple[PlanLine, ...]]
    rules: Mapping[str, tuple[RuleLine, ...]]
    channel_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def held(self) -> dict[str, list[Service]]:
        """What the account has of the extras, by plan; what is about to end counts no more."""
        found: dict[str, list[Service]] = {}
        for each in self.service.extras:
            if each.line.ended_date is None:
                found.setdefault(each.line.plan_code, []).append(each)
        return found


def offer_for(service: Service, *, currency: str, with_plans: bool, only_channels: bool) -> Offer:
    """What can be chosen for a service. What an account has is among it, even if no longer sold."""
    kind = service.line.kind
    offered = offered_extras(goes_with=kind, currency=currency)
    shown = {plan.code: plan for plan in offered}
    for each in service.extras:
        if each.line.kind == "addon" and each.line.plan_code not in shown:
            plan = plan_by_code(code=each.line.plan_code)
            if plan is not None:
                shown[plan.code] = plan
    fields: dict[str, list[PlanLine]] = {"packs": [], "singles": [], "extras": []}
    for plan in shown.values():
        name = (
            "extras" if not plan.channel_count else "packs" if plan.channel_count > 1 else "singles"
        )
        fields[name].append(plan)
    if only_channels:
        fields.pop("extras")
    current = plan_by_code(code=service.line.plan_code)
    plans = offered_plans(kind=kind, currency=currency) if with_plans else ()
    codes = [plan.code for plan in (*plans, *shown.values())]
    rules: dict[str, list[RuleLine]] = {}
    for rule in rules_of_plans(codes=codes):
        rules.setdefault(rule.plan_code, []).append(rule)
    channels = channels_of_plans(codes=[plan.code for plan in fields["packs"]])
    return Offer(
        service=service,
        current=current,
        plans=tuple(plan for plan in plans if plan.code != service.line.plan_code),
        extras={name: tuple(found) for name, found in fields.items() if found},
        rules={code: tuple(found) for code, found in rules.items()},
        channel_names={
            code: ", ".join(channel.name for channel in found) for code, found in channels.items()
        },
    )


_LABELS = {
    "packs": gettext_lazy("Channel packs"),
    "singles": gettext_lazy("Single channels"),
    "extras": gettext_lazy("Add-ons"),
}
NOW, NEXT_BILL, DAY = "now", "next_bill", "day"


class WhenForm(forms.Form):
    """When a change is to begin."""

    effective = forms.ChoiceField(
        label=gettext_lazy("When?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose when."),
            "invalid_choice": gettext_lazy("Choose when."),
        },
    )

    def __init__(self, *args: Any, bill_date: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bill_date = bill_date
        _choices(self.fields["effective"], self.whens())

    def whens(self) -> list[tuple[str, Choice]]:
        """The choices: now, or with the next bill."""
        day = day_text(self.bill_date)
        return [
            (
                NEXT_BILL,
                Choice(
                    _("With my next bill, on %(day)s") % {"day": day},
                    hint=_("Nothing is split. You can undo it until then."),
                ),
            ),
            (
                NOW,
                Choice(
                    _("Now"),
                    hint=_("It begins at once; days are billed and given back to the cent."),
                ),
            ),
        ]


class ChangeForm(WhenForm):
    """Another plan, and what goes with it. What was typed stays, whatever is refused."""

    def __init__(
        self, *args: Any, offer: Offer, conflicts: tuple[Conflict, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        said = {conflict.name: conflict_texts((conflict,))[0] for conflict in conflicts}
        if offer.plans and offer.current is not None:
            plan = forms.ChoiceField(
                label=_("Which plan?"), widget=forms.RadioSelect, required=False
            )
            self.fields["plan"] = plan
            _choices(plan, [(each.code, self._plan(each, said)) for each in self._plans()])
        for name, plans in offer.extras.items():
            extra = forms.MultipleChoiceField(
                label=_LABELS[name], widget=forms.CheckboxSelectMultiple, required=False
            )
            self.fields[name] = extra
            _choices(extra, [(each.code, self._extra(each, said)) for each in plans])
        self.order_fields(["plan", *offer.extras, "effective"])

    def _plans(self) -> Iterable[PlanLine]:
        assert self.offer.current is not None  # noqa: S101 - asked before; for the type checker
        every = [self.offer.current, *self.offer.plans]
        return sorted(every, key=lambda plan: (plan.price.amount_minor, plan.code))

    def _plan(self, plan: PlanLine, said: Mapping[str, str]) -> Choice:
        line, current = self.offer.service.line, self.offer.current
        assert current is not None  # noqa: S101 - asked before; for the type checker
        if plan.code == current.code:
            label = _("%(plan)s, as now") % {"plan": plan.name}
            parts = [price_text(line.price, line.period_months), holds_text(plan)]
        else:
            label = plan.name
            parts = [
                price_text(plan.price, plan.period_months),
                differences_text(plan, current, line.price),
                holds_text(plan),
            ]
        hint = ". ".join(part for part in parts if part) + "."
        sentences = [hint, plan.description, said.get(plan.name, "")]
        return Choice(label, hint=" ".join(filter(None, sentences)))

    def _extra(self, plan: PlanLine, said: Mapping[str, str]) -> Choice:
        held = self.offer.held.get(plan.code)
        price = held[0].line.price if held else plan.price
        parts = [price_text(price, plan.period_months) + ".", plan.description]
        parts.append(rules_text(self.offer.rules.get(plan.code, ())))
        if held and not plan.is_offered:
            parts.append(_("No longer sold: once ended, it can't be ordered again."))
        parts += [self._about_to_end(plan), said.get(plan.name, "")]
        return Choice(plan.name, hint=" ".join(part for part in parts if part))

    def _about_to_end(self, plan: PlanLine) -> str:
        for each in self.offer.service.extras:
            if each.line.plan_code == plan.code and each.line.ended_date is not None:
                return _("Ends on %(day)s.") % {"day": day_text(each.line.ended_date)}
        return ""

    def wishes(self) -> list[Wish]:
        """What differs from what the account has."""
        line = self.offer.service.line
        found = []
        plan = self.cleaned_data.get("plan") or line.plan_code
        if plan != line.plan_code:
            found.append(Wish("change", line.number, plan))
        held = self.offer.held
        for name, plans in self.offer.extras.items():
            chosen = set(self.cleaned_data.get(name, []))
            for each in plans:
                if each.code in chosen and each.code not in held:
                    found.append(Wish("add", plan_code=each.code))
                elif each.code in held and each.code not in chosen:
                    found += [Wish("remove", every.line.number) for every in held[each.code]]
        return found


def initial_of(offer: Offer) -> dict[str, Any]:
    """The form as things are."""
    held = set(offer.held)
    chosen = {
        name: [plan.code for plan in plans if plan.code in held]
        for name, plans in offer.extras.items()
    }
    return {"plan": offer.service.line.plan_code, "effective": NEXT_BILL, **chosen}


class EndForm(WhenForm):
    """When a service is to end."""

    on_date = DayField(
        label=gettext_lazy("The day"),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def whens(self) -> list[tuple[str, Choice]]:
        day = day_text(self.bill_date)
        return [
            (
                NEXT_BILL,
                Choice(
                    _("With my next bill, on %(day)s") % {"day": day},
                    hint=_("What is paid for is used to the end. You can undo it until then."),
                ),
            ),
            (
                DAY,
                Choice(
                    _("On a day I choose"),
                    hint=_("The days after it that are paid for come back on the next bill."),
                ),
            ),
            (NOW, Choice(_("Now"), hint=_("It ends at once and can't be undone."))),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("effective") != DAY:
            cleaned["on_date"] = None
        elif "on_date" not in self.errors:
            day = cleaned.get("on_date")
            last = self.today + timedelta(days=FARTHEST_DAYS)
            if day is None or not self.today < day <= last:
                self.add_error(
                    "on_date",
                    _("Enter a day from tomorrow on, up to %(last)s.") % {"last": day_text(last)},
                )
        return cleaned


class AddForm(WhenForm):
    """A TV plan, for an account that has none."""

    plan = forms.ChoiceField(
        label=gettext_lazy("Which plan?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a plan."),
            "invalid_choice": gettext_lazy("This is no longer sold. Choose something else."),
        },
    )
    field_order = ["plan", "effective"]

    def __init__(self, *args: Any, plans: tuple[PlanLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self.fields["plan"],
            [
                (
                    plan.code,
                    Choice(
                        plan.name,
                        hint=f"{price_text(plan.price, plan.period_months)}. {holds_text(plan)}. "
                        f"{plan.description}",
                    ),
                )
                for plan in plans
            ],
        )

    def wishes(self) -> list[Wish]:
        """The plan, added."""
        return [Wish("add", plan_code=self.cleaned_data["plan"])]


def _choices(field: forms.Field, choices: list[tuple[str, Choice]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so, for the type checker
    field.choices = choices
    field.error_messages["invalid_choice"] = _("This is no longer sold. Choose something else.")
