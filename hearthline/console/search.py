"""The first page of the console: find an account."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.billing.queries import balances_of
from hearthline.customers.search import AccountMatch, find_accounts
from hearthline.identity.access import staff
from hearthline.kernel.money import Money

PAGE_SIZE = 20


class SearchForm(forms.Form):
    """One box for everything a caller may tell."""

    q = forms.CharField(
        label=_("Account number, name, email, phone or address"),
        help_text=_("Part of it is enough. Capitals, accents, spaces and dashes don't matter."),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


@dataclass(frozen=True, slots=True)
class Result:
    """An account found, with what it owes."""

    match: AccountMatch
    balance: Money

    @property
    def place(self) -> str:
        """Where it is, on one line."""
        match = self.match
        town = " ".join(part for part in (match.city, match.region, match.postal_code) if part)
        return ", ".join(part for part in (match.street, town) if part)


@staff
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The box, and what it finds. What is looked for is never logged."""
    text = request.GET.get("q", "")
    values: dict[str, object] = {"form": SearchForm(initial={"q": text[:120]}), "text": text[:120]}
    if text.strip():
        matches = find_accounts(text=text)
        page = Paginator(matches.accounts, PAGE_SIZE).get_page(request.GET.get("page"))
        results = _results(page)
        only = matches.only_exact
        values |= {
            "searched": True,
            "matches": matches,
            "page": page,
            "exact": [result for result in results if result.match == only],
            "others": [result for result in results if result.match != only],
        }
    return render(request, "console/search.html", values)


def _results(page: Page[AccountMatch]) -> list[Result]:
    balances = balances_of(account_ids=[match.id for match in page.object_list])
    return [
        Result(match, balances.get(match.id, Money(0, match.currency)))
        for match in page.object_list
    ]
