"""Kinds of messages by topic: people choose how they are told for a topic, not for each kind."""

from enum import StrEnum


class Topic(StrEnum):
    """What a message is about. The first three can't be switched off wholly."""

    SECURITY = "security"
    BILLING = "billing"
    ORDERS = "orders"
    OUTAGES = "outages"
    MAINTENANCE = "maintenance"
    SUPPORT = "support"
    PROMOTIONS = "promotions"


TOPIC_OF: dict[str, Topic] = {
    "online_access_created": Topic.SECURITY,
    "order_done": Topic.ORDERS,
    "order_placed": Topic.ORDERS,
    "payment_receipt": Topic.BILLING,
    "phone_forwarding": Topic.SECURITY,
    "registration_code": Topic.SECURITY,
    "registration_email_taken": Topic.SECURITY,
    "sign_in_blocked": Topic.SECURITY,
}
"""Each kind of message, as its templates are named, and its topic."""
