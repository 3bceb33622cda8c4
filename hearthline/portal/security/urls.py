"""Addresses of these pages."""

from django.urls import path

from hearthline.portal.security import password, proof, second_factors, sessions

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
    path("security/confirm/", proof.confirm, name="confirm-password"),
    path("security/password/", password.password, name="security-password"),
    path("security/sessions/end-others/", sessions.end_others, name="end-other-sessions"),
    path("security/sessions/<str:session_reference>/end/", sessions.end_one, name="end-session"),
]
