"""Help for who can't sign in: reachable by everybody, and it sees what it can."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hearthline.care.operations import load_articles
from hearthline.care.queries import published_articles
from hearthline.identity.old_browsers import is_too_old
from hearthline.portal.sign_in_problems import PROBLEMS
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/sign-in/help/"


def rows(text):
    """What the page says it sees, by its name."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", text, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", " ", value) for name, value in found}


def test_cookies_on_after_one_round():
    client = Client()
    answer = client.get(PAGE, follow=True)
    assert [status for _, status in answer.redirect_chain] == [302]
    assert "On" in rows(answer.content.decode())["Cookies"]
    assert client.get(PAGE).status_code == 200, "no second round"


def test_cookies_off():
    first = Client().get(PAGE)
    assert (first.status_code, first["Location"]) == (302, f"{PAGE}?checked=1")
    answer = Client().get(first["Location"])
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Your browser refuses cookies" in text
    assert "Off" in rows(text)["Cookies"]


def test_a_cookie_of_somebody_else_s_page_says_nothing():
    client = Client()
    client.cookies["tracking"] = "x"
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("agent", "is_old"),
    [
        ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", True),
        ("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko", True),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/98.0.1 Safari/537.36", True),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/109.0.1 Safari/537.36", False),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:96.0) Gecko/20100101 Firefox/96.0", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", False),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML) Version/15.3 Safari/605", True),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 (KHTML) Version/17.1 Safari/605", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 14_8 like Mac OS X) FxiOS/40", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) FxiOS/120", False),
        ("curl/8.0", None),
        ("", None),
        ("Chrome/" + "9" * 10_000, False),
        ("Firefox/٩٩٩", False),
    ],
)
def test_old_browsers(agent, is_old):
    assert is_too_old(agent) is is_old
    client = Client(headers={"User-Agent": agent})
    text = client.get(PAGE, follow=True).content.decode()
    hidden = re.search(r'<div data-finding="old-browser"( hidden)?>', text)
    assert hidden
    assert (hidden[1] is None) is (is_old is True)


def test_each_problem_has_a_step_and_its_article_exists():
    load_articles(now=NOW)
    slugs = {line.slug for line in published_articles(language="en")}
    client = Client()
    text = client.get(PAGE, follow=True).content.decode()
    assert len(PROBLEMS) >= 14
    for problem in PROBLEMS:
        assert str(problem.step)
        assert not problem.article or problem.article in slugs
        if problem.page:
            assert f'href="{reverse(problem.page)}"' in text
            assert problem.action
        if problem.article:
            assert client.get(f"/help/{problem.article}/").status_code == 200
    assert text.count("<details") == len(PROBLEMS)
    assert "555 010 0100" in text, "a person"


def test_the_same_for_everybody_and_kept_by_nobody(cast):
    client = Client()
    client.force_login(cast.alice)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert cast.home.number not in answer.content.decode()


def test_it_is_reached_before_signing_in():
    client = Client()
    for address in ("/sign-in/", "/recover/"):
        assert f'href="{PAGE}"' in client.get(address).content.decode()


def test_a_form_without_a_cookie_leads_there():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "x", "password": "y"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Your browser sent no cookie" in text
    assert f'href="{PAGE}"' in text


def test_spanish():
    client = Client(headers={"Accept-Language": "es"})
    text = client.get(PAGE, follow=True).content.decode()
    assert "Ayuda para iniciar sesión" in text


@pytest.mark.parametrize(
    "query", ["?checked=", "?checked=%00", "?checked=1&checked=2", "?x=" + "y" * 2000]
)
def test_nonsense(query):
    assert Client().get(PAGE + query).status_code in {200, 302, 400, 404}
