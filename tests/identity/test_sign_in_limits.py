"""Slowing attackers by name, address, network and all together, and locking no owner out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from hearthline.identity import sign_in_limits
from hearthline.identity.models import AttemptCount, SignIn, User
from hearthline.identity.operations import FAILURE_CAP, begin_sign_in, note_sign_in
from hearthline.identity.operations.prove_password import PROOFS
from hearthline.identity.sign_in_limits import (
    PER_ADDRESS,
    PER_KNOWN,
    PER_NAME,
    PER_NETWORK,
    STRANGERS,
)
from tests import factories
from tests.identity.test_sign_in import same, sign_in


@pytest.fixture
def alice(db, clock):
    clock.now = clock.now.replace(minute=1)  # early in the ten minutes that all are counted in
    user = factories.make_user("alice")
    factories.make_member(factories.make_account(), user)
    return user


@pytest.fixture
def at_home(alice, clock):
    """alice's browser, signed out."""
    client = Client(REMOTE_ADDR="192.0.2.44")
    sign_in(client)
    client.post("/sign-out/")
    clock.now += timedelta(seconds=1)
    return client


@pytest.fixture
def quick(monkeypatch):
    """Hashing is slow by design, and isn't what these tests are about."""
    monkeypatch.setattr(
        "hearthline.identity.hashers.Argon2id.verify",
        lambda _self, password, _encoded: password == factories.PASSWORD,
    )


def says(response):
    if response.status_code == 302:
        return "in"
    return "refused" if "Too many tries" in response.content.decode() else "wrong"


