"""Addresses of these pages."""

from django.urls import path

from hearthline.portal.security import activity, not_me, password, proof, sessions, undo

urlpatterns = [
    path(".well-known/change-password", password.change_password, name="change-password"),
    path("security/", sessions.security, name="security"),
    path("security/activity/", activity.activity, name="security-activity"),
    path("security/activity.csv", activity.activity_file, name="security-activity-file"),
    path("security/confirm/", proof.confirm, name="confirm-password"),
    path("security/not-me/", not_me.not_me, name="not-me"),
    path("security/password/", password.password, name="security-password"),
    path("security/sessions/end-others/", sessions.end_others, name="end-other-sessions"),
    path("security/sessions/<str:session_reference>/end/", sessions.end_one, name="end-session"),
    path("security/undo/", undo.undo, name="undo-contact"),
    path("security/undo/account/", undo.undo_account, name="undo-contact-of-record"),
]
