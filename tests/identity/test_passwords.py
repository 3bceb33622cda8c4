"""Which passwords are refused, and that any characters are welcome."""

import re
import time
from typing import Any

import pytest
import zxcvbn_rs_py
from django.test import Client

from hearthline.design.templatetags.strength import STRENGTHS, ui_strength
from hearthline.identity.operations import PASSWORD_MAX_LENGTH, password_errors
from hearthline.identity.passphrases import (
    FEWEST_IN_A_LIST,
    bits_of,
    suggest_passphrase,
    words_of,
)
from hearthline.identity.passwords import EasyToGuessValidator, is_mostly_own
from hearthline.identity.strength import ADVICE, SCORES, WARNINGS, strength_of
from tests.factories import PASSWORD

ALICE = {"username": "alice.archer", "email": "alice@orchard.example", "name": "Alice Archer"}
OWN = ("90012345", "12 Willow Street", "Mapleton", "62301", "+12175550101", "a.b@orchard.example")


def errors(password, **person: Any):
    return password_errors(password=password, **(ALICE | {"own": OWN} | person)).get("password", [])


# -- Refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "AliceArcherAlice",
        "alice.archer.2026",
        "4l1c3.4rch3r.2026",
        "@l!ceArcher1234",
        "rehcrAecilArehcra",
        "alice@orchard.example",
        "orchard-orchard-1",
        "WillowStreet12345",
        "12 Willow Street, Mapleton",
        "+1 217 555 0101 62301",
        "2175550101-alice",
        "90012345-90012345",
        "Maple County Fiber alice",
        "maple.county.fiber!!!",
        "ÁlïceÀrcher2026",
    ],
)
def test_what_others_may_know_of_the_person(password):
    assert errors(password)


@pytest.mark.parametrize(
    "password",
    [
        "alice keeps nine walnuts in a drawer",
        "willow branches hang over copper kettles",
        "correct pony battery stapler 2175550101",
        PASSWORD,
        "maple-syrup-on-pancakes",
    ],
)
def test_a_name_among_many_words_does_no_harm(password):
    assert errors(password) == []


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("thisismypassword", "list of stolen ones"),
        ("correct horse battery staple", "list of stolen ones"),
        ("fourteen chars", "at least 15"),
        ("x" * (PASSWORD_MAX_LENGTH + 1), "at most 128"),
        ("1212121212121212", "easy to guess"),
    ],
)
def test_why(password, why):
    assert why in " ".join(errors(password))


def test_own_words_of_no_length_refuse_nothing():
    assert (
        errors("nine walnuts in drawers", own=("", " ", "-", "a", "ab"), username="", name="") == []
    )


@pytest.mark.parametrize("password", ["dK3#pq9!", "Tr33Fr0g", "ñandú éè", "😀🎉🌵🧭🪁🛶🎲🏔"])
def test_what_chance_makes_is_taken_for_no_pattern(password):
    """Eight characters are enough where there is a second factor."""
    EasyToGuessValidator().validate(password)
    assert not is_mostly_own(password, OWN)


# -- Any characters --------------------------------------------------------------------------------

ANY = [
    "    spaces all over    ",
    "tabs\tand\u00a0odd\u2003spaces here",
    "日本語のながいパスワードです。",
    "пароль из очень редких слов",
    "كلمة مرور طويلة جدا هنا",
    "😀🎉🚀🌈🦄🐙🍕🎸🌵🏔🎲🪁🧭🛶🧶",
    "👩‍👩‍👧‍👦 family of emoji joined 🏳️‍🌈",
    "<script>alert('walnuts')</script>",
    "'; DROP TABLE identity_user; --",
    "%s %(x)s {{ 7 }} {% now %} \\n",
    "walnut " * 17 + "drawers!!",
    "Zażółć gęślą jaźń w szufladzie",
]


