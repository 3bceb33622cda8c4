"""What can be bought, what it holds, costs and goes with; the taxes and fees on it."""

from hearthline.catalog.models.channels import Channel, PlanChannel
from hearthline.catalog.models.plans import Plan, PlanPrice, PlanRule, Tariff
from hearthline.catalog.models.promotions import CatalogEdit, Promotion
from hearthline.catalog.models.taxes import Tax, TaxTier

__all__ = [
    "CatalogEdit",
    "Channel",
    "Plan",
    "PlanChannel",
    "PlanPrice",
    "PlanRule",
    "Promotion",
    "Tariff",
    "Tax",
    "TaxTier",
]
