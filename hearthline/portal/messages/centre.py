"""The message centre: everything ever sent to this person, and each message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.paging import asked_page
from hearthline.kernel import clock
from hearthline.notices.centre import PAGE_SIZE, Entry, entry_of, message_centre
from hearthline.notices.kinds import AMOUNTS
from hearthline.notices.operations import mark_all_read, mark_read
from hearthline.portal.messages.topics import ICONS, SHORT

_MOST_ID = 2**63 - 1
_PAGES: dict[str, tuple[str, str | Promise]] = {
    "outage": ("outage", gettext_lazy("See how it goes on")),
    "payment": ("payment", gettext_lazy("See the payment")),
    "bill": ("bill", gettext_lazy("See the bill")),
    "order": ("order", gettext_lazy("See the order")),
    "ticket": ("ticket", gettext_lazy("See the request")),
}
"""What a message may be about, as its `about` begins, and the page that shows it."""


class TopicForm(forms.Form):
    """Which messages to list."""

    topic = forms.ChoiceField(
        label=gettext_lazy("About"),
        choices=[("", gettext_lazy("Everything")), *SHORT.items()],
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the list."""

    entry: Entry
    icon: str
    topic: str | Promise

    @property
    def when(self) -> datetime:
        """When it was sent."""
        return self.entry.created_at


@account_member
@require_safe
def messages(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The newest first, of one topic or all."""
    topic = request.GET.get("topic", "")
    user_id = request.user.pk or 0
    found = message_centre(
        user_id=user_id,
        account_id=account.id,
        topic=topic,
        page=asked_page(request),
        hidden=_hidden(account),
    )
    values = {
        "account": account,
        "centre": found,
        "lines": [Line(entry, ICONS[entry.topic], SHORT[entry.topic]) for entry in found.entries],
        "page": Paginator(range(found.total), PAGE_SIZE).page(found.page),
        "form": TopicForm(initial={"topic": topic}),
        "topic": topic,
    }
    return render(request, "portal/messages/messages.html", values)


@account_member
@require_safe
def message(request: HttpRequest, account: AccountSummary, message_id: int) -> HttpResponse:
    """One message, which is read from now on."""
    user_id = request.user.pk or 0
    found = None
    if message_id <= _MOST_ID:
        found = entry_of(
            user_id=user_id,
            account_id=account.id,
            message_id=message_id,
            hidden=_hidden(account),
        )
    if found is None:
        raise Http404
    if found.is_unread:
        mark_read(user_id=user_id, message_id=message_id, now=clock.now())
    values: dict[str, Any] = {
        "account": account,
        "message": found,
        "topic": SHORT[found.topic],
        "more": _page_of(found.about),
    }
    return render(request, "portal/messages/message.html", values)


@account_member
@require_POST
def all_read(request: HttpRequest, _account: AccountSummary) -> HttpResponse:
    """Nothing is new any more, up to the newest that was on the page."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and int(newest) <= _MOST_ID:
        mark_all_read(user_id=request.user.pk or 0, now=clock.now(), newest_id=int(newest))
    return redirect("messages")


def _hidden(account: AccountSummary) -> frozenset[str]:
    """Kinds that this member doesn't see."""
    return frozenset() if account.permissions.may_see_bills else AMOUNTS


def _page_of(about: str) -> tuple[str, str] | None:
    """The page about what happened, and the words that lead there, if there is one."""
    what, _colon, rest = about.partition(":")
    number = rest.partition(":")[0]
    if what not in _PAGES or not number:
        return None
    name, words = _PAGES[what]
    try:
        return reverse(name, args=[number]), _(str(words)) if isinstance(words, str) else str(words)
    except NoReverseMatch:
        return None
