"""Every text of a page or a message has its Spanish, and no page has a text that can't have one.

The texts are found here without GNU gettext, so that a machine without it can run the tests.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[2] / "hearthline"
SPANISH = HOUSE / "locale" / "es" / "LC_MESSAGES" / "django.po"
TEMPLATES = {".html", ".txt"}
LAZY = {f"{name}_lazy": shape for name, shape in DEFAULT_KEYWORDS.items()}
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}

Text = tuple[str | None, str]
"""A context, which few have, and a text in English (of two forms the singular)."""


def sources() -> Iterator[Path]:
    """What `make messages` reads: the gallery of components is for developers, in English only."""
    for file in sorted(HOUSE.rglob("*")):
        if file.suffix in TEMPLATES | {".py"}:
            inside = file.relative_to(HOUSE).parts
            if not any(part.startswith("gallery") for part in inside):
                yield file


def texts_of(source: str, suffix: str) -> Iterator[Text]:
    if suffix in TEMPLATES:
        # What lies between the tags becomes lines of X with whatever indentation it had.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, found, _comments, context in extract(
        "python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield context, found if isinstance(found, str) else found[0]


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with SPANISH.open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


@pytest.fixture(scope="module")
def translated(spanish: Catalog) -> dict[Text, Any]:
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in spanish
        if message.id
    }


# -- The catalog -----------------------------------------------------------------------------------
def test_the_catalog_has_every_text_and_no_other(translated):
    texts = {
        text: file.relative_to(HOUSE).as_posix()
        for file in sources()
        for text in texts_of(file.read_text(encoding="utf-8"), file.suffix)
    }
    missing = {text[1]: file for text, file in texts.items() if text not in translated}
    gone = [text[1] for text in translated if text not in texts]
    assert not missing, "`make messages` collects these; then they want their Spanish"
    assert not gone, "`make messages` takes these out: no page has them any more"


def test_every_text_has_its_spanish(spanish, translated):
    without = [
        message.id
        for message in translated.values()
        if not message.string or not all(message.string)  # one form, or one for each number
    ]
    assert without == []
    assert [message.id for message in translated.values() if message.fuzzy] == []
    assert list(spanish.obsolete) == []


FILLED_IN = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-zA-Z]|%[-+ #0-9.]*[a-zA-Z%]|\{\w*[^{}]*\}|<[^>]+>")


def differences(english: str, spanish: str) -> str:
    """What is filled in, the HTML, and the spaces at both ends stay as they are."""
    wanted, found = (sorted(FILLED_IN.findall(text)) for text in (english, spanish))
    if wanted != found:
        return f"{english!r} has {wanted}, its Spanish {found}"
    for end in ("startswith", "endswith"):
        if getattr(english, end)((" ", "\n")) != getattr(spanish, end)((" ", "\n")):
            return f"{english!r} and its Spanish differ in the space at an end"
    return ""


def test_what_is_filled_in_is_the_same_in_both_languages(translated):
    found = []
    for message in translated.values():
        if isinstance(message.id, str):
            found.append(differences(message.id, message.string))
        else:
            singular, plural = message.id
            found.append(differences(singular, message.string[0]))
            found += [differences(plural, form) for form in message.string[1:]]
    assert [difference for difference in found if difference] == []


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Bill %(number)s", "Factura %(numero)s"),
        ("Bill %(number)s", "Factura"),
        ("Expires %(month)02d", "Vence %(month)s"),
        ("At most %s", "Como máximo"),
        ("At most {most}", "Como máximo {more}"),
        ("<a href='/'>Go</a>", "<a>Ir</a>"),
        ("Paid by ", "Pagado con"),
    ],
)
def test_a_slip_in_what_is_filled_in_is_seen(english, spanish):
    assert differences(english, spanish)


@pytest.mark.parametrize(
    ("suffix", "source", "text"),
    [
        (".html", '<p>\n  {% translate "Pay" %}</p>', (None, "Pay")),
        (".html", '{% translate "Due" context "day" as term %}', ("day", "Due")),
        (".html", '{% ui_nav_link _("Bills") "bills" "bill" %}', (None, "Bills")),
        (".html", '{{ subject|default:_("None") }}', (None, "None")),
        (
            ".txt",
            "{% blocktranslate trimmed %}\n  To\n {{ to }}{% endblocktranslate %}",
            "To %(to)s",
        ),
        (
            ".html",
            "{% blocktranslate count n=n %}one{% plural %}{{ n }}{% endblocktranslate %}",
            "one",
        ),
        (".py", 'label = _("A " "card")', (None, "A card")),
        (".py", 'gettext_lazy("Card")', (None, "Card")),
        (".py", 'ngettext("one", "%(count)s", 2)', (None, "one")),
        (".py", 'pgettext_lazy("day", "Due")', ("day", "Due")),
    ],
)
def test_texts_are_found_wherever_they_may_stand(suffix, source, text):
    wanted = (None, text) if isinstance(text, str) else text
    assert list(texts_of(source, suffix)) == [wanted]


# -- Texts that nobody can translate ---------------------------------------------------------------
OUT_OF_SIGHT = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}"
    r"|\{%\s*block body_class\s*%\}.*?\{%\s*endblock\s*%\}",
    re.DOTALL,
)
"""Comments, what is translated, and the one block that holds the name of a class."""
TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}|\{\{(.*?)\}\}", re.DOTALL)
TRANSLATED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
LITERAL = re.compile(r""""([^"]*)"|'([^']*)'""")
SAID = re.compile(r"[A-Z][a-z]|[A-Za-z] [A-Za-z]")
"""Icons, addresses and kinds in tags are small and of one word; what people read is not."""
NO_WORDS_IN = {"translate", "url", "static", "include", "extends", "load", "if", "elif"}
READ_OUT = {
    "alt",
    "title",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "aria-valuetext",
}
NOT_READ = {"script", "style"}


