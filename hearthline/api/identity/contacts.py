"""A new email address or phone number: asked for after a fresh proof, verified by a code."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hearthline.api.identity.answers import answer, conflict, done, refused
from hearthline.api.identity.doors import Input, Known
from hearthline.api.identity.words import contact_words
from hearthline.identity import operations
from hearthline.identity.operations import ContactRefusal, UnableToChangeContact
from hearthline.identity.operations.codes import Purpose
from hearthline.identity.places import place_of
from hearthline.identity.queries import contact_being_changed, profile_of
from hearthline.kernel import clock


class EmailInput(Input):
    email = forms.CharField(max_length=254)


class PrimaryInput(EmailInput):
    primary = forms.BooleanField()


class EmailView(Known):
    """The email address, and the one that a code went to; or the wish for another."""

    input_class = {
        "POST": EmailInput,
        "PUT": EmailInput,
        "PATCH": PrimaryInput,
        "DELETE": EmailInput,
    }
    proven_methods = ("POST", "PUT", "PATCH", "DELETE")

    def get(self, request: HttpRequest) -> HttpResponse:
        """The address, and the one that waits for its code."""
        return done(request, self._addresses())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have a code sent to a new address, which takes the place of the other once it is back."""
        try:
            _ask_for_email(request, self.user_id, self.input.cleaned_data["email"])
        except UnableToChangeContact as error:
            return _refused(request, error, "email")
        return done(request, self._addresses())

    def put(self, request: HttpRequest) -> HttpResponse:
        """Have another code sent to the address that waits for one."""
        email = self.input.cleaned_data["email"].lower()
        if email != self._waiting():
            return _unknown(request)
        try:
            _ask_for_email(request, self.user_id, email)
        except UnableToChangeContact as error:
            return _refused(request, error, "email")
        return done(request)

    def patch(self, request: HttpRequest) -> HttpResponse:
        """The one address is the primary one; one that isn't verified can't be."""
        email = self.input.cleaned_data["email"].lower()
        if email != profile_of(user_id=self.user_id).email.lower():
            return _unknown(request)
        return done(request, self._addresses())

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Forget the address that waits for its code; the person's own can only be changed."""
        if self.input.cleaned_data["email"].lower() != self._waiting():
            return _unknown(request)
        operations.stop_changing_email(user_id=self.user_id)
        return done(request, self._addresses())

    def _waiting(self) -> str:
        return contact_being_changed(user_id=self.user_id, purpose=Purpose.EMAIL_CHANGE)

    def _addresses(self) -> list[dict[str, Any]]:
        profile = profile_of(user_id=self.user_id)
        rows = [{"email": profile.email, "verified": True, "primary": True}]
        new = self._waiting()
        if new:
            rows.append({"email": new, "verified": False, "primary": False})
        return rows


class PhoneInput(Input):
    phone = forms.CharField(max_length=40)


class PhoneView(Known):
    """The phone number; or the wish for another."""

    input_class = {"POST": PhoneInput}
    proven_methods = ("POST",)

    def get(self, request: HttpRequest) -> HttpResponse:
        phone = profile_of(user_id=self.user_id).phone
        return done(request, [{"phone": phone, "verified": True}] if phone else [])

    def post(self, request: HttpRequest) -> HttpResponse:
        phone = self.input.cleaned_data["phone"]
        try:
            _ask_for_phone(request, self.user_id, phone)
        except UnableToChangeContact as error:
            return _refused(request, error, "phone")
        new = contact_being_changed(user_id=self.user_id, purpose=Purpose.PHONE_CHANGE)
        return done(request, [{"phone": new, "verified": False}], status=202)


class EmailCodeInput(Input):
    key = forms.CharField(max_length=20)


class PhoneCodeInput(Input):
    code = forms.CharField(max_length=20)


class _VerifyView(Known):
    proven_methods = ("POST",)
    param: str
    change: Callable[..., None]

    def post(self, request: HttpRequest) -> HttpResponse:
        code = self.input.cleaned_data[self.param]
        try:
            type(self).change(user_id=self.user_id, code=code, now=clock.now())
        except UnableToChangeContact as error:
            return _refused(request, error, self.param)
        return answer(request)


class VerifyEmailView(_VerifyView):
    """The code that went to the new address; then it is the person's."""

    input_class = {"POST": EmailCodeInput}
    param = "key"
    change = staticmethod(operations.change_email)


class VerifyPhoneView(_VerifyView):
    """The code that went to the new number; then it is the person's."""

    input_class = {"POST": PhoneCodeInput}
    param = "code"
    change = staticmethod(operations.change_phone)


class _ResendView(Known):
    """Another code to the same place; the one before is worth nothing from then on."""

    proven_methods = ("POST",)
    handle_json_input = False
    purpose: Purpose
    ask: Callable[[HttpRequest, int, str], None]

    def post(self, request: HttpRequest) -> HttpResponse:
        to = contact_being_changed(user_id=self.user_id, purpose=self.purpose)
        if not to:
            return conflict(request)
        try:
            type(self).ask(request, self.user_id, to)
        except UnableToChangeContact as error:
            return _refused(request, error, "")
        return done(request)


def _ask_for_email(request: HttpRequest, user_id: int, email: str) -> None:
    operations.ask_to_change_email(
        user_id=user_id, email=email, place=place_of(request), now=clock.now()
    )


def _ask_for_phone(request: HttpRequest, user_id: int, phone: str) -> None:
    operations.ask_to_change_phone(
        user_id=user_id, phone=phone, place=place_of(request), now=clock.now()
    )


class ResendEmailView(_ResendView):
    purpose = Purpose.EMAIL_CHANGE
    ask = staticmethod(_ask_for_email)


class ResendPhoneView(_ResendView):
    purpose = Purpose.PHONE_CHANGE
    ask = staticmethod(_ask_for_phone)


def _unknown(request: HttpRequest) -> HttpResponse:
    """Whether somebody else has it isn't said."""
    return refused(request, "unknown", _("It isn't an address that this works for."), param="email")


def _refused(request: HttpRequest, error: UnableToChangeContact, param: str) -> HttpResponse:
    is_too_many = error.refusal is ContactRefusal.TOO_MANY
    return refused(
        request,
        error.refusal.value,
        contact_words(error.refusal),
        param="" if is_too_many else param,
        status=429 if is_too_many else 400,
    )
