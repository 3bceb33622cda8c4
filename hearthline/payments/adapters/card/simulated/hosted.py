"""The hosted page's addresses: show it, take what the payer sends, send the payer back."""

import base64
import hashlib
import re
import time
from urllib.parse import urlsplit

from hearthline.kernel.simulated.http_words import Answer, Request
from hearthline.payments.adapters.card.simulated import pages
from hearthline.payments.adapters.card.simulated.books import Entry
from hearthline.payments.adapters.card.simulated.card_form import empty_form, read_form
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.adapters.card.simulated.company import Company
from hearthline.payments.adapters.card.simulated.webhooks import Teller

_ADDRESS = re.compile(r"/pay/([\w-]{10,64})(?:/(card|yes|no|back))?", re.ASCII)
_STYLE_HASH = base64.b64encode(hashlib.sha256(pages.STYLE.encode()).digest()).decode()


class HostedPage:
    """Answers requests below /pay/."""

    def __init__(self, company: Company, teller: Teller) -> None:
        self._company = company
        self._teller = teller

    def answer(self, request: Request) -> Answer:
        """One answer. Whoever knows a page's name may use it: it is unguessable."""
        address = _ADDRESS.fullmatch(request.path)
        entry = self._company.books.find_page(address[1]) if address else None
        if address is None or entry is None:
            return _html(404, pages.missing_page(), "")
        if request.method == "POST" and address[2]:
            return self._take(request, address[2], entry)
        if request.method == "GET" and not address[2]:
            return self._show(entry)
        # A reload of an address that only takes forms shows the page instead.
        return Answer(303, b"", {"Location": f"/pay/{entry.page}"})

    def _show(self, entry: Entry) -> Answer:
        if entry.state == "open":
            shown = pages.card_page(entry, empty_form())
        elif entry.state == "needs_confirmation":
            shown = pages.confirm_page(entry)
        else:
            shown = pages.done_page(entry)
        return _html(200, shown, entry.return_url)

    def _take(self, request: Request, action: str, entry: Entry) -> Answer:
        after: Entry | None
        if action == "card":
            form = read_form(request.body, time.time())
            if entry.state == "open" and form.card is None:
                return _html(422, pages.card_page(entry, form), entry.return_url)
            after = self._company.present_card(entry.page, form.card) if form.card else entry
        elif action == "back":
            after = self._company.turn_back(entry.page)
        else:
            after = self._company.confirm(entry.page, yes=action == "yes")
        return self._send_on(after or entry)

    def _send_on(self, entry: Entry) -> Answer:
        if entry.state in {"open", "needs_confirmation"}:
            return Answer(303, b"", {"Location": f"/pay/{entry.page}"})
        if entry.card and entry.card.behaviour is Behaviour.WEBHOOK_FIRST:
            self._teller.wait_until_told(entry.reference)
        return Answer(303, b"", {"Location": entry.return_url})


def _html(status: int, page: str, return_url: str) -> Answer:
    back = urlsplit(return_url)
    may_go = f" {back.scheme}://{back.netloc}" if back.netloc else ""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{may_go};"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return Answer(
        status,
        page.encode(),
        {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy},
    )
