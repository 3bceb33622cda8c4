"""docs/demo.md says numbers; they must be those of the demo."""

import re
from base64 import b32decode
from datetime import date
from pathlib import Path

from hearthline.cli.demo import provider
from hearthline.cli.demo.people import PEOPLE
from hearthline.cli.demo.second_step import APP_SECRET
from hearthline.payments.adapters.card.simulated.cards import NUMBERS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text()


def test_accounts_are_those_it_names():
    homes = {home.number: home for home in provider.households(date(2026, 3, 16))}
    named = re.findall(r"(\d{9}), postal code (\d{5})", TEXT)
    assert {number for number, _ in named} == {
        provider.ALICE,
        provider.FREE_BY_EMAIL,
        provider.FREE_BY_CODE,
    }
    for number, postal_code in named:
        assert homes[number].place.postal_code == postal_code
    assert f"{len(homes)} accounts" in TEXT


def test_cards_and_people_are_all_there():
    assert set(re.findall(r"\d{4} \d{4} \d{4} \d{4}", TEXT)) == {
        " ".join(number[at : at + 4] for at in range(0, 16, 4)) for number in NUMBERS
    }
    assert set(re.findall(r"^\| `(\w+)`", TEXT, re.MULTILINE)) == {p.username for p in PEOPLE}


def test_the_secret_of_daves_app_is_there():
    assert f"`{APP_SECRET}`" in TEXT
    assert len(b32decode(APP_SECRET)) == 20
