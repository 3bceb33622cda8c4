"""Staff find an account by what a caller tells them."""

from typing import Any

import pytest
from django.db import transaction

from hearthline.customers.models import Account, Address, ContactOfRecord, Member
from hearthline.customers.search import MOST, find_accounts
from hearthline.identity.models import User
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def household(db: None) -> Any:
    factories.make_account(name="Pat Example")
    factories.make_account(name="Archibald Moss", street="7 Quarry Lane", city="Quincy")
    home = factories.make_account(
        number="MC-0042-17",
        name="Zoë Smith-Núñez",
        email="zoe.smith@mail.example",
        phone="+12175550199",
        street="12 Old Mill Road",
        city="Springfield",
        postal_code="62704",
    )
    factories.make_member(home, factories.make_user("zoe", email="Z@home.example"))
    return home


def numbers(text: str) -> list[str]:
    return [match.number for match in find_accounts(text=text).accounts]


@pytest.mark.parametrize(
    "text",
    [
        "MC-0042-17",
        "mc004217",
        "MC 0042 17",
        "0042",
        "zoë smith-núñez",
        "ZOE NUNEZ",
        "nunez zoe",
        "mith",
        "zoe.smith@mail.example",
        "Zoe.Smith@MAIL.example",
        "z@home.example",
        "+12175550199",
        "(217) 555-0199",
        "1 217.555.0199",
        "5550199",
        "0199",
        "555-0199 smith",
        "12 old mill road",
        "old mill springfield",
        "springfield 62704",
        "zoe 62704",
        "  zoe \t smith  ",
    ],
)
def test_found_by_number_name_email_phone_or_address(household: Any, text: str):
    assert numbers(text) == ["MC-0042-17"]


@pytest.mark.parametrize(
    "text",
    [
        "MC-0042-17",
        "mc 0042 17",
        "ZOE.smith@mail.example",
        "z@home.example",
        "217-555-0199",
    ],
)
def test_what_was_typed_exactly_comes_first_and_says_so(household: Any, text: str):
    factories.make_account(number="MC-0042-178", name="Aaron", phone="+12175550198")
    matches = find_accounts(text=text)
    assert matches.accounts[0].number == "MC-0042-17"
    assert matches.only_exact == matches.accounts[0]


def test_two_who_share_a_phone_are_both_exact_so_neither_is_the_only_one(household: Any):
    factories.make_account(name="Second", phone="+12175550199")
    matches = find_accounts(text="2175550199")
    assert len(matches.accounts) == 2
    assert all(match.is_exact for match in matches.accounts)
    assert matches.only_exact is None


def test_every_word_must_occur(household: Any):
    assert numbers("zoe quincy") == []


def test_a_short_word_is_found_where_a_word_begins(household: Any):
    short = factories.make_account(name="Li Wu")
    factories.make_account(name="Emilio Paolino")
    assert numbers("li") == [short.number]
    assert numbers("wu li") == [short.number]


def test_names_that_begin_so_come_before_others(household: Any):
    factories.make_account(name="Alba Moss")
    factories.make_account(name="Mossop")
    found = [match.name for match in find_accounts(text="moss").accounts]
    assert found == ["Mossop", "Alba Moss", "Archibald Moss"]


@pytest.mark.parametrize("text", ["", " ", "a", "-", "\x00", "a b c"])
def test_too_little_finds_nothing_and_says_why(household: Any, text: str):
    assert find_accounts(text=text).too_short


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        "'; DROP TABLE customers_account; --",
        "%",
        "%%%",
        "___",
        "\\",
        "%(word)s",
        "{} $1",
        "zoe\x00' OR '1'='1",
        "x" * 10_000,
        "zoe " * 2_500 + "nobody",
        "☃☃☃",
    ],
)
def test_odd_input_is_only_text(household: Any, text: str):
    before = numbers("zoe")
    found = numbers(text)
    assert set(found) <= set(before)
    assert numbers("zoe") == before == ["MC-0042-17"]


def test_an_account_without_address_or_contacts_is_found(db: None):
    from hearthline.customers.models import Account
    from tests.conftest import NOW

    Account.objects.create(
        number="BARE-1", name="Bare", status="closed", currency="USD", billing_day=1, created_at=NOW
    )
    assert numbers("bare") == ["BARE-1"]


def test_more_than_anybody_reads_is_cut_and_says_so(household: Any):
    from hearthline.customers.models import Account
    from tests.conftest import NOW

    Account.objects.bulk_create(
        Account(
            number=f"BULK{n}",
            name="Many Alike",
            status="active",
            currency="USD",
            billing_day=1,
            created_at=NOW,
        )
        for n in range(MOST + 1)
    )
    matches = find_accounts(text="alike")
    assert len(matches.accounts) == MOST
    assert matches.has_more
    assert not find_accounts(text="zoe").has_more


def test_queries_are_few(household: Any, django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(1):
        find_accounts(text="zoe")
    with django_assert_max_num_queries(2):
        find_accounts(text="1-1 2-2 aaa-3 bbb-4 ccc-5 ddd-6 eee-7 fff-8 ggg-9 hhh")


MANY = 3000


def test_the_indexes_fit_the_statement(committed: str):
    """Where reading whole tables is discouraged, none is read: each index answers its question.

    Over thousands of rows that the planner knows of: over a handful any index will do.
    """
    from django.db import connection, connections

    from hearthline.customers import search

    _many_households()
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ANALYZE customers_account, customers_address, customers_contactofrecord,"
            " customers_member, identity_user"
        )
    statement = (search._SQL / "find_accounts.sql").read_text()
    values = {
        "whole": "0199 smith",
        "compact": "0199smith",
        "email": "z@home.example",
        "keys": ["0199", "smith"],
        "enough": None,
        "phone": "0199",
        "words": ["0199", "smith"],
        "bound": 10,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + statement, values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for index in ("account_words", "address_words", "contact_words", "user_email_unique"):
        assert index in plan
    assert "Seq Scan" not in plan


def _many_households() -> None:
    accounts = Account.objects.bulk_create(
        Account(
            number=f"M{n}",
            name=f"Household {n}",
            status="active",
            currency="USD",
            billing_day=1,
            created_at=NOW,
        )
        for n in range(MANY)
    )
    Address.objects.bulk_create(
        Address(
            account=account,
            street=f"{account.pk} Mill Road",
            city="Mapleton",
            region="IL",
            postal_code="62301",
            country="US",
        )
        for account in accounts
    )
    ContactOfRecord.objects.bulk_create(
        ContactOfRecord(
            account=account,
            channel="email",
            value=f"home{account.pk}@mail.example",
            since_date=NOW.date(),
        )
        for account in accounts
    )
    users = User.objects.bulk_create(
        User(username=f"person{n}", email=f"person{n}@mail.example", created_at=NOW)
        for n in range(MANY)
    )
    Member.objects.bulk_create(
        Member(account=account, user=user, role="owner", since_at=NOW)
        for account, user in zip(accounts, users, strict=True)
    )
