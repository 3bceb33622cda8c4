"""Addresses of these pages: who the person is and how they sign in."""

from django.urls import path

from hearthline.portal.settings import (
    contacts,
    contacts_of_record,
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
    path("settings/contact/", contacts_of_record.contact, name="settings-contact"),
    path(
        "settings/contact/email/",
        contacts_of_record.change,
        {"channel": "email"},
        name="settings-contact-email",
    ),
    path(
        "settings/contact/email/code/",
        contacts_of_record.code,
        {"channel": "email"},
        name="settings-contact-email-code",
    ),
    path(
        "settings/contact/phone/",
        contacts_of_record.change,
        {"channel": "sms"},
        name="settings-contact-phone",
    ),
    path(
        "settings/contact/phone/code/",
        contacts_of_record.code,
        {"channel": "sms"},
        name="settings-contact-phone-code",
    ),
    path("recover/", recovery.recover, name="recover"),
    path("recover/username/", recovery.username, name="recover-username"),
    path("recover/username/sent/", recovery.username_sent, name="recover-username-sent"),
    path("recover/password/", recovery.password, name="recover-password"),
    path("recover/password/code/", recovery.password_code, name="recover-password-code"),
]
