"""The gallery: every component in every state, light beside dark; wired in the demo only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hearthline.design.choices import Choice
from hearthline.design.icons import STROKES
from hearthline.design.templatetags.pictures import Bar, Part, Row
from hearthline.kernel.money import Money

SECTIONS = (
    ("Headings and text", "text"),
    ("Buttons and links", "buttons"),
    ("States and notices", "notices"),
    ("Fields", "fields"),
    ("Fields with errors", "errors"),
    ("Choices", "choices"),
    ("Money", "money"),
    ("Cards", "cards"),
    ("Lists", "lists"),
    ("Tables", "tables"),
    ("Progress and time", "progress"),
    ("Pictures", "pictures"),
    ("Nothing here yet", "empty"),
    ("Icons", "icons"),
)
LONG = (
    "Fiber 1 Gig with whole-home Wi-Fi, two mesh points and the maple-syrup-festival channel pack"
    " for Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
)


class Details(forms.Form):
    name = forms.CharField(label="Name on the account", initial="Alice Birch")
    email = forms.EmailField(
        label="Email address",
        help_text="We send your receipts here.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    code = forms.CharField(
        label="Code", help_text="Six digits, from the message we sent.", max_length=6
    )
    amount = forms.CharField(label="Amount to pay", initial="82.40")
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("es", "Español")])
    note = forms.CharField(
        label="Note for the technician", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    account = forms.CharField(label="Account number", initial="10042-7", disabled=True)
    paperless = forms.BooleanField(
        label="Send bills by email only", help_text="You can print any bill here.", required=False
    )


class Choosing(forms.Form):
    contact = forms.ChoiceField(
        label="Where should we send the code?",
        help_text="These are the contacts your provider has for you.",
        widget=forms.RadioSelect,
        initial="email",
        choices=[
            ("email", Choice("Email", hint="a••••@example.com", icon="message")),
            ("sms", Choice("Text message", hint="number ending in 42", icon="mobile")),
        ],
    )
    method = forms.ChoiceField(
        label="Pay with",
        widget=forms.RadioSelect,
        choices=[
            ("card", Choice("Visa ··42", hint="Expires 08/29", icon="card")),
            ("bank", Choice("Maple Savings ··17", icon="bank")),
            ("new", Choice(LONG)),
        ],
    )
    topics = forms.MultipleChoiceField(
        label="Tell me about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("bills", "New bills"), ("outages", "Outages at my address")],
    )
    channels = forms.MultipleChoiceField(
        label="By which way",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("email", "Email"), ("sms", "Text message"), ("centre", "Message centre")],
    )


@dataclass(frozen=True, slots=True)
class Pane:
    """One theme's copy of a section; ids and names differ so that both can stand on one page."""

    theme: str
    details: Details
    refused: Details
    choosing: Choosing
    unchosen: Choosing


def _pane(theme: str) -> Pane:
    refused = {"refused-name": "Alice Birch", "refused-email": "alice@", "refused-amount": "eighty"}
    return Pane(
        theme=theme,
        details=Details(auto_id=f"{theme}_%s"),
        refused=Details(refused, prefix="refused", auto_id=f"{theme}_%s"),
        choosing=Choosing(prefix=theme, auto_id=f"{theme}_%s"),
        unchosen=Choosing({}, prefix=f"{theme}-unchosen", auto_id=f"{theme}_%s"),
    )


def gallery_context() -> dict[str, object]:
    """What `design/gallery.html` shows; all of it made up here."""
    return {
        "panes": [_pane("light"), _pane("dark")],
        "sections": [(title, name, f"design/gallery/{name}.html") for title, name in SECTIONS],
        "long": LONG,
        "icons": sorted(STROKES),
        "due": Money(8240, "USD"),
        "much": Money(123456789, "USD"),
        "nothing": Money(0, "USD"),
        "credit": Money(-1250, "USD"),
        "first": date(2026, 11, 1),
        "last": date(2026, 11, 30),
        "due_date": date(2026, 12, 5),
        "at": datetime(2026, 11, 23, 20, 5, tzinfo=UTC),
        "bars": [Bar(str(n) if n % 7 == 1 else "", n * 37 % 11) for n in range(1, 31)],
        "rows": [
            Row("Nov 22", (Part(0, 0.4, "ok"), Part(0.4, 0.401, "bad"), Part(0.401, 1, "ok"))),
            Row("Nov 23", (Part(0, 0.3, "ok"), Part(0.3, 0.5, "bad"), Part(0.5, 0.8, "wait"))),
        ],
        "pages": Paginator(range(120), 10).page(4),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "design/gallery.html", gallery_context())
