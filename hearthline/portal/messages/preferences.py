"""How somebody wants to be told: topics by channel, quiet hours."""

from datetime import time
from typing import Any

from babel.dates import format_time
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.formats import page_locale
from hearthline.kernel import clock
from hearthline.notices.choices import Choice
from hearthline.notices.hours import NIGHT, Hours
from hearthline.notices.kinds import MUST, Topic
from hearthline.notices.operations import choose_how_told
from hearthline.notices.queries import Preferences, preferences_of
from hearthline.portal.messages.topics import NAMES

CHANNELS = {
    "email": gettext_lazy("Email"),
    "sms": gettext_lazy("Text message"),
    "centre": gettext_lazy("Message center"),
}
WHY_MUST = {
    Topic.SECURITY: gettext_lazy(
        "Email is always on: nobody should change your sign-in without you hearing of it."
    ),
    Topic.BILLING: gettext_lazy(
        "At least one stays on: what you owe and by when must reach you, and it is on no paper."
    ),
    Topic.ORDERS: gettext_lazy(
        "At least one stays on: you should hear when something about your services changes."
    ),
}


class PreferencesForm(forms.Form):
    """A group of channels for each topic, then quiet hours."""

    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet from"), coerce=int, empty_value=None, required=False
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("until"), coerce=int, empty_value=None, required=False
    )
    outage_texts_at_night = forms.BooleanField(
        label=gettext_lazy("Text me about outages at night and in quiet hours, too"),
        required=False,
    )

    def __init__(self, *args: Any, can_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_text = can_text
        for topic in Topic:
            self.fields[topic.value] = forms.MultipleChoiceField(
                label=NAMES[topic],
                help_text=WHY_MUST.get(topic, ""),
                choices=[(name, CHANNELS[name]) for name in self.offered(topic)],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        hours = [("", _("No quiet hours")), *[(hour, hour_text(hour)) for hour in range(24)]]
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].choices = hours  # type: ignore[attr-defined]
        if not can_text:
            del self.fields["outage_texts_at_night"]

    def offered(self, topic: Topic) -> list[str]:
        """The channels that can be chosen for a topic."""
        return [
            name
            for name in CHANNELS
            if not (name == "sms" and not self.can_text)
            and not (name == "email" and topic == Topic.SECURITY)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for topic in MUST - {Topic.SECURITY}:
            if topic.value in values and not values[topic.value]:
                self.add_error(topic.value, _("Choose at least one way in which we tell you."))
        first, last = values.get("quiet_from"), values.get("quiet_until")
        if (first is None) != (last is None):
            missing = "quiet_from" if first is None else "quiet_until"
            self.add_error(missing, _("Quiet hours have a beginning and an end. Choose both."))
        elif first is not None and first == last:
            self.add_error("quiet_until", _("Choose another hour than the first."))
        return values

    def choices(self, before: Preferences) -> dict[Topic, Choice]:
        """What was chosen; texts stay as they were where they can't be chosen."""
        return {
            topic: Choice(
                email="email" in chosen or topic == Topic.SECURITY,
                sms="sms" in chosen if self.can_text else before.choices[topic].sms,
                centre="centre" in chosen,
            )
            for topic in Topic
            for chosen in [self.cleaned_data[topic.value]]
        }

    def hours(self, before: Preferences) -> Hours:
        """The quiet hours that were chosen."""
        values = self.cleaned_data
        return Hours(
            values["quiet_from"],
            values["quiet_until"],
            values.get("outage_texts_at_night", before.hours.outage_texts_at_night),
        )


def hour_text(hour: int) -> str:
    """`9:00 PM`, as the page's language writes it."""
    return format_time(time(hour), "short", locale=page_locale())


@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The form; saved, it comes back with a word."""
    user: Any = request.user
    before = preferences_of(user_id=user.pk)
    can_text = bool(settings.SMS_ADAPTER and user.phone)
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, can_text=can_text, initial=_initial(before))
    if form.is_bound and form.is_valid():
        choose_how_told(
            user_id=user.pk,
            choices=form.choices(before),
            hours=form.hours(before),
            now=clock.now(),
        )
        messages.success(request, _("Saved. We tell you as you chose from now on."))
        return redirect("notification-settings")
    values = {
        "account": account,
        "form": form,
        "topics": [form[topic.value] for topic in Topic],
        "can_text": can_text,
        "texts_are_offered": bool(settings.SMS_ADAPTER),
        "phone": user.phone,
        "night": [hour_text(hour) for hour in NIGHT],
        "language": user.language,
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/messages/preferences.html", values, status=status)


def _initial(before: Preferences) -> dict[str, Any]:
    chosen = {
        topic.value: [name for name in CHANNELS if getattr(choice, name)]
        for topic, choice in before.choices.items()
    }
    return chosen | {
        "quiet_from": before.hours.from_hour,
        "quiet_until": before.hours.until_hour,
        "outage_texts_at_night": before.hours.outage_texts_at_night,
    }
