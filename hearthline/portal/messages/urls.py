"""Addresses of these pages: what was sent, and how to be told."""

from django.urls import path

from hearthline.portal.messages import centre, checking, offers, preferences

urlpatterns = [
    path("messages/", centre.messages, name="messages"),
    path("messages/check/", checking.check, name="message-check"),
    path("messages/read/", centre.all_read, name="messages-read"),
    path("messages/offers/", offers.offers, name="offers"),
    path("messages/offers/<path:offer_code>/", offers.offer, name="offer"),
    path("messages/<int:message_id>/", centre.message, name="message"),
    path("settings/notifications/", preferences.preferences, name="notification-settings"),
]
