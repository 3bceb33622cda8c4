"""Articles: those that come with Hearthline, staff's changes, revisions, and who they helped."""

from datetime import timedelta
from typing import Any

import pytest

from hearthline.care import queries, shipped
from hearthline.care.article_content import ArticleContent, TextContent
from hearthline.care.models import Article, ArticleRevision, ArticleText
from hearthline.care.operations import (
    UnableToFindArticle,
    UnableToOverwriteArticle,
    UnableToSaveArticle,
    count_help,
    create_article,
    load_articles,
    restore_article,
    save_article,
)
from hearthline.care.search import search_articles
from hearthline.care.shipped import shipped_articles
from hearthline.kernel.checks import run_checks
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)
SHIPPED = shipped_articles()
SIGN_IN = {
    "forgot-username", "forgot-password", "password-refused", "sign-in-blocked",
    "code-did-not-arrive", "code-refused", "details-do-not-match", "no-contact-on-record",
    "email-changed", "cookies-or-old-browser", "lost-phone", "somebody-else-signed-in",
}  # fmt: skip


def content(title: str = "A title", body: str = "A text.\n", **more: Any) -> ArticleContent:
    values: dict[str, Any] = {"topic": "tv", "position": 5, "is_published": True} | more
    return ArticleContent(**values, texts={"en": TextContent(title, "A summary.", body)})


@pytest.fixture
def loaded(cast: Any) -> Any:
    load_articles(now=NOW)
    return cast


# -- What comes with Hearthline --------------------------------------------------------------------
def test_there_is_one_for_each_problem_in_both_languages():
    assert set(SHIPPED) >= SIGN_IN
    assert len(SHIPPED) >= 22
    for slug, article in SHIPPED.items():
        assert set(article.texts) == {"en", "es"}, slug
        for text in article.texts.values():
            assert text.title
            assert text.summary
            assert len(text.body.split()) > 60, slug


def test_their_links_lead_somewhere():
    import re

    from django.urls import reverse

    for slug, article in SHIPPED.items():
        for text in article.texts.values():
            for target in re.findall(r"\]\(([^)]+)\)", text.body):
                assert target.startswith("page:"), f"{slug}: {target}"
                name, _, argument = target.removeprefix("page:").partition("/")
                reverse(name, args=[argument] if argument else [])
                assert name != "article" or argument in SHIPPED, f"{slug}: {target}"


def test_loading_twice_changes_nothing(loaded: Any):
    assert load_articles(now=LATER) == (0, 0, 0)
    assert ArticleRevision.objects.count() == len(SHIPPED) == Article.objects.count()
    assert run_checks()[1] == []


def test_what_comes_new_replaces_what_nobody_changed(loaded: Any, monkeypatch: pytest.MonkeyPatch):
    save_article(
        slug="slow-internet", content=content("Ours"), seen_version=1,
        staff_user_id=loaded.sam.pk, now=NOW,
    )  # fmt: skip
    newer = {"slow-internet": content("Newer"), "pay-your-bill": content("Newer")}
    monkeypatch.setattr("hearthline.care.operations.articles.shipped_articles", lambda: newer)
    assert load_articles(now=LATER) == (0, 1, 1)
    titles = dict(ArticleText.objects.filter(language="en").values_list("article__slug", "title"))
    assert (titles["slow-internet"], titles["pay-your-bill"]) == ("Ours", "Newer")


