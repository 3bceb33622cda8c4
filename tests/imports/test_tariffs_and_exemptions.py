"""Longer periods, tariffs, taxes of a place and exemptions come in, and again change nothing."""

from datetime import date

import pytest

from hearthline.billing.models import TaxExemption
from hearthline.catalog.models import Plan, PlanPrice, Tariff, Tax
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
TODAY = date(2026, 3, 16)
FILES = {
    "taxes.csv": "code,name,tax_category,region,locality,included,kind,rate,starts_date\n"
    "city,City tax,data,IL,Mapleton,yes,percent,2.5,2020-01-01\n",
    "tariffs.csv": "plan_code,usage_kind,name,included,block,price\n"
    "fiber-500,data,More data,1000000,1000,0.0495\n",
    "exemptions.csv": "account_number,tax_code,tax_category,certificate,starts_date\n"
    "A1,city,,E-1,2026-01-01\nA2,,,E-2,2026-01-01\n",
}


def write(provider: Provider) -> None:
    for name, text in FILES.items():
        (provider.folder / name).write_text(text)


def test_they_come_in_once(provider: Provider):
    write(provider)
    found = outcome(provider.bring())
    assert [found[name] for name in FILES] == [(1, 0, 0), (1, 0, 0), (2, 0, 0)]
    tax = Tax.objects.get()
    assert (tax.locality, tax.is_included) == ("Mapleton", True)
    tariff = Tariff.objects.get()
    # 4.95 cents a block, in millionths of a cent
    assert (tariff.included_quantity, tariff.price_millionths) == (1_000_000, 4_950_000)
    exempt = TaxExemption.objects.order_by("account__number").values_list("tax__code", flat=True)
    assert list(exempt) == ["city", None]
    again = outcome(provider.bring())
    assert [again[name] for name in FILES] == [(0, 0, 1), (0, 0, 1), (0, 0, 2)]


def test_another_price_holds_from_today_on(provider: Provider):
    provider.bring()
    provider.change("plans.csv", 0, price="66")
    provider.bring()
    (price,) = PlanPrice.objects.all()
    assert (price.before_minor, price.price_minor) == (6500, 6600)
    assert price.starts_date == date(2026, 3, 16)
    assert Plan.objects.get(code="fiber-500").price_minor == 6600


def test_another_tariff_holds_from_today_on(provider: Provider):
    write(provider)
    provider.bring()
    text = FILES["tariffs.csv"].replace("0.0495", "0.06")
    (provider.folder / "tariffs.csv").write_text(text)
    assert outcome(provider.bring())["tariffs.csv"] == (0, 1, 0)
    was, now = Tariff.objects.order_by("pk")
    assert (was.price_millionths, was.starts_date, was.ends_date) == (4_950_000, None, TODAY)
    assert (now.price_millionths, now.starts_date, now.ends_date) == (6_000_000, TODAY, None)
    (provider.folder / "tariffs.csv").write_text(text.replace("0.06", "0.07"))
    assert outcome(provider.bring())["tariffs.csv"] == (0, 1, 0)
    assert outcome(provider.bring())["tariffs.csv"] == (0, 0, 1)
    assert Tariff.objects.count() == 2
    assert Tariff.objects.get(pk=now.pk).price_millionths == 7_000_000


def test_what_makes_no_sense_is_refused(provider: Provider):
    write(provider)
    text = FILES["exemptions.csv"] + "A1,gone,,,2026-01-01\nA1,city,data,,2026-02-01\n"
    (provider.folder / "exemptions.csv").write_text(text)
    report = provider.bring()
    assert not report.is_done
    assert [complaint.column for complaint in report.complaints] == ["tax_code", "tax_category"]
    assert not TaxExemption.objects.exists()
