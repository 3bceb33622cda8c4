"""Registering for online access: a few small steps, each a plain form.

The state is in the database; the session holds its token. Wherever somebody comes from (back
button, reload, another tab, the same form twice), each page leads to the step that is next.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.customers import operations
from hearthline.customers.access import CHOSEN
from hearthline.customers.operations import Reason, UnableToRegister
from hearthline.customers.registration_state import RegistrationState, Stage, registration_of
from hearthline.identity.access import anyone, who
from hearthline.identity.operations import EMAIL_TAKEN, USERNAME_TAKEN
from hearthline.identity.places import place_of
from hearthline.identity.queries import user_by_id
from hearthline.identity.refusal_words import code_words, enough_codes
from hearthline.kernel import clock
from hearthline.portal.new_password import show_strength, suggest_into, wants_suggestion
from hearthline.portal.registration_forms import (
    AccountForm,
    CodeForm,
    ContactForm,
    DetailsForm,
    RegistrationCodeForm,
    StepForm,
)
from hearthline.portal.sign_in import REGISTRATION

_PAGE_OF: dict[Stage, str] = {
    "contact": "register-contact",
    "code": "register-code",
    "owned": "register-owned",
    "details": "register-details",
    "email": "register-email",
}
_REFUSED = 422
Step = Callable[Concatenate[HttpRequest, RegistrationState, ...], HttpResponseBase]


def step(*stages: Stage) -> Callable[[Step], Callable[..., HttpResponseBase]]:
    """A page of a registration that is at one of these stages; others are sent where they are."""

    def decorate(view: Step) -> Callable[..., HttpResponseBase]:
        @anyone
        @never_cache
        @sensitive_post_parameters()
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            state = registration_of(token=_token(request), now=clock.now())
            if state is None:
                return _ended(request)
            if state.stage == "done":
                if request.user.is_authenticated:
                    return _ended(request)
                return _welcome(request, state.user_id)
            is_other = request.method == "POST" and (
                request.POST.get("registration") != state.reference
            )
            if is_other:
                messages.warning(request, _("You began again in another tab. Go on from here."))
            if is_other or state.stage not in stages:
                return redirect(_PAGE_OF[state.stage])
            return view(request, state, *args, **kwargs)

        return guarded

    return decorate


# -- The steps -------------------------------------------------------------------------------------


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponseBase:
    """Ask which account it is."""
    if request.user.is_authenticated:
        return redirect("overview")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[REGISTRATION] = operations.start_registration(
                account_number=form.cleaned_data["account_number"],
                postal_code=form.cleaned_data["postal_code"],
                language=_language(),
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRegister as error:
            form.add_error(None, registration_words(error.reason))
        else:
            return redirect("register-contact")
    return _page(request, "start", form)


@step("contact", "code")
def contact(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Ask where the code should go, and have it sent."""
    initial = {"registration": state.reference}
    form = ContactForm(request.POST or None, contacts=state.contacts, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_for_contact_code(
                token=_token(request),
                channel=form.cleaned_data["channel"],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRegister as error:
            if error.reason is Reason.GONE:
                return redirect("register-contact")
            form.add_error(None, registration_words(error.reason))
        else:
            return redirect("register-code")
    return _page(request, "contact", form)


@step("contact", "code")
def code(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Ask for the code that was sent."""
    if state.sent_to is None:
        return redirect("register-contact")
    form = CodeForm(request.POST or None, initial={"registration": state.reference})
    if request.method == "POST" and form.is_valid():
        try:
            operations.prove_by_contact(
                token=_token(request), code=form.cleaned_data["code"], now=clock.now()
            )
        except UnableToRegister as error:
            form.add_error("code", registration_words(error.reason))
        else:
            return redirect("register-details")
    return _page(request, "code", form, state=state)


@step("contact", "code")
def our_code(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Ask for a code that staff issued."""
    form = RegistrationCodeForm(request.POST or None, initial={"registration": state.reference})
    if request.method == "POST" and form.is_valid():
        try:
            operations.prove_by_registration_code(
                token=_token(request), code=form.cleaned_data["code"], now=clock.now()
            )
        except UnableToRegister as error:
            is_wrong = error.reason is Reason.WRONG_CODE
            form.add_error(
                "code", _wrong_registration_code() if is_wrong else registration_words(error.reason)
            )
        else:
            return redirect("register-details")
    return _page(request, "our_code", form)


@step("owned")
def owned(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:  # noqa: ARG001 - every step has it
    """Say how to be invited, and not by whom."""
    return render(request, "portal/registration/owned.html")


@step("details", "email")
def details(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Ask for username, email address and password; who is signed in needs none."""
    if request.user.is_authenticated:
        return _add(request)
    known = {
        "registration": state.reference,
        "username": state.username,
        "email": state.email or state.proven_email,
    }
    if wants_suggestion(request):
        empty = DetailsForm(initial=known, password_min_length=settings.PASSWORD_MIN_LENGTH)
        return _page(request, "details", suggest_into(empty, request, "password"))
    form = DetailsForm(
        request.POST or None, initial=known, password_min_length=settings.PASSWORD_MIN_LENGTH
    )
    if request.method == "POST" and form.is_valid():
        try:
            user_id = operations.choose_sign_in(
                token=_token(request),
                username=form.cleaned_data["username"],
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                language=_language(),
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRegister as error:
            return _details_refused(request, form, error)
        return redirect("register-email") if user_id is None else _welcome(request, user_id)
    if not form.is_bound and state.refused_field:
        form = DetailsForm(known, password_min_length=settings.PASSWORD_MIN_LENGTH)
        form.errors.clear()
        taken = USERNAME_TAKEN if state.refused_field == "username" else EMAIL_TAKEN
        form.add_error(state.refused_field, taken)
    return _page(request, "details", form)


@step("email")
def email(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Ask for the code that went to the chosen email address; then it is done."""
    form = CodeForm(request.POST or None, initial={"registration": state.reference})
    if request.method == "POST" and form.is_valid():
        try:
            user_id = operations.verify_registration_email(
                token=_token(request), code=form.cleaned_data["code"], now=clock.now()
            )
        except UnableToRegister as error:
            if error.reason is Reason.GONE:
                return _ended(request)
            if error.reason in {Reason.OWNED, Reason.REFUSED}:
                return redirect("register-details")
            form.add_error("code", registration_words(error.reason))
        else:
            return _welcome(request, user_id)
    return _page(request, "email", form, state=state)


@step("email")
@require_POST
def resend_email(request: HttpRequest, state: RegistrationState) -> HttpResponseBase:
    """Send another code to the chosen email address."""
    try:
        operations.ask_for_email_code(
            token=_token(request), place=place_of(request), now=clock.now()
        )
    except UnableToRegister as error:
        messages.warning(request, registration_words(error.reason))
    else:
        text = _("We've sent another code to %(email)s. The earlier one no longer works.")
        messages.success(request, text % {"email": state.email})
    return redirect("register-email")


# -- What the steps share --------------------------------------------------------------------------


def _token(request: HttpRequest) -> str:
    return str(request.session.get(REGISTRATION, ""))


def _language() -> str:
    language = get_language() or ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _page(request: HttpRequest, name: str, form: forms.Form, **values: Any) -> HttpResponse:
    status = _REFUSED if form.errors else 200
    return render(
        request, f"portal/registration/{name}.html", {"form": form, **values}, status=status
    )


def _ended(request: HttpRequest) -> HttpResponseBase:
    """There is no registration under way: never begun, over an hour old, or finished."""
    if request.user.is_authenticated:
        return redirect("overview")
    return render(request, "portal/registration/ended.html")


def _details_refused(
    request: HttpRequest, form: DetailsForm, error: UnableToRegister
) -> HttpResponseBase:
    if error.reason is Reason.GONE:
        return _ended(request)
    if error.reason is Reason.OWNED:
        return redirect("register-owned")
    for field, texts in error.errors.items():
        for text in texts:
            form.add_error(field, text)
    if not error.errors:
        form.add_error(None, registration_words(error.reason))
    show_strength(form, "password", [form.data.get("username", ""), form.data.get("email", "")])
    return _page(request, "details", form)


def _add(request: HttpRequest) -> HttpResponseBase:
    """Add the account to the sign-in of this browser, once its owner has seen to which."""
    form = StepForm(request.POST or None)
    if request.method != "POST":
        state = registration_of(token=_token(request), now=clock.now())
        form = StepForm(initial={"registration": state.reference if state else ""})
        return _page(request, "add", form)
    try:
        account_id = operations.add_account(
            token=_token(request), user_id=who(request), now=clock.now()
        )
    except UnableToRegister as error:
        if error.reason is Reason.STAFF:
            form.add_error(None, registration_words(error.reason))
            return _page(request, "add", form)
        owned = error.reason is Reason.OWNED
        return redirect("register-owned") if owned else _ended(request)
    request.session.pop(REGISTRATION, None)
    request.session[CHOSEN] = account_id
    messages.success(request, _("The account was added to your sign-in. This is it."))
    return redirect("overview")


def _welcome(request: HttpRequest, user_id: int | None) -> HttpResponseBase:
    """Sign the new user in; the session's key changes, and the registration is out of it."""
    user = None if user_id is None else user_by_id(user_id)
    if user is None:
        return _ended(request)
    request.session.pop(REGISTRATION, None)
    response: HttpResponseBase = perform_login(request, user)
    welcome = _("Welcome, %(username)s. Your online access is ready.")
    messages.success(request, welcome % {"username": user.username})
    return response


def registration_words(reason: Reason) -> str:
    words = {
        Reason.GONE: _("This registration has ended. Start again."),
        Reason.TOO_MANY_STARTS: _("Too many tries. Wait an hour, then try again."),
        Reason.TOO_MANY_CODES: enough_codes(),
        Reason.STAFF: _(
            "You are signed in as a member of staff. For your own household use another sign-in:"
            " sign out first."
        ),
    }
    return words[reason] if reason in words else code_words(reason)


def _wrong_registration_code() -> str:
    return _("That code isn't right, or it has run out or been used.")
