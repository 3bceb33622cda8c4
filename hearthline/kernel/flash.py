"""Short messages between two pages, in a cookie that only this host can have set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _Cookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME


class Flash(FallbackStorage):
    """Django's, under the name that our other cookies have."""

    storage_classes = (_Cookie, SessionStorage)
