"""The first page of the console: find an account."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.customers.search import find_accounts
from hearthline.identity.access import staff
from hearthline.identity.roles import opens

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


ABOUT_ACCOUNTS = ("support", "billing", "network")


@staff("support", "billing", "network", "catalog")
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The box, and what it finds: enough to tell accounts apart, until a reason is given.

    What is looked for is never logged. Who has nothing to do with accounts begins at the plans.
    """
    if not opens(ABOUT_ACCOUNTS, request.staff_roles):  # type: ignore[attr-defined]
        return redirect("console-plans")
    text = request.GET.get("q", "")
    values: dict[str, object] = {"form": SearchForm(initial={"q": text[:120]}), "text": text[:120]}
    if text.strip():
        matches = find_accounts(text=text)
        page = Paginator(matches.accounts, PAGE_SIZE).get_page(request.GET.get("page"))
        only = matches.only_exact
        values |= {
            "searched": True,
            "matches": matches,
            "page": page,
            "exact": [match for match in page.object_list if match == only],
            "others": [match for match in page.object_list if match != only],
        }
    return render(request, "console/search.html", values)
