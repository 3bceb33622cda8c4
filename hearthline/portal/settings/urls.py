"""Addresses of these pages: who the person is and how they sign in."""

from django.urls import path

from hearthline.portal.settings import (
    contacts,
    profile,
    recovery,
)

urlpatterns = [
    path("settings/", profile.settings, name="settings"),
    path("settings/name/", profile.name, name="settings-name"),
    path("settings/language/", profile.language, name="settings-language"),
    path("settings/email/", contacts.email, name="settings-email"),
    path("settings/email/code/", contacts.email_code, name="settings-email-code"),
    path("settings/phone/", contacts.phone, name="settings-phone"),
    path("settings/phone/code/", contacts.phone_code, name="settings-phone-code"),
    path("settings/phone/remove/", contacts.remove_phone, name="settings-phone-remove"),
    path("recover/", recovery.recover, name="recover"),
    path("recover/username/", recovery.username, name="recover-username"),
    path("recover/username/sent/", recovery.username_sent, name="recover-username-sent"),
    path("recover/password/", recovery.password, name="recover-password"),
    path("recover/password/code/", recovery.password_code, name="recover-password-code"),
]
