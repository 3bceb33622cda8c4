"""What changes the catalog: the provider's files, and staff."""

from hearthline.catalog.operations.errors import UnableToEditCatalog
from hearthline.catalog.operations.imports import (
    STAGED_PLANS,
    STAGED_TAXES,
    import_plans,
    import_taxes,
    refuse_bad_plans,
    refuse_bad_taxes,
)
from hearthline.catalog.operations.save_channel import save_channel
from hearthline.catalog.operations.save_plan import PlanValues, add_plan, change_plan, values_of
from hearthline.catalog.operations.save_promotion import (
    PromotionValues,
    promotion_values,
    save_promotion,
)

__all__ = [
    "STAGED_PLANS",
    "STAGED_TAXES",
    "PlanValues",
    "PromotionValues",
    "UnableToEditCatalog",
    "add_plan",
    "change_plan",
    "import_plans",
    "import_taxes",
    "promotion_values",
    "refuse_bad_plans",
    "refuse_bad_taxes",
    "save_channel",
    "save_promotion",
    "values_of",
]