def stranger(number):
    """Each from a network of its own."""
    return Client(REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7")


def attack(tries, first=0):
    """Many addresses, each with a try at another name; how many were told it was wrong."""
    answers = [says(sign_in(stranger(first + n), f"name{n}", "wrong")) for n in range(tries)]
    return answers.count("wrong")


# -- By name, by address, by network -----------------------------------------------------------


def test_by_address(quick, alice, clock):
    here = Client(REMOTE_ADDR="203.0.113.9")
    answers = [says(sign_in(here, f"name{n}", "wrong")) for n in range(PER_ADDRESS + 3)]
    assert answers == ["wrong"] * PER_ADDRESS + ["refused"] * 3
    clock.now += timedelta(minutes=10)
    assert says(sign_in(here, "name", "wrong")) == "wrong"


def test_by_network(quick, alice, clock):
    answers = [
        says(sign_in(Client(REMOTE_ADDR=f"203.0.113.{n + 1}"), f"name{n}", "wrong"))
        for n in range(PER_NETWORK + 3)
    ]
    assert answers == ["wrong"] * PER_NETWORK + ["refused"] * 3
    assert says(sign_in(Client(REMOTE_ADDR="198.51.100.1"), "name", "wrong")) == "wrong"


def test_by_ipv6_network(quick, alice):
    answers = [
        says(sign_in(Client(REMOTE_ADDR=f"2001:db8:1:{n:x}::1"), f"name{n}", "wrong"))
        for n in range(PER_NETWORK + 1)
    ]
    assert answers[-2:] == ["wrong", "refused"]
    assert says(sign_in(Client(REMOTE_ADDR="2001:db8:2::1"), "name", "wrong")) == "wrong"


# -- All together ------------------------------------------------------------------------------


def test_many_strangers_who_fail_slow_all_strangers(quick, at_home, clock):
    # The one who has just signed in raises it by a fifth of a try.
    assert attack(STRANGERS * 3) == STRANGERS
    assert says(sign_in(stranger(900))) == "refused", "with the right password too"
    assert says(sign_in(at_home)) == "in", "but not in a browser that is known"
    clock.now += timedelta(minutes=10)
    assert says(sign_in(stranger(900))) == "in"


def test_the_answer_is_the_same_whoever_exists(quick, at_home):
    attack(STRANGERS * 2)
    hers, nobodys = (sign_in(stranger(900), name, "wrong") for name in ("alice", "nobody"))
    assert same(hers, "alice") == same(nobodys, "nobody")
    assert _headers(hers) == _headers(nobodys)


def _headers(response):
    names = {name: value for name, value in response.headers.items() if name[:7] != "Content"}
    return names.keys(), response.status_code, set(response.cookies)


def test_one_network_does_not_shut_out_the_rest(quick, at_home):
    for n in range(PER_NETWORK * 3):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{n + 1}"), f"name{n}", "wrong")
    assert AttemptCount.objects.get(key_hash=sign_in_limits.STRANGERS_KEY.key_hash).used == (
        PER_NETWORK
    )
    assert says(sign_in(stranger(1))) == "in"


def test_no_way_of_packing_an_attack_gets_more(quick, alice):
    """However full of attackers' addresses each network is, one after the other or all at once."""
    networks, each = 8, PER_NETWORK + 5
    answers = [
        says(sign_in(Client(REMOTE_ADDR=f"203.0.{n // each}.{n % each + 1}"), f"name{n}", "wrong"))
        for n in range(networks * each)
    ]
    assert answers.count("wrong") == STRANGERS


def test_who_mistypes_leaves_nothing_behind_in_a_crowded_network(quick, alice):
    """A provider's own network is where its people are, many behind one address."""
    here = Client(REMOTE_ADDR="203.0.113.9")
    for n in range(PER_NETWORK + 3):
        name = factories.make_user(f"clumsy{n}").username
        assert says(sign_in(here, name, "wrong")) == "wrong"
        assert says(sign_in(here, name)) == "in"
        here = Client(REMOTE_ADDR="203.0.113.9")


def test_nothing_is_handed_back_that_was_counted_in_other_minutes(quick, alice, clock):
    one, name = stranger(1), factories.make_user("mallory").username
    clock.now = clock.now.replace(minute=9)
    for _ in range(PER_NAME - 1):
        assert says(sign_in(one, name, "wrong")) == "wrong"
    clock.now += timedelta(minutes=6)
    wrong = attack(STRANGERS - 1, first=100)
    assert says(sign_in(one, name)) == "in"
    assert wrong + attack(STRANGERS, first=200) == STRANGERS


def test_nor_after_a_second_step_that_took_long(quick, alice, clock):
    begun = begin_sign_in(identifier="alice", place="192.0.2.9", browser_hash=b"", now=clock.now)
    clock.now += timedelta(minutes=10)
    wrong = attack(STRANGERS - 1, first=100)
    note_sign_in(
        user_id=alice.pk,
        counted=begun.counted,
        counted_at=clock.now - timedelta(minutes=10),
        now=clock.now,
    )
    assert wrong + attack(STRANGERS, first=200) == STRANGERS


def test_more_may_fail_where_more_sign_in(quick, alice):
    people = [factories.make_user(f"person{n}").username for n in range(30)]
    for n, name in enumerate(people):
        sign_in(stranger(500 + n), name)
        sign_in(stranger(600 + n), name)  # one person counts once
    allowed = STRANGERS + int(0.2 * len(people))
    assert attack(allowed * 2) == allowed


def test_who_mistypes_and_then_gets_in_was_no_attacker(quick, alice):
    for n in range(STRANGERS + 5):
        name = factories.make_user(f"clumsy{n}").username
        for _ in range(2):
            assert says(sign_in(stranger(n), name, "wrong")) == "wrong"
        assert says(sign_in(stranger(n), name)) == "in"


def test_an_attacker_with_an_account_is_forgiven_nothing(quick, alice):
    """Signing in at one's own account makes no guess at another's undone."""
    factories.make_user("mallory")
    wrong = 0
    for n in range(STRANGERS * 2):
        wrong += says(sign_in(stranger(n), f"name{n}", "wrong")) == "wrong"
        sign_in(stranger(n), "mallory")
    assert wrong <= STRANGERS + 1


# -- The owner gets in -------------------------------------------------------------------------


def test_guessing_at_a_name_leaves_its_owners_browsers_alone(quick, at_home):
    for n in range(PER_NAME + 5):
        last = sign_in(stranger(n), "alice", "wrong")
    assert says(last) == "refused"
    assert says(sign_in(stranger(99))) == "refused", "a new browser waits"
    assert says(sign_in(at_home)) == "in"


def test_an_address_full_of_attackers_leaves_known_browsers_alone(quick, at_home):
    for n in range(PER_ADDRESS):
        sign_in(Client(REMOTE_ADDR="192.0.2.44"), f"name{n}", "wrong")
    assert says(sign_in(Client(REMOTE_ADDR="192.0.2.44"))) == "refused"
    assert says(sign_in(at_home)) == "in"


def test_known_browsers_have_a_limit_of_their_own(quick, at_home):
    answers = [says(sign_in(at_home, password="wrong")) for _ in range(PER_KNOWN + 2)]
    assert answers == ["wrong"] * PER_KNOWN + ["refused"] * 2
    by_email = sign_in(at_home, "alice@mail.example", "wrong")
    assert says(by_email) == "refused", "by whichever name"


def test_a_known_browser_is_a_stranger_to_others(quick, at_home):
    factories.make_user("bob")
    attack(STRANGERS * 2)
    assert says(sign_in(at_home, "bob")) == "refused"


def test_the_cap_holds_for_known_browsers(quick, at_home):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert says(sign_in(at_home)) == "wrong"
    assert SignIn.objects.latest("id").outcome == "blocked"


def test_no_more_than_a_hundred_guesses_could_be_under_way():
    names = 2
    assert FAILURE_CAP + names * PER_NAME + PER_KNOWN + PROOFS <= 100


def test_tries_are_handed_back(quick, alice):
    one = stranger(1)
    for _ in range(3):  # in one browser: of another the person is told, which is counted too
        sign_in(one)
        one.post("/sign-out/")
    assert set(
        AttemptCount.objects.exclude(key_hash=sign_in_limits.WORKED_KEY.key_hash).values_list(
            "used", flat=True
        )
    ) == {0}


# -- What is kept ------------------------------------------------------------------------------


def test_counters_hold_no_name_and_no_address(quick, at_home):
    sign_in(stranger(5), "alice", "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row::text, ' ') FROM identity_attemptcount AS row")
        text = cursor.fetchone()[0]
    assert "alice" not in text
    assert "10.0.5" not in text