class _Reader(HTMLParser):
    """Collects what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in NOT_READ
        self.found += [value for name, value in attrs if value and name in READ_OUT]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def fixed_texts(template: str) -> list[str]:
    """The texts of a template that stand outside the tags for translation."""
    rest = OUT_OF_SIGHT.sub("", template)
    reader = _Reader()
    reader.feed(TAG.sub("", rest))
    reader.close()
    between = [text.strip() for text in reader.found if any(map(str.isalpha, text))]
    inside = [
        "".join(literal)
        for name, arguments, variable in TAG.findall(rest)
        if name not in NO_WORDS_IN
        for literal in LITERAL.findall(TRANSLATED.sub("", arguments or variable))
    ]
    return between + [literal for literal in inside if SAID.search(literal)]


def test_no_template_has_a_text_outside_a_tag_for_translation():
    found = [
        f"{file.relative_to(HOUSE)}: {text!r}"
        for file in sources()
        if file.suffix in TEMPLATES and "templates" in file.parts
        for text in fixed_texts(file.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "{% if bill %}Paid{% endif %}",
        '{% translate "Pay" %} now',
        '<img alt="A bill" src="{% static "bill.svg" %}">',
        '<input placeholder="name">',
        '{% ui_button "Pay" %}',
        '{% ui_heading _("Pay") lead="in one step" %}',
        '{{ message.subject|default:"No subject" }}',
    ],
)
def test_a_fixed_text_is_seen(template):
    assert len(fixed_texts(template)) == 1


@pytest.mark.parametrize(
    "template",
    [
        '<p class="lead">{% translate "Pay" %}, {{ name }} · 12</p>',
        "{% blocktranslate trimmed %}Hello{% endblocktranslate %}{# A note #}",
        "{% comment %}\n  Blocks: title.\n{% endcomment %}<style>a { color: red }</style>",
        '{% ui_nav_link _("Bills") "bills" "bill" %}{% ui_item day href=address icon="card" %}',
        '{{ bill.due_date|day:"short" }}<a href="{% url "bill" number %}">{{ number }}</a>',
    ],
)
def test_what_nobody_reads_or_everybody_can_is_left_alone(template):
    assert fixed_texts(template) == []
