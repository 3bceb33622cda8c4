"""What changes the catalog: the provider's files, and staff."""

from hearthline.catalog.operations.change_price import (
    change_plan_price,
    follow_plan_prices,
    next_price_after,
    note_price_told,
    price_on,
    withdraw_plan_price,
)
from hearthline.catalog.operations.errors import UnableToEditCatalog
from hearthline.catalog.operations.imports import (
    STAGED_PLANS,
    STAGED_PRICES,
    STAGED_TARIFFS,
    STAGED_TAXES,
    import_plans,
    import_prices,
    import_tariffs,
    import_taxes,
    refuse_bad_plans,
    refuse_bad_prices,
    refuse_bad_tariffs,
    refuse_bad_taxes,
)
from hearthline.catalog.operations.save_channel import save_channel
from hearthline.catalog.operations.save_plan import PlanValues, add_plan, change_plan, values_of
from hearthline.catalog.operations.save_promotion import (
    PromotionValues,
    promotion_values,
    save_promotion,
)
from hearthline.catalog.operations.save_tariff import (
    TariffValues,
    add_tariff,
    end_tariff,
    values_of_tariff,
    withdraw_tariff,
)

__all__ = [
    "STAGED_PLANS",
    "STAGED_PRICES",
    "STAGED_TARIFFS",
    "STAGED_TAXES",
    "PlanValues",
    "PromotionValues",
    "TariffValues",
    "UnableToEditCatalog",
    "add_plan",
    "add_tariff",
    "change_plan",
    "change_plan_price",
    "end_tariff",
    "follow_plan_prices",
    "import_plans",
    "import_prices",
    "import_tariffs",
    "import_taxes",
    "next_price_after",
    "note_price_told",
    "price_on",
    "promotion_values",
    "refuse_bad_plans",
    "refuse_bad_prices",
    "refuse_bad_tariffs",
    "refuse_bad_taxes",
    "save_channel",
    "save_promotion",
    "values_of",
    "values_of_tariff",
    "withdraw_plan_price",
    "withdraw_tariff",
]
