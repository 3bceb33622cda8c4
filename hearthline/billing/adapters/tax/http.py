"""A tax service over HTTP, by a contract of our own that a few lines in front of any vendor meet.

`POST {url}/assessments` with `Authorization: Bearer {token}` and

    {"version": 1, "bill_date": "2026-03-01", "sums": [
        {"key": "17", "category": "data", "amount_minor": 6500, "currency": "USD",
         "place": {"city": "Mapleton", "region": "IL", "postal_code": "62301", "country": "US"}}]}

is answered with 200 and

    {"taxes": [{"key": "17", "tax": "state-telecom", "amount_minor": 455}]}

Amounts are whole minor units of the sum's currency, below zero for a sum below zero. 400, 401, 403,
409 and 422 are refusals; everything else, and an answer that doesn't fit, is no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import httpx

from hearthline.billing.adapters.tax import (
    AssessedAmount,
    TaxedSum,
    TaxServiceRefused,
    TaxServiceUnavailable,
)
from hearthline.kernel.money import Money

_REFUSALS = frozenset({400, 401, 403, 409, 422})


class HttpTaxService:
    """See the module."""

    name = "http"

    def __init__(self, *, url: str, token: str, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._timeout_s = timeout_s

    def assess(self, *, bill_date: date, sums: Sequence[TaxedSum]) -> tuple[AssessedAmount, ...]:
        """As `TaxService` says."""
        asked = {
            "version": 1,
            "bill_date": bill_date.isoformat(),
            "sums": [_sum(each) for each in sums],
        }
        try:
            answer = httpx.post(
                f"{self._url}/assessments",
                json=asked,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                timeout=self._timeout_s,
            )
        except httpx.HTTPError as error:
            raise TaxServiceUnavailable(type(error).__name__) from error
        if answer.status_code in _REFUSALS:
            raise TaxServiceRefused(f"answered {answer.status_code}")
        if answer.status_code != httpx.codes.OK:
            raise TaxServiceUnavailable(f"answered {answer.status_code}")
        try:
            return _read(answer.json(), {each.key: each.amount.currency for each in sums})
        except (KeyError, TypeError, ValueError) as error:
            raise TaxServiceUnavailable("an answer that can't be read") from error


def _sum(each: TaxedSum) -> dict[str, Any]:
    return {
        "key": each.key,
        "category": each.category,
        "amount_minor": each.amount.amount_minor,
        "currency": each.amount.currency,
        "place": asdict(each.place),
    }


def _read(answer: Any, currencies: Mapping[str, str]) -> tuple[AssessedAmount, ...]:
    """What was answered, each key one that was asked about and each amount whole."""
    found = []
    for row in answer["taxes"]:
        amount_minor = row["amount_minor"]
        if type(amount_minor) is not int or not isinstance(row["tax"], str):
            raise TypeError("an amount is a whole number, a tax a text")
        found.append(
            AssessedAmount(row["key"], row["tax"], Money(amount_minor, currencies[row["key"]]))
        )
    return tuple(found)
