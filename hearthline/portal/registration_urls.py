"""Addresses for who isn't signed in yet: signing in and registering."""

from django.urls import path

from hearthline.portal import passkey_sign_in, registration, sign_in, sign_in_help
from hearthline.portal.signing_in import by_code, second_step

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/help/", sign_in_help.sign_in_help, name="sign-in-help"),
    path("sign-in/passkey/", passkey_sign_in.sign_in_passkey, name="sign-in-passkey"),
    path("sign-in/second-step/", second_step.second_step, name="second-step"),
    path("sign-in/second-step/send/", second_step.send, name="second-step-send"),
    path("sign-in/code/", by_code.ask, name="sign-in-code"),
    path("sign-in/code/enter/", by_code.enter, name="sign-in-code-enter"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("no-account/", sign_in.no_account, name="no-account"),
    path("register/", registration.register, name="register"),
    path("register/contact/", registration.contact, name="register-contact"),
    path("register/code/", registration.code, name="register-code"),
    path("register/our-code/", registration.our_code, name="register-our-code"),
    path("register/owned/", registration.owned, name="register-owned"),
    path("register/details/", registration.details, name="register-details"),
    path("register/email/", registration.email, name="register-email"),
    path("register/email/resend/", registration.resend_email, name="register-email-resend"),
]
