"""How a line's amount came about, in words.

A bill never changes; the catalog does. So arithmetic is told only where it gives the line's amount:
what can't be worked out any more from what is known today is left out, never told wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthline.billing.tariff_words import quantity_text, small_price_text
from hearthline.design.formats import money_text, page_locale
from hearthline.kernel.money import Money, round_half_up

if TYPE_CHECKING:
    from hearthline.billing.lines import Line

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Basis:
    """What an amount was worked out from, as the catalog has it today; None where it has nothing.

    `rate_ppm` is a tax's or a discount's, `off_minor` a discount's amount a month, `taxed_minor`
    what a tax was on; the rest are a tariff's (`catalog.models.Tariff`).
    """

    discount_kind: str
    rate_ppm: int | None
    off_minor: int | None
    tax_kind: str
    taxed_minor: int | None
    usage_kind: str
    included_quantity: int | None
    block_quantity: int | None
    price_millionths: int | None
    least_minor: int | None


def rounding_text() -> str:
    """How amounts on a bill are rounded."""
    return _("Each line is rounded by itself to the smallest coin, halves away from zero.")


def working_of(line: "Line") -> str:
    """How a line's amount came about; empty if its description and days say it all."""
    words = _WORDS.get(line.kind)
    return words(line) if words else ""


def _part(line: "Line") -> str:
    """`12 of 30 days at $65.00`, and what happened."""
    if line.kind != "proration" or line.price is None or line.of_days is None:
        return ""
    why = {
        "started": _("it started within the period"),
        "ended": _("it ended within the period"),
        "price": _("the new price"),
        "catch_up": _("not billed before"),
    }.get(line.cause, "")
    worked = _("%(days)s of %(of_days)s days at %(price)s") % {
        "days": line.days,
        "of_days": line.of_days,
        "price": money_text(line.price),
    }
    return f"{worked}, {why}" if why else worked


def _given_back(line: "Line") -> str:
    if line.days is None:
        return ""
    told = ngettext(
        "%(days)s day given back at the price it was billed for",
        "%(days)s days given back at the price they were billed for",
        line.days,
    ) % {"days": line.days}
    why = {"ended": _("it ended"), "suspended": _("it was suspended")}.get(line.cause, "")
    return f"{told}, {why}" if why else told


def _discount(line: "Line") -> str:
    basis = line.basis
    if line.amount.amount_minor > 0:
        return _("taken back for days that no longer deserve it")
    if basis.discount_kind == "percent" and basis.rate_ppm:
        return _("%(rate)s off the full price") % {"rate": _percent(basis.rate_ppm)}
    if basis.discount_kind == "amount" and basis.off_minor:
        amount = money_text(Money(basis.off_minor, line.amount.currency))
        return _("%(amount)s off a month") % {"amount": amount}
    return ""


# -- Usage -----------------------------------------------------------------------------------------


def _usage(line: "Line") -> str:
    basis, quantity = line.basis, line.quantity
    if quantity is None:
        return ""
    used = quantity_text(quantity, basis.usage_kind)
    if not _is_the_tariffs(line):
        return _("%(used)s used") % {"used": used}
    block = quantity_text(basis.block_quantity or 1, basis.usage_kind)
    told = {
        "used": used,
        "included": quantity_text(basis.included_quantity or 0, basis.usage_kind),
        "price": small_price_text(basis.price_millionths or 0, line.amount.currency),
        "block": block,
    }
    if basis.included_quantity:
        words = _("%(used)s used, %(included)s included, the rest at %(price)s per %(block)s begun")
        return words % told
    return _("%(used)s used, at %(price)s per %(block)s begun") % told


def _is_the_tariffs(line: "Line") -> bool:
    """Whether today's tariff gives the amount."""
    basis = line.basis
    if not basis.price_millionths or not basis.block_quantity or line.quantity is None:
        return False
    beyond = max(line.quantity - (basis.included_quantity or 0), 0)
    blocks = -(-beyond // basis.block_quantity)
    price = Decimal(blocks * basis.price_millionths) / _MILLION
    return round_half_up(price) == line.amount.amount_minor


def _minimum(line: "Line") -> str:
    if not line.basis.least_minor:
        return ""
    least = money_text(Money(line.basis.least_minor, line.amount.currency))
    return _("up to the least of %(amount)s a month, for the days it was there") % {"amount": least}


# -- Taxes -----------------------------------------------------------------------------------------


def _tax(line: "Line") -> str:
    kind, base = line.basis.tax_kind, line.basis.taxed_minor
    if line.included is not None:
        return _within(line, line.included)
    if kind == "percent":
        return _of_an_amount(line)
    if kind == "tiered" and base is not None:
        amount = money_text(Money(base, line.amount.currency))
        return _("by steps, on %(amount)s") % {"amount": amount}
    known = {
        "flat": _("once a bill"),
        "estimate": _("at the last rate known; a tax service works it out when the bill is made"),
        "outside": _("worked out by a tax service for this bill"),
    }
    return known.get(kind, "")


def _of_an_amount(line: "Line") -> str:
    rate, base = line.basis.rate_ppm or 0, line.basis.taxed_minor or 0
    if round_half_up(Decimal(base * rate) / _MILLION) != line.amount.amount_minor:
        return ""
    amount = money_text(Money(base, line.amount.currency))
    return _("%(rate)s of %(amount)s") % {"rate": _percent(rate), "amount": amount}


def _within(line: "Line", included: Money) -> str:
    rate, base = line.basis.rate_ppm or 0, line.basis.taxed_minor or 0
    told = {"amount": money_text(included), "rate": _percent(rate)}
    if _included(base, rate) == included.amount_minor:
        return _("%(amount)s is included in the amounts above, at %(rate)s") % told
    return _("%(amount)s is included in the amounts above") % told


def _included(base: int, rate: int) -> int:
    return round_half_up(Decimal(base * rate) / (_MILLION + rate))


def _percent(rate_ppm: int) -> str:
    locale = page_locale()
    pattern = locale.percent_formats[None].pattern.replace("##0", "##0.####")
    return format_percent(Decimal(rate_ppm) / _MILLION, pattern, locale=locale)


def _deposit(line: "Line") -> str:
    if line.amount.amount_minor > 0:
        return _("held for you until it is given back")
    return _("given back to you")


_WORDS: dict[str, Callable[["Line"], str]] = {
    "recurring": _part,
    "proration": _part,
    "credit": _given_back,
    "discount": _discount,
    "usage": _usage,
    "minimum": _minimum,
    "tax": _tax,
    "fee": _tax,
    "deposit": _deposit,
}