@pytest.mark.django_db
@pytest.mark.parametrize("password", ANY)
def test_any_characters_change_and_sign_in(password, person):
    """As a browser sends it; nothing is cut off, trimmed or changed."""
    client = Client()
    client.force_login(person)
    answer = client.post(
        "/security/password/", {"current_password": PASSWORD, "new_password": password}
    )
    assert answer.status_code == 302, answer.content.decode()
    stranger = Client()
    for wrong in (password[:-1], f"{password} ", f" {password}", password.swapcase()):
        if wrong != password:
            answer = stranger.post("/sign-in/", {"login": "alice", "password": wrong})
            assert answer.status_code == 422
    answer = stranger.post("/sign-in/", {"login": "alice", "password": password})
    assert answer.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["%00" * 20, "a%00" * 10, "%ED%A0%80" * 20, "%FF%FE" * 10, "x" * 500_000, ""]
)
def test_nonsense_is_refused_and_never_fails(password, person):
    client = Client()
    client.force_login(person)
    form = "application/x-www-form-urlencoded"
    for address, fields in (
        ("/security/password/", f"current_password={PASSWORD}&new_password={password}"),
        ("/sign-in/", f"login=alice&password={password}"),
    ):
        stranger = client if address.startswith("/security") else Client()
        assert stranger.post(address, fields, content_type=form).status_code == 422


# -- Strength --------------------------------------------------------------------------------------


def test_every_word_of_the_estimate_is_ours():
    names = {name for name in dir(zxcvbn_rs_py.Warning) if not name.startswith("_")}
    assert names == set(WARNINGS)
    names = {name for name in dir(zxcvbn_rs_py.Suggestion) if not name.startswith("_")}
    assert names == set(ADVICE)
    assert max(SCORES.values()) == len(STRENGTHS) - 1


def test_weak_and_strong():
    assert strength_of("password").score == 0
    assert strength_of("password").advice
    assert strength_of("qwertyuiop12345").score <= 1
    assert strength_of("alice archer", ["alice archer"]).score == 0
    assert strength_of(suggest_passphrase("en")).score == 4
    begun = time.perf_counter()
    for text in ("a" * 100_000, "ab1!" * 20_000, "😀" * 500):
        strength_of(text)
    assert time.perf_counter() - begun < 2


def test_the_meter_says_it_in_a_word_and_a_picture():
    drawn = ui_strength(1, ("Add a word.",))
    assert "weak" in drawn
    assert "<svg" in drawn
    assert "Add a word." in drawn
    assert "hidden>" not in drawn.partition("\n")[0]
    assert "hidden>" in ui_strength().partition("\n")[0]


# -- On the pages ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_refused_password_comes_back_as_a_meter_only(person):
    client = Client()
    client.force_login(person)
    sent = {"current_password": PASSWORD, "new_password": "password-password-1"}
    answer = client.post("/security/password/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-strength data-min="15"' in text
    assert 'aria-valuetext="' in text
    assert "password-password-1" not in text
    assert PASSWORD not in text
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_suggestion_fills_the_form_and_does_nothing_else(person, language):
    client = Client(headers={"Accept-Language": language})
    client.force_login(person)
    client.cookies["language"] = language
    before = type(person).objects.get(pk=person.pk).password
    sent = {"current_password": PASSWORD, "new_password": "half typ", "suggest": "1"}
    answers = [client.post("/security/password/", sent) for _ in range(2)]
    found = [re.search(r"<strong>([a-z-]+)</strong>", a.content.decode()) for a in answers]
    assert all(answer.status_code == 200 for answer in answers)
    assert found[0]
    assert found[1]
    assert found[0][1] != found[1][1]
    words = found[0][1].split("-")
    assert len(words) == 5
    assert set(words) <= set(words_of(language))
    text = answers[0].content.decode()
    assert f'value="{found[0][1]}"' in text
    assert PASSWORD not in text
    assert "half typ" not in text
    assert answers[0]["Cache-Control"] == "no-store"
    assert type(person).objects.get(pk=person.pk).password == before
    sent = {"current_password": PASSWORD, "new_password": found[0][1]}
    assert client.post("/security/password/", sent).status_code == 302


@pytest.mark.parametrize("language", ["en", "es"])
def test_lists_are_long_plain_and_without_doubles(language):
    words = words_of(language)
    assert len(words) == len(set(words)) >= FEWEST_IN_A_LIST
    assert all(re.fullmatch(r"[a-z]{3,10}", word) for word in words)
    assert bits_of(language) >= 55


def test_an_unknown_language_gets_english():
    assert words_of("../../etc/passwd") == words_of("en")


def test_every_suggestion_satisfies_the_policy():
    from hearthline.portal.new_password import _suggestion

    for _ in range(200):
        assert password_errors(password=_suggestion()) == {}
