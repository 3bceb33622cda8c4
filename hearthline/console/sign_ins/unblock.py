"""Let somebody whose password was guessed at too often try it again."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.console.looking import look_at
from hearthline.console.sign_ins.pages import sees_staff
from hearthline.customers.queries import blocked_person
from hearthline.customers.reasons import MOST_WORDS
from hearthline.identity.access import staff, who
from hearthline.identity.operations import unblock_user
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now


class UnblockForm(forms.Form):
    """Why, for the person to read."""

    why = forms.CharField(
        label=gettext_lazy("Why, and how you made sure that it is them who asks"),
        help_text=gettext_lazy("They can read this."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write in a few words why.")},
    )

    def clean_why(self) -> str:
        words = " ".join(str(self.cleaned_data["why"]).split())
        if not any(letter.isalnum() for letter in words):
            raise forms.ValidationError(_("Write in a few words why."))
        return words


@staff("support")
@needs_proof("why")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unblock(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask why; then their password is tried again. A hold stays: only they end it."""
    person = blocked_person(user_id=min(person_id, 2**63 - 1), with_staff=sees_staff(request))
    if person is None:
        raise Http404
    if person.account_number:
        look_at(request, person.account_number, page="sign_ins", subject=person.username)
    form = UnblockForm(request.POST if request.method == "POST" else None, initial=draft(request))
    if form.is_bound and form.is_valid():
        unblock_user(
            user_id=person.user_id,
            by_id=who(request),
            reason=form.cleaned_data["why"],
            now=now(),
        )
        messages.success(request, _("Their password is tried again."))
        return redirect("console-sign-ins")
    values = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "console/sign_ins/unblock.html", values, status=status)
