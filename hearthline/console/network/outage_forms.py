"""What staff write about outages and planned work."""

import uuid
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.design.choices import Choice
from hearthline.network.causes import CAUSES
from hearthline.network.models import Outage
from hearthline.network.operations import (
    OutageDraft,
    OutageNews,
    OutageRefusal,
    UnableToPostOutage,
)
from hearthline.network.queries import nodes
from hearthline.network.scope import OutageScope, ScopeKind

_MOST_LINES = 500


def _moment(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": gettext_lazy("Enter a day and a time."),
            "invalid": gettext_lazy("Enter a day and a time, such as 2026-03-16 14:30."),
        },
    )


def _text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what people should know.")},
    )


_SPANISH = gettext_lazy("Without it, people who read Spanish get the English text.")


class OutageForm(forms.Form):
    """A new outage or planned maintenance."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("outage", Choice(cast("str", gettext_lazy("An outage, now")))),
            ("maintenance", Choice(cast("str", gettext_lazy("Planned work")))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Whom it reaches"),
        choices=[
            ("node", gettext_lazy("Everybody on a node")),
            ("area", gettext_lazy("Towns or ZIP codes")),
            ("list", gettext_lazy("A list of accounts or addresses")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whom it reaches.")},
    )
    node = forms.TypedChoiceField(
        label=gettext_lazy("Node"),
        help_text=gettext_lazy("Only for everybody on a node. In brackets: how many accounts."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    lines = forms.CharField(
        label=gettext_lazy("Places or accounts, one a line"),
        help_text=gettext_lazy(
            "Only for the other two. Towns and ZIP codes; or account numbers and addresses such as "
            "“12 Maple Street, Mapleton”."
        ),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    title_es = forms.CharField(
        label=gettext_lazy("Title in Spanish"), help_text=_SPANISH, max_length=120, required=False
    )
    text = _text(gettext_lazy("Text in English"))
    text_es = _text(gettext_lazy("Text in Spanish"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("Cause"), choices=list(CAUSES.items()))
    started_at = _moment(gettext_lazy("Began, or begins"))
    estimate_at = _moment(
        gettext_lazy("Expected end"),
        required=False,
        hint=gettext_lazy("For planned work: the end of its window. Leave empty if not known."),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].choices = [("", _("None")), *nodes()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        scope = values.get("scope")
        if scope == "node" and values.get("node") is None:
            self.add_error("node", _("Choose the node."))
        if scope in {"area", "list"} and not self._lines(values):
            self.add_error("lines", _("Write at least one line."))
        if len(self._lines(values)) > _MOST_LINES:
            self.add_error("lines", _("At most %(most)s lines.") % {"most": _MOST_LINES})
        if values.get("kind") == "maintenance" and values.get("estimate_at") is None:
            self.add_error("estimate_at", _("Planned work needs an end."))
        return values

    def _lines(self, values: dict[str, Any]) -> tuple[str, ...]:
        typed = values.get("lines", "").splitlines()
        return tuple(line.strip()[:200] for line in typed if line.strip())

    def draft(self) -> OutageDraft:
        """What was written, for the operation."""
        values = self.cleaned_data
        kind = cast("ScopeKind", values["scope"])
        scope = (
            OutageScope("node", values["node"])
            if kind == "node"
            else OutageScope(kind, lines=self._lines(values))
        )
        return OutageDraft(
            kind=values["kind"],
            title=values["title"],
            title_es=values["title_es"],
            text=values["text"],
            text_es=values["text_es"],
            cause=values["cause"],
            scope=scope,
            started_at=values["started_at"],
            estimate_at=values["estimate_at"],
        )

    def refuse(self, error: UnableToPostOutage) -> None:
        """Say beside its field why it can't be posted."""
        match error.reason:
            case OutageRefusal.UNKNOWN_LINES:
                named = ", ".join(error.lines[:10])
                self.add_error("lines", _("Nobody is found at: %(lines)s") % {"lines": named})
            case OutageRefusal.NOBODY:
                self.add_error("scope", _("This reaches nobody."))
            case OutageRefusal.WINDOW:
                self.add_error("estimate_at", _("The end must be after the beginning and now."))
            case OutageRefusal.STARTS_LATER:
                self.add_error(
                    "started_at", _("An outage has begun already. What is to come is planned work.")
                )


def fresh_form(now: datetime) -> OutageForm:
    """An empty form."""
    return OutageForm(
        initial={
            "kind": "outage",
            "cause": Outage.Cause.UNKNOWN,
            "started_at": now,
            "idempotency_key": uuid.uuid4(),
        }
    )


class NewsForm(forms.Form):
    """What those reached are told next."""

    text = _text(gettext_lazy("Text in English"), required=False)
    text_es = _text(gettext_lazy("Text in Spanish"), required=False, hint=_SPANISH)
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"), choices=list(CAUSES.items()), required=False
    )
    seen_update_id = forms.IntegerField(widget=forms.HiddenInput)

    def news(self) -> OutageNews:
        """What was written, for the operation."""
        values = self.cleaned_data
        return OutageNews(values["text"], values["text_es"], values.get("cause", ""))


class UpdateForm(NewsForm):
    """An update, with what is expected now."""

    estimate_at = _moment(
        gettext_lazy("Expected end"),
        required=False,
        hint=gettext_lazy("Leave empty if not known. Planned work needs one."),
    )
    field_order = ["text", "text_es", "estimate_at", "cause"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class WithdrawForm(NewsForm):
    """Taking it back says nothing about a cause."""

    cause = None  # type: ignore[assignment]
