"""The app's addresses: the JSON contract's own, once for each kind of client."""

from allauth.headless.base.views import APIView
from allauth.headless.constants import Client
from django.urls import URLPattern, path

from hearthline.api.identity import (
    contacts,
    description,
    factors,
    passkeys,
    passwords,
    second_step,
    sessions,
)
from hearthline.api.identity.doors import door

SERVED: dict[str, tuple[type[APIView], str]] = {
    "config": (sessions.ConfigView, "config"),
    "auth/session": (sessions.SessionView, "session"),
    "auth/login": (sessions.LoginView, "login"),
    "auth/code/request": (second_step.AskForCodeView, "code-request"),
    "auth/code/confirm": (second_step.ConfirmCodeView, "code-confirm"),
    "auth/code/resend": (second_step.ResendCodeView, "code-resend"),
    "auth/2fa/authenticate": (second_step.StepView, "step"),
    "auth/2fa/send": (second_step.SendStepView, "step-send"),
    "auth/webauthn/authenticate": (second_step.StepPasskeyView, "step-passkey"),
    "auth/webauthn/login": (passkeys.LoginPasskeyView, "login-passkey"),
    "auth/webauthn/reauthenticate": (passkeys.ProvePasskeyView, "reauthenticate-passkey"),
    "account/authenticators": (factors.AuthenticatorsView, "authenticators"),
    "account/authenticators/totp": (factors.AppView, "authenticator-app"),
    "account/authenticators/recovery-codes": (factors.RecoveryCodesView, "recovery-codes"),
    "account/authenticators/webauthn": (passkeys.PasskeysView, "passkeys"),
    "auth/reauthenticate": (sessions.ReauthenticateView, "reauthenticate"),
    "auth/sessions": (sessions.SessionsView, "sessions"),
    "auth/password/request": (passwords.RequestPasswordView, "password-request"),
    "auth/password/reset": (passwords.ResetPasswordView, "password-reset"),
    "account/password/change": (passwords.ChangePasswordView, "password-change"),
    "account/email": (contacts.EmailView, "email"),
    "auth/email/verify": (contacts.VerifyEmailView, "email-verify"),
    "auth/email/verify/resend": (contacts.ResendEmailView, "email-resend"),
    "account/phone": (contacts.PhoneView, "phone"),
    "auth/phone/verify": (contacts.VerifyPhoneView, "phone-verify"),
    "auth/phone/verify/resend": (contacts.ResendPhoneView, "phone-resend"),
}
"""What has an address, and its name; everything else of the contract has none (`docs/app.md`)."""


def _of(client: Client) -> list[URLPattern]:
    return [
        path(
            f"_allauth/{client.value}/v1/{route}",
            door(view, client, getattr(view, "access", "anyone")),
            name=f"{client.value}-{name}",
        )
        for route, (view, name) in SERVED.items()
    ]


urlpatterns = [
    path("_allauth/openapi.json", description.openapi, name="app-description"),
    *_of(Client.APP),
    *_of(Client.BROWSER),
]
