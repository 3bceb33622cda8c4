"""What staff changed in the catalog, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.catalog.queries import EditLine
from hearthline.design.formats import money_text
from hearthline.kernel.money import Money

_NAMES: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "price_minor": gettext_lazy("Price"),
    "period_months": gettext_lazy("Months that the price is for"),
    "is_in_arrears": gettext_lazy("Paid when it is over, not in advance"),
    "may_pause": gettext_lazy("Subscribers may pause it themselves"),
    "tax_category": gettext_lazy("Tax category"),
    "is_offered": gettext_lazy("Subscribers may order it themselves"),
    "goes_with": gettext_lazy("Goes with"),
    "access_group": gettext_lazy("Speed profile of the network"),
    "download_mbps": gettext_lazy("Mbps down"),
    "upload_mbps": gettext_lazy("Mbps up"),
    "allowance_gb": gettext_lazy("Data a month, in GB"),
    "channels": gettext_lazy("Channels it brings"),
    "requires": gettext_lazy("Needs one of these"),
    "excludes": gettext_lazy("Not together with any of these"),
    "tariff": gettext_lazy("What use costs"),
    "title": gettext_lazy("Title in English"),
    "title_es": gettext_lazy("Title in Spanish"),
    "text": gettext_lazy("Text in English"),
    "text_es": gettext_lazy("Text in Spanish"),
    "plan": gettext_lazy("Plan it offers"),
    "starts_date": gettext_lazy("First day"),
    "from_date": gettext_lazy("From the day"),
    "ends_date": gettext_lazy("First day on which it is over"),
    "has_kind": gettext_lazy("Has a service"),
    "has_plan": gettext_lazy("Has the plan"),
    "lacks_kind": gettext_lazy("Has no service"),
    "lacks_plan": gettext_lazy("Doesn't have the plan"),
    "region": gettext_lazy("Region"),
    "gives": gettext_lazy("What it gives"),
    "rate_ppm": gettext_lazy("Percentage, in millionths"),
    "amount_minor": gettext_lazy("Amount a month"),
    "for_months": gettext_lazy("For how many months"),
    "until_date": gettext_lazy("First day without it"),
    "with_kind": gettext_lazy("Only while the account also has"),
    "rank": gettext_lazy("Its turn, where there are several"),
    "is_kept": gettext_lazy("Stays when the plan is changed to another of its kind"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit as a page shows it."""

    title: str
    edited_at: datetime
    changes: tuple[str, ...]


def changes_of(edits: Iterable[EditLine], currency: str) -> list[Edit]:
    """Each edit with a sentence for each thing that changed."""
    return [
        Edit(
            title=_("Changed by %(name)s") % {"name": edit.username},
            edited_at=edit.edited_at,
            changes=tuple(
                _sentence(name, before, after, currency)
                for name, (before, after) in edit.changes.items()
                if before or after or isinstance(after, bool)
            ),
        )
        for edit in edits
    ]


def _sentence(name: str, before: Any, after: Any, currency: str) -> str:
    label = str(_NAMES.get(name, name))
    if isinstance(after, list):
        return _list_sentence(label, before or [], after)
    if before is None:
        return f"{label}: {_text(name, after, currency)}"
    values = {
        "what": label,
        "before": _text(name, before, currency),
        "after": _text(name, after, currency),
    }
    return _("%(what)s: %(after)s, before: %(before)s") % values


def _list_sentence(label: str, before: list[str], after: list[str]) -> str:
    parts = [f"+ {code}" for code in after if code not in before]
    parts += [f"- {code}" for code in before if code not in after]
    return f"{label}: {', '.join(parts)}"


def _text(name: str, value: Any, currency: str) -> str:
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return (
        money_text(Money(value, currency))
        if name in ("price_minor", "amount_minor")
        else str(value)
    )
