"""An account of `hand_worked/*.toml` made real, step by step."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hearthline.billing.models import Bill, Charge, TaxExemption, Usage
from hearthline.catalog.models import PlanPrice, Tariff, TaxTier
from hearthline.subscriptions.models import Discount, Suspension
from tests import factories

FOLDER = Path(__file__).parent / "hand_worked"
DAY = timedelta(days=1)


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its name."""
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text())["case"]:
            yield f"{path.stem}: {case['name']}", case


def evening(day: date) -> datetime:
    """Late on a day, at the provider's place as well."""
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


class Case:
    """One account with all that is in its case so far; `happen` does what a step says."""

    def __init__(self, case: dict[str, Any]) -> None:
        about = {"came": date(2023, 12, 20)} | case.get("account", {})
        came = about.pop("came")
        # A day at the provider's place, or a moment where the case is about that.
        about["created_at"] = came if isinstance(came, datetime) else evening(came)
        self.account = factories.make_account(**about)
        self.currency = self.account.currency
        self.plans = {
            name: factories.make_plan(
                **{"currency": self.currency, "name": name, "tax_category": "data"}
                | _minor(fields, "price")
            )
            for name, fields in case.get("plans", {}).items()
        }
        self.taxes = {name: self._tax(name, tax) for name, tax in case.get("taxes", {}).items()}
        for name, tariff in case.get("tariffs", {}).items():
            fields = {"usage_kind": "voice", "name": name} | tariff
            Tariff.objects.create(**fields | {"plan": self.plans[fields["plan"]]})
        self.services: dict[str, Any] = {}
        self.discounts: dict[str, Any] = {}
        self.suspensions: dict[str, Any] = {}
        for name, fields in case.get("services", {}).items():
            self._add_service({"name": name} | fields)
        self.today = date.min
        self._ids = count(1)

    def happen(self, step: dict[str, Any], today: date) -> None:
        """Do what a step says before its bill, in the order in which it is written there."""
        self.today = today
        for what, given in step.items():
            happens = getattr(self, f"_add_{what}", None)
            if happens:
                for fields in given if isinstance(given, list) else [given]:
                    happens(dict(fields))

    def _tax(self, name: str, fields: dict[str, Any]) -> Any:
        tiers = fields.pop("tiers", [])
        flat = fields.get("kind") == "flat" or bool(tiers)
        tax = factories.make_tax(
            f"{name}-{self.account.pk}",
            **{"name": name, "currency": self.currency}
            | ({"rate_ppm": 0} if flat else {})
            | fields,
        )
        for from_minor, rate_ppm in tiers:
            TaxTier.objects.create(tax=tax, from_minor=from_minor, rate_ppm=rate_ppm)
        return tax

    def _add_account(self, fields: dict[str, Any]) -> None:
        for field, value in fields.items():
            setattr(self.account, field, value)
        self.account.save()

    def _add_service(self, fields: dict[str, Any]) -> None:
        name, plan = fields.pop("name"), fields.pop("plan")
        self.services[name] = factories.make_subscription(
            self.account, self.plans[plan], **_minor(fields, "price", "price_override_minor")
        )

    def _add_change(self, fields: dict[str, Any]) -> None:
        """A service ends, an end is taken back (`ended = ""`), or it costs something else."""
        service = self.services[fields.pop("service")]
        for field, value in _minor(fields, "price", "price_override_minor").items():
            setattr(service, {"ended": "ended_date", "started": "started_date"}.get(field, field),
                    None if value == "" else value)  # fmt: skip
        service.save()

    def _add_price(self, fields: dict[str, Any]) -> None:
        """A new price of a plan from a day on."""
        plan = self.plans[fields["plan"]]
        earlier = PlanPrice.objects.filter(plan=plan).order_by("starts_date").last()
        PlanPrice.objects.create(
            plan=plan,
            starts_date=fields["starts"],
            price_minor=fields["price"],
            before_minor=earlier.price_minor if earlier else plan.price_minor,
            decided_at=evening(self.today),
        )

    def _add_discount(self, fields: dict[str, Any]) -> None:
        """A new one, or another end of one that is there."""
        name = fields.pop("name")
        if name in self.discounts:
            self.discounts[name].ends_date = fields["ends"]
            self.discounts[name].save()
            return
        percent = fields.pop("percent", None)
        amount = fields.pop("amount", 0)
        given = {
            "kind": "amount" if percent is None else "percent",
            "rate_ppm": 0 if percent is None else percent * 10_000,
            "amount_minor": amount,
            "starts_date": fields.pop("starts"),
            "ends_date": fields.pop("ends", None),
        }
        service = self.services[fields.pop("service")]
        self.discounts[name] = Discount.objects.create(
            account=self.account,
            subscription=service,
            name=name,
            decided_at=evening(self.today),
            **given,
            **fields,
        )

    def _add_suspension(self, fields: dict[str, Any]) -> None:
        """A new one, another end of one that is there, or one that is taken back (`gone`)."""
        service = fields["service"]
        if service in self.suspensions and "starts" not in fields:
            if fields.get("gone"):
                self.suspensions.pop(service).delete()
                return
            self.suspensions[service].ends_date = fields["ends"]
            self.suspensions[service].save()
            return
        self.suspensions[service] = Suspension.objects.create(
            account=self.account,
            subscription=self.services[service],
            starts_date=fields["starts"],
            ends_date=fields.get("ends"),
            decided_at=evening(self.today),
        )

    def _add_usage(self, fields: dict[str, Any]) -> None:
        """Something used; late if it `counts` on another day."""
        Usage.objects.create(
            account=self.account,
            subscription=self.services[fields["service"]],
            usage_kind=fields.get("kind", "voice"),
            quantity=fields["quantity"],
            description=fields.get("description", ""),
            used_date=fields["day"],
            counts_date=fields.get("counts", fields["day"]),
            source=f"switch-{self.account.pk}",
            external_id=str(next(self._ids)),
            recorded_at=evening(self.today),
        )

    def _add_charge(self, fields: dict[str, Any]) -> None:
        Charge.objects.create(
            account=self.account,
            kind=fields.get("kind", "one_off"),
            amount_minor=fields["amount"],
            description=fields.get("description", "A visit"),
            tax_category=fields.get("category", ""),
            effective_date=fields["day"],
            created_at=evening(self.today),
            cause=fields.get("cause", ""),
        )

    def _add_exemption(self, fields: dict[str, Any]) -> None:
        TaxExemption.objects.create(
            account=self.account,
            tax=self.taxes[fields["tax"]] if "tax" in fields else None,
            tax_category=fields.get("category", ""),
            starts_date=fields["starts"],
            ends_date=fields.get("ends"),
            decided_at=evening(self.today),
        )

    def _add_imported(self, fields: dict[str, Any]) -> None:
        """A bill of another system: nothing was owed on it."""
        Bill.objects.create(
            account=self.account,
            number=f"OLD-{self.account.pk}-{next(self._ids)}",
            period_start=fields["starts"],
            period_end=fields["ends"],
            issued_date=fields["issued"],
            due_date=fields["ends"],
            total_minor=0,
            currency=self.currency,
            source="import",
        )


def _minor(fields: dict[str, Any], name: str, column: str = "price_minor") -> dict[str, Any]:
    """Amounts are minor units in these files, and so have short names."""
    return {column if key == name else key: value for key, value in fields.items()}
