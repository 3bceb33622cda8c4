"""Tax services: companies that know what is owed to whom where, asked before bills are made.

They are asked about the sum of each category on an account's bill, and answer with taxes that the
catalog knows by their codes (`catalog.models.Tax`, of kind `outside`). Names, numbers and streets
never leave: a place is enough.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.kernel.money import Money


class TaxServiceUnavailable(Exception):
    """No answer that can be relied on. Asking again can help."""


class TaxServiceRefused(Exception):
    """The service understood and said no. Asking again with the same words can't help."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where service is delivered, as far as taxes care."""

    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class TaxedSum:
    """What a bill comes to in one category. `key` is ours: it comes back with the answer."""

    key: str
    category: str
    amount: Money
    place: Place


@dataclass(frozen=True, slots=True)
class AssessedAmount:
    """A tax on one of the sums. `tax` is the code by which the catalog knows it."""

    key: str
    tax: str
    amount: Money


class TaxService(Protocol):
    """A company that works taxes out for us. Every call ends within its time-out."""

    name: str

    def assess(self, *, bill_date: date, sums: Sequence[TaxedSum]) -> tuple[AssessedAmount, ...]:
        """Which taxes are on each of the sums of bills of a day; none is an answer, too.

        The same question has the same answer and leaves nothing behind.

        Raises:
            TaxServiceUnavailable: no answer, or one that can't be read.
            TaxServiceRefused: the request itself was refused.
        """


def _simulated() -> TaxService:
    # Not at the top: the adapters need the nouns of this module.
    from hearthline.billing.adapters.tax.simulated import (  # noqa: PLC0415 - see above
        SimulatedTaxService,
    )

    if not settings.DEMO:
        message = "TAX_SERVICE=simulated knows no real taxes: it is for the demo (DEMO=1) only."
        raise ImproperlyConfigured(message)
    return SimulatedTaxService()


def _http() -> TaxService:
    from hearthline.billing.adapters.tax.http import (  # noqa: PLC0415 - see above
        HttpTaxService,
    )

    if not settings.TAX_SERVICE_URL:
        raise ImproperlyConfigured("TAX_SERVICE=http asks TAX_SERVICE_URL, which is empty.")
    return HttpTaxService(
        url=settings.TAX_SERVICE_URL,
        token=settings.TAX_SERVICE_TOKEN,
        timeout_s=settings.TAX_SERVICE_TIMEOUT_S,
    )


_MAKERS: dict[str, Callable[[], TaxService]] = {"http": _http, "simulated": _simulated}


def tax_service() -> TaxService:
    """The service that settings name.

    Raises:
        ImproperlyConfigured: none is named, an unknown one, or the simulated one in production.
    """
    maker = _MAKERS.get(settings.TAX_SERVICE)
    if maker is None:
        known = ", ".join(sorted(_MAKERS))
        raise ImproperlyConfigured(
            f"The catalog has taxes of an outside service: TAX_SERVICE names it ({known})."
        )
    return maker()
