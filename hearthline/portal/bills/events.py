"""Where the event behind something on a bill can be read about."""

from django.urls import NoReverseMatch, reverse

from hearthline.billing.explanation import Cause

PAGES = {
    "late_fee": "bill",
    "returned_payment": "payment",
    "order": "order",
    "outage": "outage",
    "price": "price-notice",
    "ticket": "ticket",
}
"""What a charge's cause begins with, and the name of the page that shows such a thing by number."""

OF_THE_SERVICE = {"suspension", "discount", "promotion", "usage"}
"""Events that the page of the service concerned tells of: its holds, discounts, use."""


def event_link(cause: Cause) -> str:
    """The address of what led to a cause of change, or nothing where there is no such page."""
    kind = cause.event.partition(":")[0]
    if kind in OF_THE_SERVICE and cause.subscription_number:
        return reverse("service", args=[cause.subscription_number])
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