def test_a_file_without_a_topic_is_no_article(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.md").write_text("title: X\nsummary: Y\n\nText\n")
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    with pytest.raises(KeyError):
        shipped_articles()


# -- What staff do ---------------------------------------------------------------------------------
def test_a_new_one_and_its_address(cast: Any):
    write = {"slug": "moving-picture", "staff_user_id": cast.sam.pk, "now": NOW}
    create_article(**write, content=content())
    with pytest.raises(UnableToSaveArticle) as refused:
        create_article(**write, content=content("Another"))
    assert refused.value.is_taken
    draft = queries.article_draft(slug="moving-picture")
    assert draft is not None
    assert draft.content.texts["en"].title == "A title"
    assert run_checks()[1] == []


def test_two_who_save_at_once(cast: Any):
    create_article(slug="a", content=content(), staff_user_id=cast.sam.pk, now=NOW)
    save = {"slug": "a", "seen_version": 1, "staff_user_id": cast.sam.pk, "now": LATER}
    save_article(**save, content=content("First"))
    save_article(**save, content=content("First"))  # the same form sent twice
    with pytest.raises(UnableToOverwriteArticle):
        save_article(**save, content=content("Second"))
    assert ArticleText.objects.get().title == "First"
    assert Article.objects.get().version == 2


def test_an_earlier_version_comes_back_and_nothing_is_lost(cast: Any):
    create_article(slug="a", content=content("One"), staff_user_id=cast.sam.pk, now=NOW)
    save_article(
        slug="a", content=content("Two"), seen_version=1, staff_user_id=cast.sam.pk, now=LATER
    )
    for _ in range(2):
        restore_article(slug="a", version=1, staff_user_id=cast.sam.pk, now=LATER)
    titles = [line.title for line in queries.revisions_of(slug="a")]
    assert titles == ["One", "Two", "One"]
    with pytest.raises(UnableToFindArticle):
        restore_article(slug="a", version=9, staff_user_id=cast.sam.pk, now=LATER)
    assert run_checks()[1] == []


@pytest.mark.parametrize(
    "wrong",
    [
        content(topic="weather"),
        ArticleContent("tv", 1, True, {"es": TextContent("T", "", "B")}),
        content(title=""),
        content(body=""),
    ],
)
def test_nonsense_is_refused(cast: Any, wrong: ArticleContent):
    with pytest.raises(UnableToSaveArticle):
        create_article(slug="a", content=wrong, staff_user_id=cast.sam.pk, now=NOW)
    assert not Article.objects.exists()


def test_drafts_are_for_staff(cast: Any):
    create_article(
        slug="a", content=content(is_published=False), staff_user_id=cast.sam.pk, now=NOW
    )
    assert queries.article_page(slug="a", language="en") is None
    assert queries.published_articles(language="en") == ()
    assert search_articles(text="title", language="en").hits == ()


def test_english_where_there_is_no_spanish(cast: Any):
    create_article(slug="a", content=content(), staff_user_id=cast.sam.pk, now=NOW)
    page = queries.article_page(slug="a", language="es")
    assert page is not None
    assert page.language == "en"
    assert search_articles(text="title", language="es").hits[0].slug == "a"


def test_did_this_help(loaded: Any):
    for helped in (True, True, False):
        count_help(slug="lost-phone", language="es", helped=helped, place="1.2.3.4", now=NOW)
    text = ArticleText.objects.get(article__slug="lost-phone", language="es")
    assert (text.helped, text.did_not_help) == (2, 1)
    for _ in range(100):
        count_help(slug="lost-phone", language="es", helped=False, place="1.2.3.4", now=NOW)
    text.refresh_from_db()
    assert text.did_not_help <= 28, "one place doesn't count without end"


# -- Search ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("forgot password", "en", "forgot-password"),
        ("FORGOT my PASSWORD!", "en", "forgot-password"),
        ("forgotten username", "en", "forgot-username"),
        ("forgot pasword", "en", "forgot-password"),
        ("wifi", "en", "wifi-placement"),
        ("wi-fi router place", "en", "wifi-placement"),
        ("caps lock", "en", "password-refused"),
        ("cook", "en", "cookies-or-old-browser"),
        ("outages", "en", "outage-what-to-do"),
        ("my phone has no dial tone", "en", "no-dial-tone"),
        ("forwarding calls", "en", "call-forwarding"),
        ("moving", "en", "moving-house"),
        ("contraseña", "es", "forgot-password"),
        ("contrasena", "es", "forgot-password"),
        ("olvide contraseña", "es", "forgot-password"),
        ("facturas", "es", "understand-your-bill"),
        ("mudarse", "es", "moving-house"),
        ("internet lento", "es", "slow-internet"),
    ],
)
def test_people_find_what_they_look_for(loaded: Any, text: str, language: str, slug: str):
    hits = search_articles(text=text, language=language).hits
    assert slug in [hit.slug for hit in hits[:3]]


def test_a_slip_is_said(loaded: Any):
    found = search_articles(text="forgot pasword", language="en")
    assert found.instead == "forgot password"
    assert search_articles(text="forgot password", language="en").instead == ""


def test_what_was_found_is_marked(loaded: Any):
    hit = search_articles(text="contrasena nueva", language="es").hits[0]
    marked = [piece.text for piece in (*hit.title, *hit.excerpt) if piece.is_found]
    assert any(word.lower().startswith("contraseña") for word in marked)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "zzzzqqqq", "'; DROP TABLE care_article; --", "& | ! ( ) :* <->", "a" * 5000,
     "%(query)s", "\\", "<script>alert(1)</script>", "\u202e\u0000", "密码", "the", "é" * 200],
)  # fmt: skip
def test_nonsense_finds_nothing_and_breaks_nothing(loaded: Any, text: str):
    found = search_articles(text=text, language="en")
    assert isinstance(found.hits, tuple)
