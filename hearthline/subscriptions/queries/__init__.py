"""What pages and other rooms ask about what an account has, and about its orders."""

from hearthline.subscriptions.queries.discounts import (
    DiscountLine,
    discount_line,
    discounts_of,
)
from hearthline.subscriptions.queries.orders import (
    AgreedLine,
    OrderDetail,
    OrderItemLine,
    OrderSummary,
    order_of,
    orders_of,
)
from hearthline.subscriptions.queries.pauses import Pause, may_be_paused, pause_of
from hearthline.subscriptions.queries.promotions import (
    PromotionLine,
    entitled_count,
    promotions_for,
)
from hearthline.subscriptions.queries.services import (
    Holders,
    Service,
    ServiceLine,
    Services,
    holders_of_plan,
    service_by_number,
    services_of,
    services_page,
    subscriptions_at_price,
)

__all__ = [
    "AgreedLine",
    "DiscountLine",
    "Holders",
    "OrderDetail",
    "OrderItemLine",
    "OrderSummary",
    "Pause",
    "PromotionLine",
    "Service",
    "ServiceLine",
    "Services",
    "discount_line",
    "discounts_of",
    "entitled_count",
    "holders_of_plan",
    "may_be_paused",
    "order_of",
    "orders_of",
    "pause_of",
    "promotions_for",
    "service_by_number",
    "services_of",
    "services_page",
    "subscriptions_at_price",
]
