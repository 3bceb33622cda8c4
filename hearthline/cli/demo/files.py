"""The provider's files, as `hearthline import` reads them (docs/import.md)."""

# ruff: noqa: SIM905 - a list of columns reads best as words
import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from hearthline.cli.demo.catalogue import (
    LEVIES,
    OFFERS,
    TARIFF_COLUMNS,
    TARIFFS,
    Levy,
    Offer,
)
from hearthline.cli.demo.households import Household

ACCOUNT_COLUMNS = (
    "account_number name status email phone language billing_day street city region postal_code "
    "country balance contact_since_date"
).split()
SUBSCRIPTION_COLUMNS = (
    "account_number subscription_id plan_code started_date ended_date price_override "
    "service_identifier"
).split()


def write_files(folder: Path, homes: Sequence[Household], *, when_they_came: bool) -> None:
    """Write what the provider exports into an empty folder.

    Args:
        folder: where.
        homes: its accounts.
        when_they_came: as accounts were in their first month: nobody suspended, nobody gone.
    """
    _write(folder / "plans.csv", [field.name for field in fields(Offer)], _plans())
    _write(folder / "taxes.csv", [field.name for field in fields(Levy)], _taxes())
    _write(folder / "tariffs.csv", TARIFF_COLUMNS, TARIFFS)
    accounts = (_account(home, when_they_came=when_they_came) for home in homes)
    _write(folder / "accounts.csv", ACCOUNT_COLUMNS, accounts)
    _write(folder / "subscriptions.csv", SUBSCRIPTION_COLUMNS, _subscriptions(homes))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _plans() -> Iterable[list[Any]]:
    for offer in OFFERS:
        yield [_text(getattr(offer, field.name)) for field in fields(Offer)]


def _taxes() -> Iterable[list[Any]]:
    for levy in LEVIES:
        yield [getattr(levy, field.name) for field in fields(Levy)]


def _account(home: Household, *, when_they_came: bool) -> list[Any]:
    return [
        home.number,
        home.name,
        "active" if when_they_came else home.status,
        home.email,
        home.phone,
        home.language,
        home.billing_day,
        home.place.street,
        home.place.city,
        home.place.region,
        home.place.postal_code,
        "US",
        home.opening_balance,
        home.contact_since,
    ]


def _subscriptions(homes: Sequence[Household]) -> Iterable[list[Any]]:
    for home in homes:
        for index, service in enumerate(home.services, start=1):
            yield [
                home.number,
                f"{home.number}-{index}",
                service.plan_code,
                service.started,
                _text(service.ended),
                service.price,
                service.identifier,
            ]


def _text(value: date | str | int | None) -> str:
    return "" if value is None else str(value)
