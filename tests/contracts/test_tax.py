"""What every tax service must do, whoever makes it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from hearthline.billing.adapters.tax import (
    AssessedAmount,
    Place,
    TaxedSum,
    TaxService,
    TaxServiceRefused,
    TaxServiceUnavailable,
    tax_service,
)
from hearthline.billing.adapters.tax.http import HttpTaxService
from hearthline.billing.adapters.tax.simulated import SimulatedTaxService
from hearthline.kernel.money import Money
from tests.billing.tax_company import TOKEN, tax_company

DAY = date(2026, 3, 1)
HERE = Place("Mapleton", "IL", "62301", "US")
THERE = Place("Zeeland", "MI", "49464", "US")


@pytest.fixture(params=["simulated", "http"])
def service(request: Any) -> Iterator[TaxService]:
    if request.param == "simulated":
        yield SimulatedTaxService()
        return
    with tax_company() as url:
        yield HttpTaxService(url=url, token=TOKEN, timeout_s=5)


def asked(key: str, amount_minor: int, category: str = "data", place: Place = HERE) -> TaxedSum:
    return TaxedSum(key, category, Money(amount_minor, "USD"), place)


def test_each_sum_by_its_place_and_the_same_again(service):
    sums = [asked("1", 6500), asked("2", 6500, place=THERE), asked("3", -150)]
    expected = {
        AssessedAmount("1", "outside-state", Money(455, "USD")),
        AssessedAmount("1", "outside-city", Money(65, "USD")),
        AssessedAmount("2", "outside-state", Money(455, "USD")),
        # 10.5 and 1.5, halves away from zero
        AssessedAmount("3", "outside-state", Money(-11, "USD")),
        AssessedAmount("3", "outside-city", Money(-2, "USD")),
    }
    for _twice in range(2):
        assert set(service.assess(bill_date=DAY, sums=sums)) == expected


def test_nothing_asked_nothing_answered(service):
    assert service.assess(bill_date=DAY, sums=[]) == ()


def test_errors_say_whether_trying_again_can_help(service):
    with pytest.raises(TaxServiceUnavailable):
        service.assess(bill_date=DAY, sums=[asked("1", 100, "tax-down")])
    with pytest.raises(TaxServiceRefused):
        service.assess(bill_date=DAY, sums=[asked("1", 100, "tax-refused")])


@pytest.mark.parametrize("category", ["tax-nonsense", "tax-fraction"])
def test_an_answer_that_does_not_fit_is_none(category):
    with tax_company() as url, pytest.raises(TaxServiceUnavailable):
        HttpTaxService(url=url, token=TOKEN, timeout_s=5).assess(
            bill_date=DAY, sums=[asked("1", 100, category)]
        )


def test_nobody_there_and_a_wrong_token():
    with tax_company() as url, pytest.raises(TaxServiceRefused):
        HttpTaxService(url=url, token="wrong", timeout_s=5).assess(bill_date=DAY, sums=[])
    with pytest.raises(TaxServiceUnavailable):
        HttpTaxService(url=url, token=TOKEN, timeout_s=1).assess(bill_date=DAY, sums=[])


def test_the_simulated_one_refuses_to_be_real(settings):
    settings.TAX_SERVICE, settings.DEMO = "simulated", False
    with pytest.raises(ImproperlyConfigured):
        tax_service()
    settings.TAX_SERVICE, settings.TAX_SERVICE_URL = "http", ""
    with pytest.raises(ImproperlyConfigured):
        tax_service()
    settings.TAX_SERVICE = ""
    with pytest.raises(ImproperlyConfigured):
        tax_service()
