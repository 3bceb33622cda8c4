"""Staff edit articles, in two languages, side by side with others who do."""

from typing import Any

import pytest
from django.test import Client

from hearthline.care.models import Article, ArticleRevision, ArticleText
from hearthline.care.operations import load_articles
from tests.conftest import NOW

ADDRESS = "/console/articles/lost-phone/"
TYPED = {
    "topic": "sign_in",
    "position": "10",
    "is_published": "on",
    "title_en": "A new title",
    "summary_en": "Short.",
    "body_en": "# Big\r\n\r\nWords with **weight**.\r\n",
    "title_es": "Un título nuevo",
    "summary_es": "",
    "body_es": "Palabras.",
    "seen_version": "1",
}


@pytest.fixture
def sam(cast: Any, client: Client, books_are_right: None) -> Client:
    load_articles(now=NOW)
    client.force_login(cast.sam)
    return client


def test_saving_shows_at_once_to_everybody(sam: Client):
    assert sam.post(ADDRESS, TYPED).status_code == 302
    text = Client().get("/help/lost-phone/").content.decode()
    assert "A new title" in text
    assert "<h2>Big</h2>" in text
    assert "<strong>weight</strong>" in text
    assert ArticleText.objects.get(article__slug="lost-phone", language="es").title == (
        "Un título nuevo"
    )


def test_opening_and_saving_unchanged_is_no_new_version(sam: Client):
    form = sam.get(ADDRESS).context["form"]
    sam.post(ADDRESS, {name: value for name, value in form.initial.items() if value is not False})
    assert Article.objects.get(slug="lost-phone").version == 1
    assert not Article.objects.get(slug="lost-phone").is_edited


def test_a_preview_saves_nothing(sam: Client):
    answer = sam.post(ADDRESS, TYPED | {"preview": "1"})
    text = answer.content.decode()
    assert "Preview: nothing is saved yet" in text
    assert "<h2>Big</h2>" in text
    assert 'value="A new title"' in text
    assert Article.objects.get(slug="lost-phone").version == 1


def test_two_at_once_lose_nothing(sam: Client):
    sam.post(ADDRESS, TYPED)
    answer = sam.post(ADDRESS, TYPED | {"title_en": "Another title"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="Another title"' in text
    assert "A new title" in text
    assert "Somebody else saved this article meanwhile" in text
    assert 'name="seen_version" value="2"' in text
    assert ArticleText.objects.get(article__slug="lost-phone", language="en").title == "A new title"
    sam.post(ADDRESS, TYPED | {"title_en": "Put together", "seen_version": "2"})
    assert Article.objects.get(slug="lost-phone").version == 3


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_en", "", "Give it a title."),
        ("body_en", "", "Write the text."),
        ("title_es", "", "Spanish needs a title and a text"),
        ("body_es", "", "Spanish needs a title and a text"),
        ("position", "", "Enter a number."),
        ("position", "99999999999", "less than or equal to 1000"),
        ("topic", "weather", "not one of the available choices"),
        ("seen_version", "x", "Enter a whole number."),
    ],
)
def test_a_refused_form_keeps_what_was_typed(sam: Client, field: str, value: str, words: str):
    answer = sam.post(ADDRESS, TYPED | {field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert 'value="Short."' in text
    assert Article.objects.get(slug="lost-phone").version == 1


def test_a_new_one_is_a_draft_until_it_is_published(sam: Client):
    typed = TYPED | {"slug": "Brand-New", "seen_version": "0"}
    del typed["is_published"]
    assert sam.post("/console/articles/new/", typed).headers["Location"] == (
        "/console/articles/brand-new/"
    )
    assert Client().get("/help/brand-new/").status_code == 404
    sam.post("/console/articles/brand-new/", TYPED)
    assert Client().get("/help/brand-new/").status_code == 200
    for taken in ("brand-new", "new", "with space", "../x"):
        assert sam.post("/console/articles/new/", typed | {"slug": taken}).status_code == 422


def test_history_and_going_back(sam: Client):
    sam.post(ADDRESS, TYPED)
    text = sam.get(f"{ADDRESS}history/").content.decode()
    assert "You lost your phone" in text
    assert "A new title" in text
    assert "came with Hearthline" in text
    old = f"{ADDRESS}history/1/"
    assert "Restore this version" in sam.get(old).content.decode()
    sam.post(old)
    assert ArticleText.objects.get(article__slug="lost-phone", language="en").title == (
        "You lost your phone"
    )
    assert ArticleRevision.objects.filter(article__slug="lost-phone").count() == 3
    assert sam.get(f"{ADDRESS}history/99/").status_code == 404
    assert sam.get("/console/articles/nothing/history/").status_code == 404


def test_subscribers_edit_nothing(sam: Client, cast: Any):
    client = Client()
    client.force_login(cast.alice)
    for address in (ADDRESS, f"{ADDRESS}history/1/", "/console/articles/new/"):
        assert client.post(address, TYPED).status_code == 403
    assert Article.objects.get(slug="lost-phone").version == 1
