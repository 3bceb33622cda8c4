"""What the subscriptions room does."""

from hearthline.subscriptions.operations.apply import (
    Applied,
    Wish,
    apply_wishes,
    check_orderer,
)
from hearthline.subscriptions.operations.discounts import (
    UnableToDiscount,
    end_discount,
    gifts_for,
    give,
    grant_discount,
)
from hearthline.subscriptions.operations.end_everything import (
    end_everything,
)
from hearthline.subscriptions.operations.errors import (
    Conflict,
    UnableToOrder,
    UnableToUndo,
)
from hearthline.subscriptions.operations.place_order import (
    AgreedBill,
    order_sent_before,
    place_order,
    request_hash,
)
from hearthline.subscriptions.operations.suspensions import (
    UnableToPause,
    follow_suspensions,
    resume_subscription,
    suspend_subscription,
)
from hearthline.subscriptions.operations.take_effect import (
    finish_order,
    follow_orders,
    take_effect,
)
from hearthline.subscriptions.operations.undo_order import (
    undo_order,
)

__all__ = [
    "AgreedBill",
    "Applied",
    "Conflict",
    "UnableToDiscount",
    "UnableToOrder",
    "UnableToPause",
    "UnableToUndo",
    "Wish",
    "apply_wishes",
    "check_orderer",
    "end_discount",
    "end_everything",
    "finish_order",
    "follow_orders",
    "follow_suspensions",
    "gifts_for",
    "give",
    "grant_discount",
    "order_sent_before",
    "place_order",
    "request_hash",
    "resume_subscription",
    "suspend_subscription",
    "take_effect",
    "undo_order",
]
