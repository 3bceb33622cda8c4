"""Who is staff: the list, one of them, and what an admin does about them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.design.choices import Choice
from hearthline.identity.access import staff, who
from hearthline.identity.operations import (
    StaffRefusal,
    UnableToChangeStaff,
    UnableToCreateUser,
    activate_staff,
    add_staff,
    change_staff_roles,
    deactivate_staff,
    reset_staff_factors,
)
from hearthline.identity.queries import StaffLine, staff_line, staff_lines
from hearthline.identity.roles import DUTIES, ROLES
from hearthline.kernel.clock import now


class RolesForm(forms.Form):
    """What somebody may do."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What they may do"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, Choice(ROLES[key], hint=DUTIES[key])) for key in ROLES],  # type: ignore[arg-type]
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )


class AddForm(RolesForm):
    """A new member of staff."""

    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Choose a username.")},
    )
    email = forms.CharField(
        label=gettext_lazy("Email address at work"),
        help_text=gettext_lazy("We invite them there. A subscriber's own address can't be used."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter their email address.")},
    )
    field_order = ["username", "email", "roles"]


@staff
@never_cache
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who is staff, or was."""
    lines = [(line, [ROLES[role] for role in line.roles]) for line in staff_lines()]
    return render(request, "console/staff/everybody.html", {"lines": lines})


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form; sent, they are invited by email."""
    form = AddForm(_data(request))
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            user_id = add_staff(
                username=typed["username"],
                email=typed["email"],
                roles=typed["roles"],
                by_id=who(request),
                now=now(),
            )
        except UnableToCreateUser as error:
            for field, words in error.errors.items():
                form.add_error(field if field in form.fields else None, words)
        else:
            messages.success(request, _("They are invited by email."))
            return redirect("console-staff-person", user_id)
    status = 422 if form.errors else 200
    return render(request, "console/staff/add.html", {"form": form}, status=status)


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, staff_id: int) -> HttpResponse:
    """One of them; what is posted here are their roles."""
    line = _found(staff_id)
    form = RolesForm(_data(request), initial={"roles": list(line.roles)})
    if form.is_bound and form.is_valid():
        try:
            change_staff_roles(
                user_id=staff_id,
                roles=form.cleaned_data["roles"],
                by_id=who(request),
                now=now(),
            )
        except UnableToChangeStaff as error:
            form.add_error(None, _words(error))
        else:
            messages.success(request, _("Their roles are changed."))
            return redirect("console-staff-person", staff_id)
    return _page(request, line, form)


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Ask once more; then they are signed out everywhere."""
    return _confirm(
        request, staff_id, "let_go", deactivate_staff, _("They can't sign in any more.")
    )


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Ask once more; then somebody who was let go may sign in again."""
    return _confirm(request, staff_id, "let_in", activate_staff, _("They may sign in again."))


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factors(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Ask once more; then their passkeys and their authenticator app are gone."""
    return _confirm(
        request,
        staff_id,
        "factors",
        reset_staff_factors,
        _("Their passkeys and authenticator app are gone. They are told by email."),
    )


def _confirm(request: HttpRequest, staff_id: int, step: str, act: Any, done: str) -> HttpResponse:
    line = _found(staff_id)
    problem = ""
    if request.method == "POST":
        try:
            act(user_id=staff_id, by_id=who(request), now=now())
        except UnableToChangeStaff as error:
            problem = _words(error)
        else:
            messages.success(request, done)
            return redirect("console-staff-person", staff_id)
    values = {"line": line, "step": step, "problem": problem}
    status = 422 if problem else 200
    return render(request, "console/staff/confirm.html", values, status=status)


def _words(error: UnableToChangeStaff) -> str:
    match error.refusal:
        case StaffRefusal.UNKNOWN:
            raise Http404 from error
        case StaffRefusal.YOURSELF:
            return _("Nobody changes this for themselves. Ask another admin.")
        case StaffRefusal.LAST_ADMIN:
            return _("Nobody would be admin any more. Make somebody else admin first.")
        case StaffRefusal.NO_ROLE:
            return _("Choose at least one role.")


def _found(staff_id: int) -> StaffLine:
    line = staff_line(user_id=min(staff_id, 2**63 - 1))
    if line is None:
        raise Http404
    return line


def _page(request: HttpRequest, line: StaffLine, form: RolesForm) -> HttpResponse:
    values = {"line": line, "form": form, "is_you": line.id == who(request)}
    status = 422 if form.errors else 200
    return render(request, "console/staff/person.html", values, status=status)


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
