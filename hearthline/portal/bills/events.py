"""Where the event behind something on a bill can be read about."""

from django.urls import NoReverseMatch, reverse

from hearthline.billing.explanation import Cause

PAGES = {"order": "order", "outage": "outage", "ticket": "ticket", "price": "price-notice"}
"""What a charge's cause begins with, and the name of the page that shows such a thing by number."""


def event_link(cause: Cause) -> str:
    """The address of what led to a cause of change, or nothing where there is no such page."""
    return link_of_event(cause.event)


def link_of_event(event: str) -> str:
    """`outage:17` to that outage's page; nothing for words, and for pages that there aren't."""
    kind, _, number = event.partition(":")
    if kind not in PAGES or not number:
        return ""
    try:
        return reverse(PAGES[kind], args=[number])
    except NoReverseMatch:
        return ""
