"""Addresses of these pages."""

from django.urls import path

from hearthline.portal.security import password, proof, sessions

urlpatterns = [
    path(".well-known/change-password", password.change_password, name="change-password"),
    path("security/", sessions.security, name="security"),
    path("security/confirm/", proof.confirm, name="confirm-password"),
    path("security/password/", password.password, name="security-password"),
    path("security/sessions/end-others/", sessions.end_others, name="end-other-sessions"),
    path("security/sessions/<str:session_reference>/end/", sessions.end_one, name="end-session"),
]
