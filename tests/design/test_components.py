"""The other components: what they say to eyes and to readers."""

import re

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from hearthline.design.gallery import SECTIONS, gallery
from hearthline.design.icons import STROKES
from hearthline.design.templatetags import ui
from hearthline.kernel.money import Money


def draw(source, request=None, **context: object):
    return engines["django"].from_string(source).render(context, request)


def test_button_with_an_address_is_a_link_and_without_one_submits():
    assert draw('{% ui_button "Pay" "/pay/" %}').startswith(
        '<a class="button button-primary" href="/pay/"'
    )
    button = draw('{% ui_button "Pay" hx_post="/x/" disabled=True name="act" value="" %}')
    assert button.startswith("<button ")
    assert 'type="submit"' in button
    assert 'hx-post="/x/"' in button
    assert " disabled" in button
    assert "value" not in button


def test_texts_are_escaped_and_blocks_are_not():
    html = draw("{% ui_card title %}<p>{{ title }}</p>{% end_ui_card %}", title="<b>Bills</b>")
    assert "<b>" not in html
    assert "<p>&lt;b&gt;" in html


@pytest.mark.parametrize("kind", sorted(ui.KINDS))
def test_a_state_is_told_by_icon_and_word(kind):
    html = draw('{% ui_status kind "Paid" %}', kind=kind)
    assert STROKES[ui.KINDS[kind]] in html
    assert "Paid" in html


@pytest.mark.parametrize(
    "source",
    [
        '{% ui_status "fine" "Paid" %}',
        '{% ui_notice "fine" %}x{% end_ui_notice %}',
        '{% ui_button "Pay" kind="huge" %}',
    ],
)
def test_unknown_kinds_are_refused(source):
    with pytest.raises(ValueError, match="is no"):
        draw(source)


def test_a_form_carries_its_token_only_when_it_posts():
    request = RequestFactory().get("/")
    posting = draw("{% ui_form %}x{% end_ui_form %}", request)
    assert 'name="csrfmiddlewaretoken"' in posting
    assert "data-once" in posting
    asking = draw('{% ui_form method="get" %}x{% end_ui_form %}', request)
    assert "csrfmiddlewaretoken" not in asking
    assert "data-once" not in asking


def test_steps_say_where_one_is():
    html = draw('{% ui_steps 2 "Find" "Confirm" "Finish" %}')
    assert "Step 2 of 3: Confirm" in html
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("value", "maximum", "percent"), [(1, 4, 25), (9, 4, 100), (-1, 4, 0), (1, 0, 0)]
)
def test_meter_stays_within_its_bounds(value, maximum, percent):
    html = draw('{% ui_meter "Used" value maximum %}', value=value, maximum=maximum)
    assert f'aria-valuenow="{percent}"' in html
    assert f'width="{percent}%"' in html


def test_a_long_amount_is_drawn_smaller_rather_than_broken():
    assert "amount-long" not in draw("{% ui_amount due %}", due=Money(99999, "USD"))
    assert "amount-long" in draw("{% ui_amount due %}", due=Money(100000, "USD"))


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/bills/", 'aria-current="page"'),
        ("/bills/1234/", 'aria-current="true"'),
        ("/payments/", ""),
    ],
)
def test_navigation_marks_where_one_is(path, mark):
    html = draw('{% ui_nav_link "Bills" "bills" "bill" %}', RequestFactory().get(path))
    assert 'href="/bills/"' in html
    assert (mark in html) if mark else ("aria-current" not in html)


@pytest.mark.parametrize(
    "name",
    [
        "overview",
        "bills",
        "services",
        "messages",
        "help",
        "settings",
        "trouble",
        "sign-out",
        "sign-in",
        "set_language",
        "console-tickets",
        "console-outages",
        "console-work",
        "console-plans",
        "console-promotions",
        "console-articles",
        "console-staff",
    ],
)
def test_every_name_the_frame_links_to_exists(name):
    assert draw("{% url name %}", name=name).startswith("/")


def test_pagination_keeps_the_question():
    request = RequestFactory().get("/payments/?q=visa&page=2")
    html = draw(
        '{% ui_pagination page label="Pages" %}', request, page=Paginator(range(30), 10).page(2)
    )
    assert "?q=visa&amp;page=1" in html
    assert "?q=visa&amp;page=3" in html
    assert "Page 2 of 3" in html


def test_one_page_needs_no_pagination():
    request = RequestFactory().get("/")
    assert (
        draw('{% ui_pagination page label="Pages" %}', request, page=Paginator([1], 10).page(1))
        == ""
    )


def test_a_title_says_that_the_form_has_errors():
    from tests.design.test_fields import Everything

    request = RequestFactory().get("/")
    source = '{% extends "ui/page.html" %}{% block title %}Pay{% endblock %}'
    assert "<title>Error: Pay " in draw(source, request, form=Everything({}))
    assert "<title>Pay " in draw(source, request, form=Everything())


def test_gallery_shows_every_section_in_both_themes():
    html = gallery(RequestFactory().get("/demo/components/")).content.decode()
    assert html.count('data-theme="light"') == html.count('data-theme="dark"') == len(SECTIONS)
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", ["404.html", "403.html", "500.html"])
def test_error_pages_need_no_context(name):
    html = engines["django"].get_template(name).render({})
    assert "Maple County Fiber" in html
    assert 'href="/static/css/app.css"' in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_language_is_named_in_itself(language):
    with translation.override(language):
        html = draw('{% include "ui/languages.html" %}', RequestFactory().get("/bills/?q=1"))
    assert ">English<" in html
    assert ">Español<" in html
    assert f'aria-current="true" lang="{language}"' in html
    assert 'name="next" value="/bills/?q=1"' in html
