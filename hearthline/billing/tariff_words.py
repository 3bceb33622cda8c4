"""Quantities, small prices and tariffs in plain words."""

from decimal import Decimal

from babel.numbers import format_decimal
from babel.units import format_unit
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthline.catalog.queries import TariffLine
from hearthline.design.formats import money_text, page_locale
from hearthline.kernel.money import Money, minor_digits

_MILLION = 1_000_000


def tariff_text(line: TariffLine) -> str:
    """What using something costs, in a sentence or two; before taxes."""
    told = {
        "included": quantity_text(line.included_quantity, line.usage_kind),
        "price": small_price_text(line.price_millionths, line.currency),
        "block": quantity_text(line.block_quantity, line.usage_kind),
    }
    if line.included_quantity:
        words = _("%(included)s a month included, the rest at %(price)s per %(block)s begun") % told
    elif line.is_itemized and line.block_quantity == 1:
        words = _("%(price)s each") % told
    else:
        words = _("%(price)s per %(block)s begun") % told
    if line.minimum.amount_minor:
        least = {"words": words, "least": money_text(line.minimum)}
        words = _("%(words)s, at least %(least)s a month") % least
    return words


def quantity_text(quantity: int, usage_kind: str) -> str:
    """Seconds, megabytes or pieces as people count them."""
    locale = page_locale()
    if usage_kind == "voice":
        if quantity % 60 == 0:
            return format_unit(quantity // 60, "duration-minute", "short", locale=locale)
        if quantity < 60:  # noqa: PLR2004 - a minute
            return format_unit(quantity, "duration-second", "short", locale=locale)
        minutes, seconds = divmod(quantity, 60)
        return " ".join(
            (
                format_unit(minutes, "duration-minute", "short", locale=locale),
                format_unit(seconds, "duration-second", "short", locale=locale),
            )
        )
    if usage_kind == "data":
        if quantity >= 1000 and quantity % 100 == 0:  # noqa: PLR2004 - megabytes of a gigabyte
            gigabytes = Decimal(quantity) / 1000
            return format_unit(gigabytes, "digital-gigabyte", "short", locale=locale)
        return format_unit(quantity, "digital-megabyte", "short", locale=locale)
    return ngettext("%(count)s piece", "%(count)s pieces", quantity) % {"count": quantity}


def small_price_text(millionths: int, currency: str) -> str:
    """A price that may be a part of the smallest coin."""
    if millionths % _MILLION == 0:
        return money_text(Money(millionths // _MILLION, currency))
    exact = (Decimal(millionths) / _MILLION).scaleb(-minor_digits(currency))
    return f"{format_decimal(exact, '#,##0.########', locale=page_locale())} {currency}"
