"""Opening an account in the console asks why, once for a while, and leaves a trace each time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.customers.operations import record_look
from hearthline.customers.queries import AccountDetail, account_by_number
from hearthline.customers.reasons import MOST_WORDS, REASONS, Reason, reason_kept
from hearthline.identity.access import who
from hearthline.kernel.clock import now

LASTS = timedelta(minutes=30)
"""How long a reason counts for one account in one session."""
_REASONS, _MOST_KEPT = "look_reasons", 50


class ReasonNeeded(Exception):
    """An account was asked for without a reason; `AskReason` asks for one."""

    def __init__(self, account: AccountDetail) -> None:
        super().__init__("a look needs a reason")
        self.account = account


class ReasonForm(forms.Form):
    """Why somebody looks. Its names can't be those of a form that waits for it."""

    look_reason = forms.ChoiceField(
        label=gettext_lazy("Why are you opening this account?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why.")},
    )
    look_words = forms.CharField(
        label=gettext_lazy("Which ticket, or what else?"),
        help_text=gettext_lazy("The subscriber can read this."),
        max_length=MOST_WORDS,
        required=False,
    )

    def clean(self) -> dict[str, str]:
        values = super().clean() or {}
        # What can't be seen can't be read either; the log takes printable words only.
        words = " ".join(values.get("look_words", "").split())
        values["look_words"] = words
        chosen = values.get("look_reason")
        if chosen in {"ticket", "other"} and not any(letter.isalnum() for letter in words):
            asked = {
                "ticket": _("Enter the ticket's number."),
                "other": _("Write in a few words why."),
            }
            self.add_error("look_words", asked[chosen])
        return values

    @property
    def reason(self) -> Reason:
        """What was chosen."""
        chosen = self.cleaned_data["look_reason"]
        takes_words = chosen in {"ticket", "other"}
        return Reason(chosen, self.cleaned_data["look_words"] if takes_words else "")


def look_at(
    request: HttpRequest,
    number: str,
    *,
    page: str,
    subject: str = "",
    because: Reason | None = None,
) -> AccountDetail:
    """The account with this number, and the look at it written down.

    Args:
        request: of a member of staff.
        number: the account's.
        page: which page, one of `AccountLook.Page`.
        subject: which one of several.
        because: why, where the page says so itself (a ticket); it counts for the pages that follow.

    Raises:
        Http404: no account has this number.
        ReasonNeeded: nobody said why yet, or it was too long ago.
    """
    account = account_by_number(number=number)
    if account is None:
        raise Http404
    moment = now()
    reason = because or _typed(request) or reason_for(request, account.id, moment)
    if reason is None:
        raise ReasonNeeded(account)
    if reason != reason_for(request, account.id, moment):
        keep_reason(request, account.id, reason, moment)
    record_look(
        account_id=account.id,
        user_id=who(request),
        page=page,
        subject=subject,
        reason=reason,
        now=moment,
    )
    return account


def reason_for(request: HttpRequest, account_id: int, moment: datetime) -> Reason | None:
    """Why this session looks at an account, if it said so lately."""
    kept = request.session.get(_REASONS, {}).get(str(account_id))
    if kept is None or moment - datetime.fromisoformat(kept[1]) > LASTS:
        return None
    return reason_kept(kept[0])


def keep_reason(request: HttpRequest, account_id: int, reason: Reason, moment: datetime) -> None:
    """Remember why; the oldest are forgotten."""
    kept = request.session.get(_REASONS, {})
    kept.pop(str(account_id), None)
    newest = list(kept.items())[-(_MOST_KEPT - 1) :]
    request.session[_REASONS] = {
        **dict(newest),
        str(account_id): [reason.kept, moment.isoformat()],
    }


def _typed(request: HttpRequest) -> Reason | None:
    """A reason that came along with a form that had been waiting for it."""
    if request.method != "POST" or "look_reason" not in request.POST:
        return None
    form = ReasonForm(request.POST)
    return form.reason if form.is_valid() else None


class AskReason:
    """Answers a page that needed a reason with the question for it.

    A page that was only to be read is opened afterwards. Of a form that was sent, everything that
    was typed comes along with the question, and is sent with the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, ReasonNeeded):
            return None
        if request.method != "POST":
            target = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(
                f"{reverse('console-reason', args=[exception.account.number])}?{target}"
            )
        return ask_again(request, exception.account)


def ask_again(request: HttpRequest, account: AccountDetail) -> HttpResponse:
    """The question, around a form that waits."""
    asked = "look_reason" in request.POST
    form = ReasonForm(request.POST if asked else None)
    waiting = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", *form.fields}
        for value in values
    ]
    values = {
        "form": form,
        "account": account,
        "waiting": waiting,
        "action": request.get_full_path(),
        "had_files": bool(request.FILES),
    }
    return render(request, "console/reason.html", values, status=422)
