"""Addresses of these pages."""

from django.urls import path

from hearthline.portal.security import (
    activity,
    not_me,
    passkeys,
    password,
    passwordless,
    proof,
    second_factors,
    sessions,
    undo,
)

urlpatterns = [
    path(".well-known/change-password", password.change_password, name="change-password"),
    path("security/", sessions.security, name="security"),
    path("security/authenticator-app/", second_factors.app, name="authenticator-app"),
    path(
        "security/authenticator-app/remove/",
        second_factors.remove_app,
        name="authenticator-app-remove",
    ),
    path("security/recovery-codes/", second_factors.recovery_codes, name="recovery-codes"),
    path(
        "security/browsers/<int:browser_id>/ask-again/",
        second_factors.ask_again,
        name="browser-ask-again",
    ),
    path("security/activity/", activity.activity, name="security-activity"),
    path("security/activity.csv", activity.activity_file, name="security-activity-file"),
    path("security/confirm/", proof.confirm, name="confirm-password"),
    path("security/confirm/passkey/", proof.confirm_by_passkey, name="confirm-passkey"),
    path("security/not-me/", not_me.not_me, name="not-me"),
    path("security/passkeys/", passkeys.passkeys, name="passkeys"),
    path("security/passkeys/add/", passkeys.add_passkey, name="add-passkey"),
    path("security/passkeys/not-now/", passkeys.not_now, name="passkey-not-now"),
    path("security/passkeys/<int:passkey_id>/", passkeys.passkey, name="passkey"),
    path(
        "security/passkeys/<int:passkey_id>/remove/",
        passkeys.remove_passkey,
        name="remove-passkey",
    ),
    path("security/password/remove/", passwordless.remove_password, name="remove-password"),
    path("security/password/", password.password, name="security-password"),
    path("security/sessions/end-others/", sessions.end_others, name="end-other-sessions"),
    path("security/sessions/<str:session_reference>/end/", sessions.end_one, name="end-session"),
    path("security/undo/", undo.undo, name="undo-contact"),
    path("security/undo/account/", undo.undo_account, name="undo-contact-of-record"),
]
