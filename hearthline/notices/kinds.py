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
    "email_change_code": Topic.SECURITY,
    "email_change_taken": Topic.SECURITY,
    "email_changed": Topic.SECURITY,
    "online_access_created": Topic.SECURITY,
    "password_changed": Topic.SECURITY,
    "password_reset_code": Topic.SECURITY,
    "payment_receipt": Topic.BILLING,
    "phone_forwarding": Topic.SECURITY,
    "phone_change_code": Topic.SECURITY,
    "phone_changed": Topic.SECURITY,
    "registration_code": Topic.SECURITY,
    "registration_email_taken": Topic.SECURITY,
    "sign_in_blocked": Topic.SECURITY,
    "username_reminder": Topic.SECURITY,
    "ticket_answered": Topic.SUPPORT,
    "ticket_opened": Topic.SUPPORT,
}
"""Each kind of message, as its templates are named, and its topic."""
