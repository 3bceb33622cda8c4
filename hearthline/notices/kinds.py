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


MUST = frozenset({Topic.SECURITY, Topic.BILLING, Topic.ORDERS})
"""Topics of which everybody hears by some channel."""

TOPIC_OF: dict[str, Topic] = {
    "account_closed": Topic.ORDERS,
    "account_closing": Topic.ORDERS,
    "account_stays": Topic.ORDERS,
    "arrangement_agreed": Topic.BILLING,
    "arrangement_broken": Topic.BILLING,
    "arrangement_kept": Topic.BILLING,
    "arrangement_missed": Topic.BILLING,
    "arrangement_part_due": Topic.BILLING,
    "authenticator_app_off": Topic.SECURITY,
    "authenticator_app_on": Topic.SECURITY,
    "bill_again": Topic.BILLING,
    "bill_corrected": Topic.BILLING,
    "bill_ready": Topic.BILLING,
    "bill_rises": Topic.BILLING,
    "browser_trusted": Topic.SECURITY,
    "contact_change_code": Topic.SECURITY,
    "contact_change_undone": Topic.SECURITY,
    "contact_changed": Topic.SECURITY,
    "discount_ends": Topic.BILLING,
    "email_change_code": Topic.SECURITY,
    "email_change_taken": Topic.SECURITY,
    "email_changed": Topic.SECURITY,
    "invitation": Topic.SECURITY,
    "invitation_accepted": Topic.SECURITY,
    "late_fee_charged": Topic.BILLING,
    "late_fee_to_come": Topic.BILLING,
    "maintenance_news": Topic.MAINTENANCE,
    "member_left": Topic.SECURITY,
    "member_removed": Topic.SECURITY,
    "not_me_done": Topic.SECURITY,
    "online_access_created": Topic.SECURITY,
    "order_done": Topic.ORDERS,
    "order_placed": Topic.ORDERS,
    "order_undone": Topic.ORDERS,
    "outage_news": Topic.OUTAGES,
    "ownership_changed": Topic.SECURITY,
    "ownership_offered": Topic.SECURITY,
    "passkey_added": Topic.SECURITY,
    "passkey_cloned": Topic.SECURITY,
    "passkey_removed": Topic.SECURITY,
    "password_changed": Topic.SECURITY,
    "password_removed": Topic.SECURITY,
    "password_reset_code": Topic.SECURITY,
    "pay_link_receipt": Topic.BILLING,
    "pay_link_used": Topic.BILLING,
    "payment_receipt": Topic.BILLING,
    "phone_change_code": Topic.SECURITY,
    "phone_changed": Topic.SECURITY,
    "phone_forwarding": Topic.SECURITY,
    "price_change": Topic.BILLING,
    "price_stays": Topic.BILLING,
    "recovery_code_used": Topic.SECURITY,
    "recovery_codes_made": Topic.SECURITY,
    "registration_code": Topic.SECURITY,
    "registration_email_taken": Topic.SECURITY,
    "returned_payment_fee": Topic.BILLING,
    "role_changed": Topic.SECURITY,
    "second_step_code": Topic.SECURITY,
    "sign_in_blocked": Topic.SECURITY,
    "sign_in_code": Topic.SECURITY,
    "staff_factors_reset": Topic.SECURITY,
    "staff_invited": Topic.SECURITY,
    "ticket_answered": Topic.SUPPORT,
    "ticket_opened": Topic.SUPPORT,
    "unusual_sign_in": Topic.SECURITY,
    "username_reminder": Topic.SECURITY,
}
"""Each kind of message, as its templates are named, and its topic."""

ANSWERS = frozenset(
    {
        "arrangement_agreed",
        "bill_again",
        "order_placed",
        "pay_link_receipt",
        "payment_receipt",
        "ticket_opened",
    }
)
"""Kinds that confirm what somebody has just done: quiet hours don't hold them back."""

AMOUNTS = frozenset(
    {"order_placed", *(kind for kind, topic in TOPIC_OF.items() if topic == Topic.BILLING)}
)
"""Kinds that may say what an account owes: not for members who see only its services."""


def topic_of(kind: str) -> Topic:
    """The topic of a kind; one that isn't listed is taken for the least that can be switched off.

    A test holds that every kind with templates is listed.
    """
    return TOPIC_OF.get(kind, Topic.SUPPORT)


def kinds_of(topic: str) -> list[str]:
    """The kinds of a topic."""
    return [kind for kind, its_topic in TOPIC_OF.items() if its_topic == topic]
